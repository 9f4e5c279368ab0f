"""Nothing that somebody types in the CMS is lost: to another's change, an ended login, a network, a second tab."""

import secrets
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.access import find_faults
from tests.e2e.cms import Member, held

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
_SAVING = "**/v1/admin/questions/*"


def test_two_who_edit_at_once_see_each_others_words(editor: Member) -> None:
    id_ = editor.question()
    bob = editor.beside()
    for member in (editor, bob):
        member.open(f"/questions/{id_}")
    editor.page.get_by_label("Explanation").fill("Of Ada.")
    bob.page.get_by_label("Explanation").fill("Of Bob.")
    editor.page.get_by_role("button", name="Save").click()
    expect(editor.page.get_by_text("Revision 2", exact=True)).to_be_visible()
    bob.page.get_by_role("button", name="Save").click()
    dialog = bob.page.get_by_role("dialog", name="Somebody else changed this meanwhile")
    expect(dialog).to_contain_text("Ada.")
    expect(dialog).to_contain_text("Bob.")
    assert find_faults(bob.page, "conflict") == []
    dialog.get_by_role("button", name="Go on editing").click()
    expect(bob.page.get_by_label("Explanation")).to_have_value("Of Bob.")
    bob.page.get_by_role("button", name="Save").click()
    dialog.get_by_role("button", name="Save mine over theirs").click()
    expect(bob.page.get_by_text("Revision 3", exact=True)).to_be_visible()
    expect(bob.page.get_by_label("Explanation")).to_have_value("Of Bob.")
    bob.page.close()


def test_two_who_change_other_places_both_keep_them(editor: Member) -> None:
    first = editor.ask("GET", "/v1/admin/categories")["body"]["items"][0]["id"]
    body = {"kind": "single_choice", "category_id": first, "source": "own", "licence": "CC0-1.0", "correct": [0]}
    wording = {"lang": "en", "stem": f"Which? {secrets.token_hex(4)}", "options": ["a", "b", "c", "d"]}
    id_ = editor.made("questions", {**body, "time_limit_ms": 15_000, "wordings": [wording]})["id"]
    bob = editor.beside()
    for member in (editor, bob):
        member.open(f"/questions/{id_}")
    bob.page.get_by_label("Explanation").fill("Of Bob.")
    bob.page.get_by_label("Seconds to answer").fill("25")
    bob.page.get_by_role("button", name="Save").click()
    expect(bob.page.get_by_text("Revision 2", exact=True)).to_be_visible()
    bob.page.close()
    editor.page.get_by_label("Option 4", exact=True).fill("mine")
    editor.page.get_by_role("button", name="Save").click()
    tables = editor.page.get_by_role("dialog").get_by_role("table")
    expect(tables).to_have_count(2)
    theirs, mine = tables.all()
    expect(theirs).to_contain_text("English · Explanation")
    expect(theirs.get_by_role("row", name="Seconds to answer")).to_contain_text("1525")
    expect(mine.get_by_role("row")).to_have_count(2)
    expect(mine).to_contain_text("English · Option 4")
    editor.page.get_by_role("button", name="Save mine over theirs").click()
    expect(editor.page.get_by_text("Revision 3", exact=True)).to_be_visible()
    stored = editor.ask("GET", f"/v1/admin/questions/{id_}")["body"]
    [words] = stored["wordings"]
    assert words["options"] == ["a", "b", "c", "mine"]
    assert (words["explanation"], stored["time_limit_ms"]) == ("Of Bob.", 25_000)


def test_a_login_that_ended_in_the_middle_loses_nothing_typed(editor: Member) -> None:
    page = editor.open(f"/questions/{editor.question()}")
    page.get_by_label("Explanation").fill("Typed for an hour.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog", name="Your login has ended")).to_be_visible()
    assert find_faults(page, "login over the page") == []
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was saved")
    expect(page.get_by_label("Explanation")).to_have_value("Typed for an hour.")
    page.get_by_role("button", name="Save").click()
    editor.log_in_again()
    expect(page.get_by_text("Revision 2", exact=True)).to_be_visible()
    expect(page.get_by_label("Explanation")).to_have_value("Typed for an hour.")


def test_a_network_that_is_away_while_saving_loses_nothing_typed(editor: Member) -> None:
    page = editor.open(f"/questions/{editor.question()}")
    page.get_by_label("Explanation").fill("Typed in a train.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is kept")
    page.context.set_offline(False)
    expect(page.get_by_label("Explanation")).to_have_value("Typed in a train.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 2", exact=True)).to_be_visible()


def test_a_save_whose_answer_was_lost_is_nobody_elses_change(editor: Member) -> None:
    page = editor.open(f"/questions/{editor.question()}")
    page.get_by_label("Explanation").fill("Typed in a tunnel.")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(_SAVING, lose, times=1)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is kept")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Revision 2", exact=True)).to_be_visible()
    page.get_by_label("Explanation").fill("Typed after it.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 3", exact=True)).to_be_visible()


def test_nothing_is_typed_over_what_is_being_saved(editor: Member) -> None:
    page = editor.open(f"/questions/{editor.question()}")
    explanation = page.get_by_label("Explanation")
    explanation.fill("Sent.")
    requests = list[Route]()
    page.route(_SAVING, lambda route: requests.append(route), times=1)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Saving…")).to_be_disabled()
    page.keyboard.type(" Too soon.")
    expect(explanation).to_have_value("Sent.")
    expect(page.get_by_role("status").filter(has_text="once it is saved")).to_be_visible()
    held(page, requests).continue_()
    expect(page.get_by_text("Revision 2", exact=True)).to_be_visible()
    expect(explanation).to_be_focused()
    page.keyboard.type(" Not yet.")
    expect(explanation).to_have_value("Sent. Not yet.")


def test_a_form_that_is_left_unsaved_asks_first(editor: Member) -> None:
    page = editor.open(f"/questions/{editor.question()}")
    page.get_by_label("Explanation").fill("Not saved.")
    _stays(page)
    # Nor is it once it could not be saved.
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is kept")
    page.context.set_offline(False)
    _stays(page)
    expect(page.get_by_label("Explanation")).to_have_value("Not saved.")


def test_an_answer_that_is_typed_and_not_confirmed_is_one(editor: Member) -> None:
    page = editor.open(f"/questions/{editor.question()}")
    answers = page.get_by_label("Right answers")
    chips = page.locator(".MuiAutocomplete-root", has=answers).locator(".MuiChip-root")
    # The button that saves takes no focus, so the field is not left.
    answers.press_sequentially("Countess ")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 2", exact=True)).to_be_visible()
    expect(chips).to_have_text(["Ada", "Countess"])
    answers.press_sequentially("Byron")
    answers.press("Home")
    answers.press("ArrowLeft")
    expect(chips).to_have_text(["Ada", "Countess", "Byron"])
    page.get_by_label("Tags").press_sequentially("of numbers")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 3", exact=True)).to_be_visible()
    expect(answers).to_have_value("")
    expect(page.get_by_role("button", name="of numbers")).to_be_visible()
    answers.press_sequentially("Lovelace")
    _stays(page)
    expect(chips).to_have_text(["Ada", "Countess", "Byron", "Lovelace"])


def _stays(page: Page) -> None:
    """Leave, be asked, and stay."""
    asked = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Categories", exact=True).click()
    assert asked == ["confirm"]


def test_what_was_typed_is_saved_before_the_state_changes(editor: Member) -> None:
    page = editor.open(f"/questions/{editor.question()}")
    state = page.get_by_role("region", name="State")
    page.get_by_label("Explanation").fill("Typed first.")
    expect(state.get_by_role("status")).to_contain_text("Save what you typed first")
    expect(state.get_by_role("button", name="To review")).to_be_disabled()
    page.get_by_role("button", name="Save").click()
    expect(state.get_by_role("status")).to_be_empty()
    state.get_by_role("button", name="To review").click()
    page.get_by_role("dialog").get_by_role("button", name="To review").click()
    expect(state).to_contain_text("In review")
    expect(page.get_by_label("Explanation")).to_have_value("Typed first.")
    page.get_by_label("Explanation").fill("And more.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 3", exact=True)).to_be_visible()


def test_a_revision_that_is_restored_leaves_what_was_typed(editor: Member) -> None:
    page = editor.open(f"/questions/{editor.question()}")
    page.get_by_label("Explanation").fill("The second.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 2", exact=True)).to_be_visible()
    page.get_by_label("Explanation").fill("Typed since.")
    page.get_by_role("tab", name="Revisions").click()
    page.get_by_role("button", name="Restore").last.click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Revision 3", exact=True).first).to_be_visible()
    page.get_by_role("tab", name="Edit").click()
    expect(page.get_by_label("Explanation")).to_have_value("Typed since.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("dialog").get_by_role("button", name="Save mine over theirs").click()
    expect(page.get_by_text("Revision 4", exact=True)).to_be_visible()
    expect(page.get_by_label("Explanation")).to_have_value("Typed since.")


def test_a_tab_goes_on_after_a_login_in_another_one(editor: Member) -> None:
    page, other = editor.open(f"/questions/{editor.question()}"), editor.beside()
    page.get_by_label("Explanation").fill("Typed before.")
    page.context.clear_cookies()
    other.page.reload()
    other.log_in()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 2", exact=True)).to_be_visible()
    expect(page.get_by_label("Explanation")).to_have_value("Typed before.")
    other.page.close()


def test_a_row_that_is_opened_at_once_is_the_whole_record(editor: Member) -> None:
    stem = f"Opened from the list? {secrets.token_hex(4)}"
    editor.question(stem)
    page = editor.open("/questions")
    page.locator("main").get_by_role("link", name=stem).click()
    page.get_by_label("Explanation").fill("Typed at once.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def test_a_season_that_is_opened_at_once_can_be_saved(editor: Member) -> None:
    name = f"Season {secrets.token_hex(4)}"
    first = date(2030, 1, 1) + timedelta(days=secrets.randbelow(20_000))
    editor.made("seasons", {"name": name, "first": str(first), "last": str(first), "prizes": []})
    page = editor.open("/seasons")
    page.locator("main").get_by_role("link", name=name).click()
    page.get_by_label("Name").fill(f"{name}, again")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
