"""Every way to play, and every kind of question, from start to result."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from rules.content import KINDS
from tests.e2e.access import find_faults
from tests.e2e.game import answer, asked_in_all, choose, go_on, reply, topic
from tests.e2e.programme import quiz
from tests.e2e.visitor import Opener, Visit

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
_RESULT = 90_000
"""Milliseconds a quiz may go on."""
_IN_ORDER = """order => {
  const shown = [...document.querySelectorAll(".question .option")].map((one) => one.dataset.id);
  return !order.length || String(shown) === String(order);
}"""


def practise(page: Page, count: int, time: str = "×1") -> None:
    """Begin to practise music."""
    choose(page, "Practice")
    page.get_by_role("group", name="Questions").get_by_role("radio", name=str(count), exact=True).check()
    page.get_by_role("group", name="Time").get_by_role("radio", name=time, exact=True).check()
    topic(page, "music")


def test_practice_asks_many_kinds_of_questions_without_a_clock(visit: Opener) -> None:
    page = visit().page
    practise(page, 50, "No limit")
    seen: dict[str, int] = dict.fromkeys(KINDS, 0)
    count = asked_in_all(page)
    expect(page.locator(".steps li")).to_have_count(count)
    expect(page.locator(".timer")).to_be_hidden()
    rights = 0
    for no in range(1, count + 1):
        expect(page.locator(".question .eyebrow")).to_contain_text(f"question {no} of")
        right = seen[kind_asked(page)] % 2 == 0
        rights += right
        seen[answer(page, no, right, of=count)] += 1
        if not right:
            expect(page.locator(".verdict")).to_contain_text("The right answer is")
        go_on(page)
    assert sum(map(bool, seen.values())) >= 4, seen  # quizzes that are on may hold all questions of a kind
    expect(page.locator(".review li")).to_have_count(count)
    expect(page.locator(".review .why")).to_have_count(count)
    expect(page.locator(".facts")).to_contain_text(f"{rights} of {count}")
    expect(page.get_by_label("Live board").locator(".row.me")).to_have_count(0)


def kind_asked(page: Page) -> str:
    """Of the question on the screen."""
    expect(page.locator(".options > *").first).to_be_visible()
    return (page.locator(".options").get_attribute("class") or "").removeprefix("options ")


def to_a(page: Page, kind: str, no: int = 1) -> int:
    """Answer from question `no` on until one of this kind is asked; its number."""
    expect(page.locator(".question .eyebrow")).to_contain_text(f"question {no} of")
    if kind_asked(page) == kind:
        return no
    answer(page, no, of=asked_in_all(page))
    go_on(page)
    return to_a(page, kind, no + 1)


def test_what_is_no_answer_may_be_put_right_while_time_runs(visit: Opener) -> None:
    page = visit().page
    practise(page, 50, "×2")
    no = to_a(page, "numeric")
    typed = page.locator(".typed")
    expect(typed).to_have_attribute("inputmode", "text")  # an iPhone's other keypads have no minus
    typed.fill("about ten")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("That is no number.")
    expect(typed).to_be_focused()
    expect(typed).to_have_value("about ten")
    expect(page.locator(".timer.done")).to_have_count(0)
    expect(page.locator(".timer .left")).to_have_text(re.compile(r"^\d\d s$"))
    answer(page, no, of=asked_in_all(page))
    expect(page.locator(".timer.done")).to_be_visible()


def test_time_is_what_the_player_asked_for(visit: Opener) -> None:
    page = visit().page
    practise(page, 5, "×2")
    expect(page.locator(".timer .left")).to_have_text(re.compile(r"^(3[01]|2\d) s$"))


def test_the_daily_challenge_keeps_its_verdicts_until_the_day_is_over(visit: Opener) -> None:
    page = visit().page
    choose(page, "Daily")
    topic(page, "history")
    for no in range(1, 11):
        answer(page, no, right=no % 2 == 0, verdict="kept")
        expect(page.locator(".option.right, .option.wrong")).to_have_count(0)
        go_on(page)
    expect(page.locator(".total .sum")).to_have_text("10 of 10")
    expect(page.locator(".total .later")).to_contain_text("The result is told on")
    expect(page.locator(".standing")).to_contain_text("XP")
    expect(page.get_by_role("button", name="Play again")).to_have_count(0)


def test_a_scheduled_quiz_from_its_lobby_to_its_board(visit: Opener) -> None:
    page = visit().page
    id_ = quiz("scheduled", category="music", opens_at="+15", closes_at="+45", count=2, title="Two on music")
    choose(page, "Scheduled")
    page.locator(f"[data-quiz='{id_}']").get_by_role("button", name="Join").click()
    expect(page.locator(".lobby h1")).to_have_text("Two on music")
    expect(page.locator(".lobby .countdown")).to_have_text(re.compile(r"^0:\d\d$"))
    expect(page.locator(".lobby .facts")).to_contain_text(re.compile(r"Players\s*1"))
    for no in (1, 2):
        expect(page.locator(".question .eyebrow")).to_contain_text(f"question {no} of 2", timeout=_RESULT)
        answer(page, no, right=True, of=2, verdict="kept")
        go_on(page)
    expect(page.locator(".total .later")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("2 of 2", timeout=_RESULT)
    expect(page.locator(".review li.right")).to_have_count(2)
    expect(page.locator(".pair .row.me .rank")).to_have_text("1")


def in_own_order(visitor: Visit, no: int) -> None:
    """Question `no` of two is on the page, its options in the order that its token told: that comes behind it, and
    nothing can be answered before. What is typed, or put in order, has none.
    """
    expect(visitor.page.locator(".question .eyebrow")).to_contain_text(re.compile(rf"\b{no}\D+2\b"), timeout=_RESULT)
    [order] = {tuple(frame["order"]) for frame in visitor.frames("quiz.token", no=no - 1)}
    visitor.page.wait_for_function(_IN_ORDER, arg=order)


def refuse_once(page: Page) -> None:
    """The next answer is refused as none that the question could have."""
    body = {"status": 422, "code": "response_unknown", "detail": "Must be an answer."}
    headers = {"Access-Control-Allow-Origin": "*"}
    page.route("**/v1/answers", lambda route: route.fulfill(status=422, json=body, headers=headers), times=1)


def test_a_live_quiz_for_two_each_in_their_language(visit: Opener) -> None:
    visits = visit(reduced_motion="reduce"), visit(locale="ar", color_scheme="dark", reduced_motion="reduce")
    first, second = (one.page for one in visits)
    pace = {"question_ms": 14_000, "reveal_ms": 9_000, "lobby_ms": 60_000}
    id_ = quiz("live", category="geography", lang="ar", opens_at="+18", count=2, title="Geography now", **pace)
    for page in (first, second):
        page.locator("input[value=live]").check()
        page.locator(f"[data-quiz='{id_}'] button").click()
        expect(page.locator(".lobby h1")).to_have_text("Geography now")
    expect(second.locator(".lobby .facts dd").first).to_have_text(re.compile(r"^[2-9]|\d\d$"))
    faults = [*find_faults(first, "lobby"), *find_faults(second, "lobby, ar")]
    for no in (1, 2):
        for one in visits:
            in_own_order(one, no)
        if no == 1:
            refuse_once(first)
            reply(first, no, right=True, of=2)
            expect(first.locator(".verdict p.missed")).to_contain_text("Not taken")
        has_options = reply(first, no, right=True, of=2) in ("single_choice", "multiple_choice", "true_false")
        expect(first.locator(".verdict p.kept")).to_be_visible()
        expect(first.locator(".option.right, .option.wrong")).to_have_count(0)
        expect(second.locator(".question h1")).to_have_attribute("dir", "rtl")
        faults += find_faults(first, "live question")
        expect(first.locator(".reveal h2").first).to_contain_text("Right, +", timeout=_RESULT)
        expect(first.locator(".reveal h2").first).to_be_focused()
        if has_options:
            expect(first.locator(".option.right").first).to_be_visible()
        expect(first.locator(".reveal .row.me")).to_be_visible()
        faults += find_faults(second, "reveal, ar")
    expect(first.locator(".total .sum")).to_contain_text("#", timeout=_RESULT)
    expect(first.locator(".total .facts")).to_contain_text("Players")
    faults += [*find_faults(first, "end"), *find_faults(second, "end, ar")]
    first.get_by_role("link", name="Look back").click()
    expect(first.locator(".review li.right")).to_have_count(2)
    assert faults == []


def test_who_comes_late_to_a_live_quiz_joins_at_the_question_that_is_on(visit: Opener) -> None:
    page = visit().page
    pace = {"question_ms": 5_000, "reveal_ms": 3_000, "lobby_ms": 10_000}
    id_ = quiz("live", category="sports", opens_at="+1", count=4, **pace)
    choose(page, "Live")
    item = page.locator(f"[data-quiz='{id_}']")
    expect(item).to_contain_text("On now")
    item.get_by_role("button", name="Join").click()
    expect(page.locator(".question .eyebrow, .reveal h2").first).to_be_visible()
    expect(page.locator(".question .eyebrow")).to_contain_text(re.compile("question [2-4] of 4"))


def test_elimination_puts_out_who_is_wrong(visit: Opener) -> None:
    visitor = visit()
    page = visitor.page
    pace = {"question_ms": 5_000, "reveal_ms": 3_000, "lobby_ms": 30_000}
    id_ = quiz("live", category="sports", opens_at="+12", count=2, **pace, elimination=True)
    choose(page, "Live")
    page.locator(f"[data-quiz='{id_}']").get_by_role("button", name="Join").click()
    in_own_order(visitor, 1)
    reply(page, 1, right=False, of=2)
    expect(page.locator(".reveal .out")).to_be_visible()
    expect(page.locator(".question .eyebrow")).to_contain_text("question 2 of 2")
    expect(page.locator(".verdict")).to_contain_text("You are out")


def test_a_round_goes_on_after_a_reload(visit: Opener) -> None:
    page = visit().page
    practise(page, 5, "×2")
    answer(page, 1, right=True, of=5)
    go_on(page)
    expect(page.locator(".question .eyebrow")).to_contain_text("question 2 of 5")
    if kind_asked(page) == "single_choice":
        page.get_by_role("button", name="50:50").click()
    page.reload()
    expect(page.locator(".question .eyebrow")).to_contain_text("question 2 of 5")
    expect(page.locator(".steps li.right")).to_have_count(1)
    answer(page, 2, right=True, of=5)


def test_a_round_that_was_left_is_offered_again_and_can_be_ended(visit: Opener) -> None:
    visitor = visit()
    page = visitor.page
    practise(page, 5, "×2")
    answer(page, 1, right=True, of=5)
    page.evaluate("() => sessionStorage.clear()")
    page.reload()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".question .eyebrow")).to_contain_text("question 2 of 5")
    page.get_by_role("button", name="End this round").click()
    expect(page.locator(".facts")).to_contain_text("1 of 5")
    page.get_by_role("button", name="Other ways to play").click()
    expect(page.get_by_role("button", name="Play now")).to_be_visible()
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)


def test_lifelines_help_once_each(visit: Opener) -> None:
    page = visit().page
    practise(page, 50, "No limit")
    answer(page, 1, of=(count := asked_in_all(page)))
    go_on(page)
    no = to_a(page, "single_choice", 2)
    page.get_by_role("button", name="50:50").click()
    expect(page.locator(".option.gone")).to_have_count(2)
    expect(page.get_by_role("button", name="50:50")).to_be_hidden()
    expect(page.locator(".question h1")).to_be_focused()
    page.get_by_role("button", name="Skip").click()
    expect(page.locator(".verdict p.missed")).to_contain_text("Skipped")
    go_on(page)
    expect(page.locator(".question .eyebrow")).to_contain_text(f"question {no + 1} of {count}")
    expect(page.get_by_role("button", name="Skip")).to_be_hidden()
    page.reload()
    answer(page, no + 1, of=count)
    expect(page.locator(".verdict")).to_contain_text(f"{no} in a row")


def test_what_a_round_gave_is_told_and_kept(visit: Opener) -> None:
    page = visit().page
    name = f"Mary {secrets.token_hex(3)}"
    page.get_by_label("You play as").fill(name)
    page.keyboard.press("Enter")
    practise(page, 5)
    for no in range(1, 6):
        answer(page, no, of=5)
        go_on(page)
    expect(page.locator(".standing .gain")).to_have_text("+20 XP")
    expect(page.locator(".count")).to_contain_text("2")
    page.get_by_role("link", name="Inbox").click()
    expect(page.locator(".messages li")).to_have_count(2)
    expect(page.locator(".messages")).to_contain_text("Here We Go")
    expect(page.locator(".count")).to_be_hidden()
    page.get_by_role("link", name="You", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".achievements .earned")).to_have_count(2)
    page.locator(".history a").first.click()
    expect(page.locator(".review li.right")).to_have_count(5)
