"""Tokens become a gift card on the Play page: asked for once whatever gets lost, seen on its way, revealed."""

import re
import secrets

import httpx
import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import Engine

from lab import shop
from tests.e2e.access import find_faults, find_faults_in_all
from tests.e2e.visitor import Opener, Visit

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
_PASSWORD = "four blue otters"


@pytest.fixture
def rich(visit: Opener, database: Engine) -> Visit:
    """Somebody with an account in the United States and 12,000 tokens, at the rewards."""
    email = f"rich.{secrets.token_hex(4)}@example.com"
    with database.begin() as connection:
        shop.furnish(connection, shop.player(connection, "Rich", email, _PASSWORD))
    found = visit("#account")
    form = found.page.get_by_role("form", name="Log in")
    form.locator("[name=email]").fill(email)
    form.locator("[name=password]").fill(_PASSWORD)
    found.page.keyboard.press("Enter")
    expect(found.page.locator("dl.account")).to_contain_text(email)
    found.page.get_by_role("link", name="Rewards").click()
    return found


def _redeem(page: Page) -> None:
    page.get_by_label("I accept the terms").check()
    page.get_by_role("button", name="Redeem").click()


def test_a_player_redeems_and_is_shown_the_code(rich: Visit, urls: dict[str, str]) -> None:
    page, keys = rich.page, []

    def lose_the_answer(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            return route.abort()
        assert route.fetch().status == 202
        return route.abort()

    page.get_by_role("link", name="Paper Lantern Books").click()
    page.get_by_role("button", name="Redeem").click()
    expect(page.locator(".field .fault:visible")).to_have_text("This takes your consent.")
    page.route("**/v1/redemptions", lose_the_answer)
    _redeem(page)
    expect(page.locator("#trouble")).to_contain_text("What you asked for is kept, and happens once.")
    page.unroute("**/v1/redemptions")
    with page.expect_response(lambda answer: answer.url.endswith("/v1/redemptions") and answer.status == 202) as sent:
        page.reload()
    assert {sent.value.request.headers["idempotency-key"], *keys} == {keys[0]}

    mine = page.locator(".redemptions > li")
    expect(mine).to_have_attribute("data-state", "succeeded")
    expect(mine).to_have_count(1)
    expect(page.locator("header .sum")).to_have_text("2,000 tokens")
    assert {frame["id"] for frame in rich.frames("redemption.changed")} == {mine.get_attribute("data-id")}
    witness = {"reference": mine.get_attribute("data-id") or ""}
    assert len(httpx.get(f"{urls['partners']}/witness/issued", params=witness).json()["issued"]) == 1

    mine.get_by_role("button", name="Show the code").click()
    page.keyboard.type("five red otters")
    page.keyboard.press("Enter")
    expect(mine.get_by_text("That is not your password.")).to_be_visible()
    mine.locator("[name=password]").fill(_PASSWORD)
    page.keyboard.press("Enter")
    expect(mine.locator(".codes code").first).to_have_text(re.compile(r"^\w{16}$"))
    faults = find_faults(page, "codes")
    page.get_by_role("link", name="You", exact=True).click()
    page.get_by_role("link", name="What they buy").click()
    expect(mine.get_by_role("button", name="Show the code")).to_be_visible()
    expect(page.locator(".codes")).to_have_count(0)
    assert [*faults, *find_faults_in_all(page, "rewards", ".gift .button")] == []


def test_what_is_too_much_is_said_and_what_waits_can_be_cancelled(rich: Visit) -> None:
    page, phone = rich.page, f"+9198{secrets.randbelow(10**4):04}0011"
    page.get_by_role("link", name="Corner Market").click()
    page.get_by_label("Amount in USD").fill("50.5")
    expect(page.locator("output")).to_contain_text("You lack 38,500 tokens")
    _redeem(page)
    expect(page.locator(".form > .fault")).to_have_text("You have 12,000 tokens that are free; this costs 50,500.")
    page.get_by_label("Amount in USD").fill("11,01")
    expect(page.locator("output")).to_have_text("11,010 tokens")
    page.get_by_role("button", name="Redeem").click()
    mine = page.locator(".redemptions > li")
    expect(mine).to_have_attribute("data-state", "in_review")
    expect(mine.get_by_role("heading")).to_be_focused()
    expect(page.locator("header .sum")).to_have_text("990 tokens")
    mine.get_by_role("button", name="Cancel").click()
    expect(mine).to_have_attribute("data-state", "cancelled")
    expect(page.locator("header .sum")).to_have_text("12,000 tokens")

    page.get_by_role("radio", name="Phone credit").check()
    page.get_by_role("textbox", name="Phone").fill(phone)
    page.keyboard.press("Enter")
    page.get_by_label("Amount in INR").fill("100")
    _redeem(page)
    expect(mine).to_have_count(2)
    expect(mine.first).to_have_attribute("data-state", "succeeded")
    expect(mine.first).to_contain_text(phone)
