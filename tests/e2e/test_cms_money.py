"""What money takes in the CMS: a product is priced, and its redemptions are stopped and let on again."""

from functools import partial
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.cms import Member, come_in
from tests.processes import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def test_a_product_is_stopped_at_once_and_let_on_again(owner: Member, urls: dict[str, str]) -> None:
    product = _product(owner)
    page = owner.open(f"/catalogue/{product}")
    with httpx.Client(base_url=urls["api"]) as player:
        come_in(player)
        assert _shown(player, product)["redeemable"]
        page.get_by_role("spinbutton", name="Margin in per cent").fill("12.5")
        page.get_by_role("textbox", name="Reason").fill("Trees are dear")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("1,125", exact=True)).to_be_visible()
        assert _shown(player, product)["prices"][0]["tokens"] == 1_125
        for verb, why in (("Stop its redemptions", "switched_off"), ("Let it be redeemed again", None)):
            page.get_by_role("button", name=verb).click()
            dialog = page.get_by_role("dialog")
            dialog.get_by_role("textbox", name="Reason").fill("Of a test")
            dialog.get_by_role("button", name="Turn").click()
            expect(dialog).to_be_hidden()
            until(partial(_is_so, player, product, why), what="the switch acting")
    expect(owner.open("/audit").get_by_role("table")).to_contain_text("Change a setting")


def _product(owner: Member) -> str:
    """One that no other test redeems, once its partner was read."""
    found: list[str] = []

    def look() -> bool:
        answer = owner.ask("GET", "/v1/admin/catalogue?q=Plant%20a%20Wood&country=fr")
        found.extend(one["id"] for one in answer["body"]["items"])
        return bool(found)

    until(look, what="the products of a partner")
    return found[0]


def _shown(player: httpx.Client, product: str) -> Any:
    return player.get(f"/v1/catalogue/{product}").raise_for_status().json()


def _is_so(player: httpx.Client, product: str, why: str | None) -> bool:
    return bool(_shown(player, product)["why"] == why)
