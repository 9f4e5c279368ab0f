"""The focus is never lost in the CMS: when what had it is gone, it stands where one goes on."""

import secrets
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.cms import Member, Staffer, come_in, reported

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
_PICTURE = Path(__file__).parents[2] / "lab" / "play" / "mark.svg"
_SKIP = "To the content"


def _confirm(page: Page, verb: str, reason: str = "") -> None:
    dialog = page.get_by_role("dialog")
    if reason:
        dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name=verb).click()
    expect(dialog).to_have_count(0)


def _stays(place: Locator, before: Locator | None = None) -> None:
    """It has the focus, still has it when all has loaded, and the next Tab goes on from there.

    `before`: where Shift+Tab leads from it, if it is the last thing of its page.
    """
    expect(place).to_be_focused()
    page = place.page
    page.wait_for_load_state("networkidle")
    expect(place).to_be_focused()
    if before:
        page.keyboard.press("Shift+Tab")
        expect(before).to_be_focused()
        return
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=_SKIP)).not_to_be_focused()


@pytest.fixture
def player(urls: dict[str, str]) -> str:
    """The id of somebody who plays."""
    with httpx.Client(base_url=urls["api"]) as client:
        return come_in(client)


def test_the_next_cases_heading_has_the_focus_after_a_decision_and_after_its_undoing(
    editor: Member, urls: dict[str, str]
) -> None:
    for _ in range(2):
        reported(editor, urls["api"])
    page = editor.open("/queues/questions")
    first = page.locator("main h2").first.inner_text()
    page.get_by_role("button", name="Dismiss: nothing is wrong").click()
    _confirm(page, "Decide", "It is right.")
    expect(page.locator("main h2").first).not_to_have_text(first)
    _stays(page.locator("main h2").first)
    page.get_by_role("button", name="Undo").click()
    _confirm(page, "Undo", "A slip.")
    expect(page.locator("main h2").first).to_have_text(first)
    _stays(page.locator("main h2").first)


def test_the_region_has_the_focus_after_each_state_of_a_question(editor: Member) -> None:
    category = editor.shelf()["id"]
    body = {"kind": "single_choice", "category_id": category, "source": "us", "licence": "CC0-1.0", "correct": [0]}
    words = {"lang": "en", "stem": f"Where? {secrets.token_hex(4)}", "options": ["Here", "There"]}
    page = editor.open(f"/questions/{editor.made('questions', body | {'wordings': [words]})['id']}")
    for step in ("To review", "Publish", "Retire"):
        page.get_by_role("region", name="State").get_by_role("button", name=step).click()
        _confirm(page, step)
        _stays(page.get_by_role("heading", name="State", exact=True))


def test_the_region_has_the_focus_after_a_sanction_was_lifted(staffer: Staffer, player: str) -> None:
    moderator = staffer("moderator")
    moderator.made(f"players/{player}/sanctions", {"kind": "ban", "ground": "rules", "reason": "Rude."})
    page = moderator.open(f"/players/{player}")
    page.get_by_role("tab", name="Sanctions").click()
    page.get_by_role("button", name="Lift").click()
    _confirm(page, "Lift", "A mistake of ours.")
    _stays(page.get_by_role("heading", name="Sanctions", exact=True), page.get_by_role("tab", name="Sanctions"))


def test_the_list_has_the_focus_after_a_request_was_approved(owner: Member, staffer: Staffer, player: str) -> None:
    second = staffer("owner")
    asked = owner.ask("POST", f"/v1/admin/players/{player}/erase", {"reason": "They want it so."})
    assert asked["status"] == 202, asked
    page = second.open('/approvals?filter={"state":"open"}')
    row = page.get_by_role("row").filter(has_text=player[-8:])
    expect(row).to_contain_text("Erase a player")
    row.get_by_role("button", name="Approve").click()
    _confirm(page, "Approve")
    expect(row).to_have_count(0)
    _stays(page.get_by_role("region", name="Approvals").or_(page.get_by_role("heading", name="Approvals")).last)


def test_the_button_has_the_focus_again_when_a_file_was_refused(editor: Member) -> None:
    page = editor.open("/media/create")
    page.locator("input[type=file]").set_input_files(_PICTURE)
    page.get_by_label("What it shows or says").fill("Its logo")
    page.get_by_role("button", name="Upload it").click()
    expect(page.get_by_role("alert").filter(has_text="SVG")).to_be_visible()
    _stays(page.get_by_role("button", name="Upload it"))
