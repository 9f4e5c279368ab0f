"""A battle in the CMS: found by its id, told as it was played, and made void by who may."""

import pytest
from playwright.sync_api import expect

from lab.cms.battles import fight
from tests.e2e.cms import Staffer

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def test_a_battle_is_found_told_and_made_void(staffer: Staffer) -> None:
    page = staffer("moderator").page
    battle = fight(page).quiz
    search = page.get_by_role("combobox", name="Find anything")
    search.fill(battle)
    search.press("Enter")
    expect(page.get_by_role("region", name="Result")).to_contain_text("One gave up")
    first = page.get_by_role("region", name="Round 1")
    expect(first.get_by_text("Good luck")).to_be_visible()
    expect(first).to_contain_text("gave up")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("region", name="Life 1")).to_contain_text("surrender")
    page.get_by_role("button", name="Make void…").click()
    dialog = page.get_by_role("dialog", name="Make this battle void?")
    expect(dialog).to_contain_text("It gave nothing that could be taken back.")
    dialog.get_by_label("Reason").fill("They agreed who wins.")
    dialog.get_by_role("button", name="Make void").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("It is void. This is what had come of it.")).to_be_visible()
    expect(page.get_by_role("button", name="Make void…")).to_have_count(0)
