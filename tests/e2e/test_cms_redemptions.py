"""A redemption in the CMS: found by its id, its partner asked now, and what became of it said by two."""

import secrets

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from lab import shop
from lab.cms.redeeming import redeem
from tests.e2e.backstage import leave_to_people
from tests.e2e.cms import Staffer
from tests.processes import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
_PASSWORD = "four blue otters"


def _confirm(page: Page, title: str, verb: str, reason: str) -> None:
    dialog = page.get_by_role("dialog", name=title)
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name=verb).click()
    expect(dialog).to_be_hidden()


def _looked_up(page: Page) -> bool:
    with page.expect_response("**/v1/admin/redemptions/*"):
        page.get_by_role("button", name="Look again").click()
    return "Knows nothing of it" in page.get_by_role("region", name="Attempts").inner_text()


def test_what_nobody_knows_is_looked_up_and_decided_by_two(staffer: Staffer, database: Engine) -> None:
    email = f"rich.{secrets.token_hex(4)}@example.com"
    with database.begin() as connection:
        shop.furnish(connection, shop.player(connection, "Rich", email, _PASSWORD))
    one, other = staffer("finance"), staffer("finance")
    page, redemption = one.page, redeem(one.page, email, _PASSWORD)
    leave_to_people(database, redemption)
    search = page.get_by_role("combobox", name="Find anything")
    search.fill(redemption)
    search.press("Enter")
    expect(page.get_by_role("region", name="What happened")).to_contain_text("For people")
    page.get_by_role("button", name="Ask the partner now").click()
    _confirm(page, "Ask the partner now", "Ask the partner now", "The player asks.")
    until(lambda: _looked_up(page), 60, "the look-up")

    page.get_by_role("button", name="It was issued").click()
    dialog = page.get_by_role("dialog", name="Was it issued?")
    expect(dialog).to_contain_text("The 10,010 tokens are gone.")
    expect(dialog).to_contain_text("another member has to approve it")
    _confirm(page, "Was it issued?", "It was issued", "Their support has sent the card.")
    expect(page.get_by_text("Another member has to approve it: see Approvals.")).to_be_visible()

    asked = other.open("/approvals").get_by_role("row", name="Their support has sent the card.")
    asked.get_by_role("button", name="Approve").click()
    approval = other.page.get_by_role("dialog")
    approval.get_by_role("button", name="Approve").click()
    expect(approval).to_be_hidden()
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("region", name="What happened")).to_contain_text("Issued")
    expect(page.get_by_role("button", name="It was issued")).to_have_count(0)
