"""A report is decided by keyboard; the player reads of it where they play, appeals, and is heard by somebody else."""

import secrets

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.cms import Member, Staffer
from tests.e2e.visitor import Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def _report(api: str, player: str) -> None:
    """Somebody else says that a name is offensive."""
    with httpx.Client(base_url=api) as client:
        made = client.post("/v1/players", json={"device_key": secrets.token_urlsafe(24)}).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {made['access_token']}"
        said = {"kind": "name", "id": player, "ground": "offensive", "text": "It is rude."}
        client.post("/v1/reports", json=said).raise_for_status()


def _decide(member: Member, queue: str, seen: str, key: str, title: str) -> None:
    """Take what waits in a queue and decide it, without a pointer."""
    page: Page = member.open(f"/queues/{queue}")
    expect(page.get_by_text(seen)).to_be_visible()
    page.keyboard.press(key)
    dialog = page.get_by_role("dialog", name=title)
    reason = dialog.get_by_label("Reason")
    while not reason.evaluate("element => element === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type("Looked at it.")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Nothing waits.")).to_be_visible()


@pytest.mark.usefixtures("undisturbed")
def test_a_report_is_decided_by_keyboard_and_appealed(
    visit: Opener, staffer: Staffer, owner: Member, urls: dict[str, str]
) -> None:
    moderator, ada = staffer("moderator"), visit()
    _report(urls["api"], ada.player)
    _decide(moderator, "moderation", "It is rude.", "6", "Ban from ranked")
    page = ada.page
    page.goto(page.url.partition("#")[0] + "#appeals")
    decision = page.locator("[data-decision]")
    expect(decision).to_contain_text("You may only practise")
    decision.get_by_label("Why is it wrong?").fill("It is my grandmother's name.")
    decision.get_by_role("button", name="Appeal").click()
    expect(decision.get_by_role("status")).to_contain_text("waits for somebody")
    expect(moderator.open("/queues/appeals").get_by_text("Nothing waits.")).to_be_visible()
    _decide(owner, "appeals", "It is my grandmother's name.", "2", "Overturn: take the decision back")
    page.reload()
    expect(decision.get_by_role("status")).to_contain_text("was taken back")
    expect(decision).to_contain_text("It is over.")
    assert not ada.complaints
