"""The CMS in a real browser on the real system: coming in, what each role sees, and that nothing typed is lost."""

import re
import secrets
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from lab.cms.pages import views
from lab.cms.seeing import settle
from rules.permissions import PERMISSIONS, ROLES, Permission, Role, allows
from tests.e2e.access import find_faults
from tests.e2e.cms import Member, Staffer, cms_context, fill_question, reported, save_and_publish

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_NEEDS: dict[str, tuple[Permission, ...]] = {
    "Home": (),
    "Queues": (
        "cases.questions",
        "cases.integrity",
        "cases.entries",
        "cases.referrals",
        "cases.moderation",
        "cases.appeals",
        "finance.write",
        "players.message",
    ),
    "Live": ("operations.read",),
    "Integrity": ("operations.read",),
    "Questions": ("content.read",),
    "Categories": ("content.read",),
    "Media": ("content.read",),
    "Quizzes": ("content.read",),
    "Daily challenge": ("content.read",),
    "Prompts": ("content.read",),
    "Seasons": ("content.read",),
    "Achievements": ("content.read",),
    "Imports": ("content.write",),
    "Exports": ("exports.make",),
    "Players": ("players.read",),
    "Battles": ("battles.read",),
    "Activity": ("operations.read",),
    "Referrals": ("referrals.read",),
    "Support": ("players.message",),
    "Campaigns": ("campaigns.read",),
    "Segments": ("campaigns.read",),
    "Templates": ("campaigns.read",),
    "Redemptions": ("finance.read",),
    "Breaks": ("finance.read",),
    "Partners": ("finance.read",),
    "Catalogue": ("finance.read",),
    "Token rates": ("finance.read",),
    "Budgets": ("finance.read",),
    "Ledger": ("finance.read",),
    "Finance": ("finance.read",),
    "Staff": ("staff.manage",),
    "Approvals": ("approvals.read",),
    "Audit log": ("audit.read",),
    "Settings": ("settings.manage",),
}
"""What each entry of the menu takes, any of it."""


def test_security_15_the_session_is_a_host_cookie_that_no_script_reads(owner: Member) -> None:
    [cookie] = [one for one in owner.page.context.cookies() if one["name"] == "__Host-staff"]
    assert cookie["httpOnly"]
    assert cookie["secure"]
    assert cookie["sameSite"] == "Strict"
    assert owner.page.evaluate("() => document.cookie") == ""


def test_axe_finds_nothing_on_any_page(owner: Member) -> None:
    page, faults = owner.page, list[str]()
    for view in views(page):
        view.show(page)
        for scheme in _SCHEMES:
            page.emulate_media(color_scheme=scheme)
            faults += find_faults(page, f"{view.name} {scheme}", colours_alone=scheme != _SCHEMES[0])
        over = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{view.name}: {over} pixels too wide"] if over > 0 else []
    assert faults == []


@pytest.mark.parametrize("scheme", _SCHEMES)
def test_axe_finds_nothing_on_the_way_in(browser: Browser, owner: Member, scheme: Any) -> None:
    with cms_context(browser, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(owner.admin)
        expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        faults = find_faults(page, "login")
        page.goto(f"{owner.admin}#/set-up/{'0' * 8}-0000-7000-8000-{'0' * 12}/x")
        page.reload()
        expect(page.get_by_role("heading", name="Welcome to the team")).to_be_visible()
        assert [*faults, *find_faults(page, "set-up")] == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_the_pages_that_it_may_use_and_no_others(staffer: Staffer, role: Role) -> None:
    page = staffer(role).page
    menu = page.get_by_role("navigation", name="Menu")
    wanted = [name for name, needs in _NEEDS.items() if not needs or any(allows([role], one) for one in needs)]
    expect(menu.get_by_role("link")).to_have_text(wanted)
    for name in [*wanted[1:], wanted[0]]:
        menu.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("main h1").first).to_have_text(name)
        expect(page.locator("main h1").first).to_be_focused()
        expect(page.locator("main").get_by_role("alert")).to_have_count(0)
    assert {one for needs in _NEEDS.values() for one in needs} <= set(PERMISSIONS)


def test_a_page_that_one_may_not_use_says_why(editor: Member) -> None:
    page = editor.open("/staff")
    alert = page.locator("main").get_by_role("alert")
    expect(alert).to_contain_text("staff.manage")
    expect(alert).to_contain_text("Request id")


def test_a_form_that_one_may_not_save_is_not_shown(staffer: Staffer) -> None:
    viewer = staffer("viewer")
    for name in ("questions", "categories", "media", "prompts", "quizzes", "seasons", "imports"):
        main = viewer.open(f"/{name}/create").locator("main")
        expect(main.get_by_role("alert")).to_contain_text("content.write")
        expect(main.locator("form")).to_have_count(0)


def test_a_question_is_written_seen_as_a_player_does_and_published(editor: Member) -> None:
    stem = f"What is two and two? {secrets.token_hex(4)}"
    shelf = editor.shelf()["name"]
    page = editor.open("/questions/create")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Choose a category.")).to_be_visible()
    fill_question(page, shelf, stem, "Four", "&lt;b&gt;Five&lt;/b&gt; 😀", "خمسة", "=1+1")
    preview = page.get_by_role("region", name="As a player sees it")
    expect(preview.locator(".stem")).to_have_text(stem)
    expect(preview.locator(".option.right")).to_contain_text("Four")
    expect(preview.locator(".option").nth(1)).to_contain_text("<b>Five</b>")
    save_and_publish(page, stem)
    page.get_by_role("link", name="Questions", exact=True).click()
    search = page.get_by_label("Search words or id")
    with page.expect_response(lambda answer: "q=What&" in answer.url):
        search.fill("What ")
    settle(page)
    search.press_sequentially(stem.removeprefix("What "))
    expect(search).to_have_value(stem)
    row = page.get_by_role("row").filter(has_text=stem)
    expect(row).to_contain_text("Published")
    # What is filtered stands in the address.
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_role("row").filter(has_text=stem)).to_be_visible()


def test_markup_that_would_be_taken_away_is_told_and_what_was_is_too(editor: Member) -> None:
    page = editor.open(f"/questions/{editor.question()}")
    stem = page.get_by_role("textbox", name="Question", exact=True)
    shown = page.get_by_role("region", name="As a player sees it").locator(".stem")
    stem.fill("What is bold: <b> or <i>, if 1 < 2?")
    expect(shown).to_have_text("What is bold: or , if 1 < 2?")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("<b> <i> would be taken away")).to_contain_text("&lt;b&gt; &lt;i&gt;")
    expect(page.get_by_text("Revision 1", exact=True)).to_be_visible()
    stem.fill("What is bold: &lt;b&gt; or &lt;i&gt;, if 1 < 2?")
    expect(shown).to_have_text("What is bold: <b> or <i>, if 1 < 2?")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 2", exact=True)).to_be_visible()
    expect(stem).to_have_value("What is bold: <b> or <i>, if 1 < 2?")
    # What is stored stays; and what the API takes away in spite of all is told until it is dismissed.
    page.route("**/v1/admin/questions/*", _note)
    page.get_by_label("Explanation").fill("So it is.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 3", exact=True)).to_be_visible()
    expect(stem).to_have_value("What is bold: <b> or <i>, if 1 < 2?")
    told = page.get_by_role("alert").filter(has_text="English · Explanation")
    expect(told).to_contain_text("Taken away. You typed: So it is.")
    told.get_by_role("button", name="Close").click()
    expect(told).to_have_count(0)
    page.unroute("**/v1/admin/questions/*")


def _note(route: Route) -> None:
    """Let the API say that it took something away."""
    answer = route.fetch()
    note = {"pointer": "/wordings/0/explanation", "code": "markup_dropped", "detail": "Taken away."}
    route.fulfill(response=answer, json=answer.json() | {"notes": [note]})


def test_a_case_is_decided_by_keys_alone_and_the_next_one_comes_by_itself(editor: Member, urls: dict[str, str]) -> None:
    waiting = {reported(editor, urls["api"]) for _ in range(2)}
    page = editor.open("/queues/questions")
    while waiting:
        expect(page.get_by_role("button", name="Dismiss: nothing is wrong")).to_be_visible()
        stem = page.locator("main h2").first.inner_text()
        waiting.discard(stem)
        page.keyboard.press("1")
        reason = page.get_by_role("dialog").get_by_label("Reason")
        expect(reason).to_be_focused()
        page.keyboard.type("Read it; it is right.")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        expect(page.locator("main h2").filter(has_text=re.compile(f"^{re.escape(stem)}$"))).to_have_count(0)


def test_single_keys_do_nothing_once_they_are_turned_off(editor: Member, urls: dict[str, str]) -> None:
    reported(editor, urls["api"])
    page = editor.open("/queues/questions")
    decide = page.get_by_role("button", name="Dismiss: nothing is wrong")
    search = page.get_by_role("combobox", name="Find anything")
    expect(decide).to_have_attribute("aria-keyshortcuts", "1")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.press("1")
    expect(page.get_by_role("dialog")).to_have_count(0)
    _turn(page, on=False)
    expect(decide).not_to_have_attribute("aria-keyshortcuts", "1")
    page.keyboard.press("1")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(search).not_to_be_focused()
    _turn(page, on=True)
    page.keyboard.press("1")
    expect(page.get_by_role("dialog").get_by_label("Reason")).to_be_focused()


def _turn(page: Page, *, on: bool) -> None:
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("switch", name="Single-key shortcuts").set_checked(on)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.evaluate("() => document.activeElement.blur()")


@pytest.mark.parametrize(("path", "name"), [("categories", "Shelf"), ("questions", "Who?")])
def test_what_is_deleted_is_asked_for_once_and_gone_from_the_list(editor: Member, path: str, name: str) -> None:
    name = f"{name} {secrets.token_hex(4)}"
    id_ = editor.made("categories", {"name": name})["id"] if path == "categories" else editor.question(name)
    page = editor.open(f"/{path}/{id_}")
    page.get_by_role("button", name="Delete").focus()
    for _ in range(4):  # held down: it opens the dialog, and confirms nothing
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert find_faults(page, "delete") == []
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("main h1").first).to_have_text(name)
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    heading = page.get_by_role("heading", name=path.capitalize(), level=1)
    expect(heading).to_be_visible()
    expect(page.locator("main").get_by_text(name)).to_have_count(0)
    assert editor.ask("GET", f"/v1/admin/{path}/{id_}")["status"] == 404
