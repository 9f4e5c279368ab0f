"""Everybody can play: axe finds nothing, in both themes and from right to left; keys, focus and words suffice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.access import find_faults, tab_to
from tests.e2e.game import answer, asked_in_all, choose, go_on
from tests.e2e.visitor import Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
_MODES = ("practice", "daily", "live", "scheduled", "ranked")
_ONES = {"en": "1", "ar": "١"}


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_view(visit: Opener, scheme: str, lang: str) -> None:
    # With less motion nothing is half faded in, however often the board moves.
    page = visit(color_scheme=scheme, locale=lang, reduced_motion="reduce").page
    faults = []
    for mode in _MODES:
        page.locator(f"input[value={mode}]").check()
        expect(page.locator(".below li").first).to_be_visible()
        faults += find_faults(page, mode)
    page.locator("[data-category=geography]").click()
    seen = set()
    for no in range(10):
        expect(page.locator(".question .eyebrow")).to_contain_text(re.compile(rf"\b{no + 1}\D+10\b"))
        kind = page.locator(".options").get_attribute("class")
        faults += [] if kind in seen else find_faults(page, f"{kind}")
        _give_any_answer(page, _ONES[lang])
        expect(page.locator(".verdict .button")).to_be_visible()
        faults += [] if kind in seen else find_faults(page, f"verdict of {kind}")
        seen.add(kind)
        page.locator(".verdict .button").click()
    expect(page.locator(".standing")).to_be_visible()
    expect(page.locator(".review .why").first).to_be_visible()
    faults += find_faults(page, "summary")
    for view, sign in {
        "boards": ".rows .row",
        "you": ".history a",
        "inbox": ".messages b",
        "rewards": ".form select",
        "watch": ".crew td",
    }.items():
        page.locator(f"[data-view={view}]").click()
        expect(page.locator(f"main {sign}").first).to_be_visible()
        faults += find_faults(page, view)
    page.locator("[data-view=inbox]").click()
    page.locator("[href='#told']").click()
    expect(page.locator(".wishes input").first).to_be_visible()
    faults += find_faults(page, "told")
    faults += _behind_links(page, alone=scheme == "dark")
    page.locator("[data-view=you]").click()
    page.locator(".history a").first.click()
    expect(page.locator(".review li").first).to_be_visible()
    assert [*faults, *find_faults(page, "history")] == []


def _behind_links(page: Page, *, alone: bool) -> list[str]:
    """Where one invites, writes to us and appeals: nobody comes there by the frame. `alone`: colours alone."""
    faults = []
    for view, sign in {"invite": ".code", "appeals": ".messages li", "support": ".messages li"}.items():
        page.evaluate("view => { location.hash = view }", view)
        expect(page.locator(f"main {sign}").first).to_be_visible()
        faults += find_faults(page, view, colours_alone=alone)
    page.locator("#thread-subject").fill("My streak")
    page.locator("#thread-text").fill("It was 12.")
    page.locator("main form .button").click()
    expect(page.locator("main h2 bdi")).to_have_text("My streak")
    return [*faults, *find_faults(page, "thread", colours_alone=alone)]


def _give_any_answer(page: Page, one: str) -> None:
    """Whatever the question's kind; `one` is what the keyboard has on its first key."""
    typed, confirm = page.locator(".typed"), page.locator(".confirm")
    if typed.count():
        typed.fill("1")
    elif page.locator("button.option").count():
        page.locator(".question").dispatch_event("keydown", {"key": one, "bubbles": True})
    if confirm.count():
        confirm.click()


def test_a_round_by_keys_alone_and_the_focus_is_never_lost(visit: Opener) -> None:
    page = visit().page
    expect(page.get_by_role("button", name="Play now")).to_be_visible()
    tab_to(page, "Play now")
    page.keyboard.press("Enter")
    for no in range(1, 11):
        expect(page.locator(".question h1")).to_be_focused()
        answer(page, no)
        expect(page.locator(".verdict .button")).to_be_focused()
        go_on(page)
    expect(page.locator(".total h1")).to_be_focused()
    tab_to(page, "Other ways to play")
    page.keyboard.press("Enter")
    expect(page.locator("#hello")).to_be_focused()


def test_modes_are_chosen_with_the_arrows(visit: Opener) -> None:
    page = visit().page
    page.get_by_role("radio", name=re.compile("^Ranked")).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name=re.compile("^Practice"))).to_be_checked()
    expect(page.get_by_role("group", name="Difficulty")).to_be_visible()


def test_the_time_is_said_at_half_ten_and_five_seconds_and_its_end_ends_the_streak(visit: Opener) -> None:
    page = visit().page
    choose(page, "Practice")
    page.get_by_role("group", name="Time").get_by_role("radio", name="×2").check()
    page.locator("[data-category=music]").click()
    for no in (1, 2):
        answer(page, no, of=10)
        go_on(page)
    expect(page.locator(".streak")).to_have_text("2 in a row")
    expect(page.locator(".question .eyebrow")).to_contain_text("question 3 of 10")
    page.evaluate(
        "() => { window.said = []; const spoken = document.getElementById('spoken');"
        " new MutationObserver(() => spoken.textContent && said.push(spoken.textContent))"
        " .observe(spoken, {childList: true}); }"
    )
    whole = 2 * _seconds(page)
    expect(page.locator(".verdict p.missed")).to_contain_text("Time is up", timeout=60_000)
    said = [text for text in page.evaluate("() => said") if "second" in text]
    assert len(said) == len(set(said)) <= 3, (whole, said)
    assert said[-2:] == ["10 seconds left", "5 seconds left"]
    expect(page.locator(".verdict")).to_contain_text("a streak ends here")
    expect(page.locator(".streak")).to_be_hidden()
    go_on(page)
    answer(page, 4, of=10)
    expect(page.locator(".verdict")).to_contain_text("Now keep the streak going")
    page.get_by_role("button", name="End this round").click()
    expect(page.locator(".facts")).to_contain_text(re.compile(r"Best streak\s*2"))


def _seconds(page: Page) -> int:
    left = page.locator(".timer .left")
    expect(left).to_have_text(re.compile(r"^\d+ s$"))
    return int(left.inner_text().split()[0])


def to_an_order(page: Page) -> None:
    """Practise until an ordering question is asked, in another category where quizzes hold all of one."""
    for slug in ("music", "history", "science", "sports"):
        choose(page, "Practice")
        page.get_by_role("group", name="Questions").get_by_role("radio", name="50").check()
        page.get_by_role("group", name="Time").get_by_role("radio", name="No limit").check()
        page.locator(f"[data-category={slug}]").click()
        count = asked_in_all(page)
        for no in range(1, count + 1):
            expect(page.locator(".question .eyebrow")).to_contain_text(f"question {no} of")
            expect(page.locator(".options > *").first).to_be_visible()
            if page.locator(".order").count():
                return
            answer(page, no, of=count)
            go_on(page)
        page.get_by_role("button", name="Other ways to play").click()
    raise AssertionError("no ordering question was asked")


def test_an_order_is_made_by_dragging_too(visit: Opener) -> None:
    page = visit().page
    to_an_order(page)
    texts = page.locator(".order li > span > bdi").all_inner_texts()
    page.locator(".order .grip").first.drag_to(page.locator(".order li").last, target_position={"x": 20, "y": 55})
    expect(page.locator(".order li > span > bdi")).to_have_text([*texts[1:], texts[0]])


@pytest.mark.parametrize("system", ["light", "dark"])
def test_light_and_dark_are_a_switch_that_is_remembered(visit: Opener, system: str) -> None:
    page = visit(color_scheme=system).page
    other = "light" if system == "dark" else "dark"
    page.get_by_role("button", name=f"{other.capitalize()} colours").click()
    for _ in range(2):
        shade = page.evaluate("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert max(shade) < 80 if other == "dark" else min(shade) > 175
        page.reload()
        expect(page.get_by_role("button", name=f"{system.capitalize()} colours")).to_be_visible()


def test_another_language_is_a_choice_that_turns_the_page_round(visit: Opener) -> None:
    page = visit().page
    expect(page.get_by_role("button", name="Play now")).to_be_visible()
    page.get_by_label("Language").select_option("ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("#language")).to_be_focused()
    page.locator("[data-category=geography]").click()
    expect(page.locator(".question h1")).to_have_attribute("lang", "ar")
    expect(page.locator(".options")).to_have_attribute("dir", "rtl")
    page.locator("#language").select_option("es")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator(".question h1")).to_have_attribute("dir", "rtl")
    expect(page.locator(".leave")).to_have_text("Terminar la partida")
    page.reload()
    expect(page.locator(".leave")).to_have_text("Terminar la partida")
