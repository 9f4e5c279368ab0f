"""What money takes in the CMS: a product is priced, its redemptions are stopped; many tokens are given by two."""

from functools import partial
from typing import Any
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from models import accounts
from models.accounts import Account
from tests.e2e.cms import Member, Staffer, come_in
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


def test_17_many_tokens_are_given_by_two(staffer: Staffer, urls: dict[str, str], database: Engine) -> None:
    one, other = staffer("finance"), staffer("finance")
    with httpx.Client(base_url=urls["api"]) as player:
        id_ = come_in(player)
        with database.begin() as connection:
            address = f"{id_}@buzzline.test"
            accounts.insert(
                connection, Account(player_id=UUID(id_), email=address, email_key=address, password_hash=None)
            )
        page = one.open(f"/players/{id_}")
        page.get_by_role("tab", name="Tokens").click()
        _give(page, 40)
        expect(page.get_by_role("table")).to_contain_text("+40")
        _give(page, 6_001)
        expect(page.get_by_text("Another member has to approve it.")).to_be_visible()
        assert player.get("/v1/wallet").json()["free"] == 40
        seen = other.open("/approvals")
        row = seen.get_by_role("row").filter(has_text="Given: 6,001")
        row.get_by_role("button", name="Approve").click()
        dialog = seen.get_by_role("dialog")
        expect(dialog).to_contain_text("6,001")
        dialog.get_by_role("button", name="Approve").click()
        expect(dialog).to_be_hidden()
        assert player.get("/v1/wallet").json()["free"] == 6_041
        inbox = partial(player.get, "/v1/notifications")
        until(lambda: inbox().json()["unread"] == 2, what="the messages")
    books = other.open("/ledger")
    books.get_by_label("Player id").fill(id_)
    expect(books.get_by_role("table").last).to_contain_text("6,001")
    expect(other.open("/finance").get_by_role("table").first).to_contain_text("Staff")


def _give(page: Page, count: int) -> None:
    page.get_by_role("button", name="Give or take tokens").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Tokens", exact=False).last.fill(str(count))
    dialog.get_by_role("textbox", name="Reason").fill("For the lost evening")
    dialog.get_by_role("button", name="Give", exact=True).click()
    expect(dialog).to_be_hidden()
