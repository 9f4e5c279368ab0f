"""What holds of ties, caps, levels, streaks and prizes, beyond what one small day shows."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from events.identity import caused_event_id
from lab.chaos import books, closings, rewards
from lab.chaos.evidence import AnswerRow, DayRow, Evidence, GrantRow, SessionRow
from lab.chaos.judge import judge
from rules.seasons import Prizes
from tests.lab_chaos.breaking import altered, at_key, but, plus, session, told
from tests.lab_chaos.sound import (
    ANN,
    ANNS,
    BOB,
    BOBS,
    CHALLENGE,
    DAILY,
    NOON,
    after,
    answer,
    contest,
    day,
    ended,
    season,
    sound,
)


def found(evidence: Evidence) -> list[str]:
    """What the books complain of."""
    return [what for what, cases in books.complaints(evidence) if cases]


def test_a_tie_goes_to_who_was_first_and_then_to_the_greater_id() -> None:
    """Ann and Bob have as much, within the same second or not."""
    evidence = sound()
    session(ANNS, points=1000)(evidence)
    evidence.answers = [answer(ANNS, 0, "A", 1000, 300), *evidence.answers[2:]]
    evidence.days = [
        *(day(ANN, category, 1000, 1, 300) for category in (0, 7)),
        *(day(BOB, category, 1000, 2, 100) for category in (0, 7)),
    ]
    evidence.boards = [replace(evidence.boards[0], entries=[(BOB, 1000), (ANN, 1000)])]
    assert found(evidence) == []
    evidence.boards = [replace(evidence.boards[0], entries=[(ANN, 1000), (BOB, 1000)])]
    assert found(evidence) == ["boards are not what the answers make them"]


def test_a_board_whose_time_is_over_may_come_from_the_database() -> None:
    evidence = sound()
    altered("boards", 0, source="database", is_past=True)(evidence)
    assert judge(evidence).why == []


def test_a_second_day_carries_totals_on() -> None:
    """Bob answers again on Monday of the next week: week anew, season and life go on."""
    evidence = sound()
    later, id_ = NOON + timedelta(days=7), UUID(int=17)
    evidence.sessions = {**evidence.sessions, id_: SessionRow(id_, BOB, 7, 10_000, ["A"], None, True, 1000)}
    evidence.answers = [*evidence.answers, AnswerRow(id_, 0, "A", 1000, 0, later)]
    rows = [DayRow(BOB, category, later.date(), 2, 1000, 1000, 2000, 2000, 1, later) for category in (0, 7)]
    evidence.days = [*evidence.days, *rows]
    assert found(evidence) == []
    evidence.days = [*evidence.days[:-1], replace(rows[1], week_points=2000)]
    assert found(evidence) == ["totals of a day are not the sum of its answers"]


def practised(evidence: Evidence, xp: int, days_later: int) -> None:
    """Bob practises once more, with fifty right answers, which are worth 155."""
    id_, at = UUID(int=17), NOON + timedelta(days=days_later)
    one = ended(id_, BOB, 0, xp, at, mode="practice", on_boards=False, correct=["A"] * 50)
    evidence.sessions = {**evidence.sessions, id_: one}
    evidence.answers = [*evidence.answers, *(answer(id_, no, "A", 1000, 100, at) for no in range(50))]
    at_key("progress", BOB, practice_xp=9 + xp)(evidence)


def capped(evidence: Evidence) -> bool:
    """Whether the caps of practice are found to hold."""
    return not dict(rewards.complaints(evidence))["practice gave more or less than its cap"]


@pytest.mark.parametrize(("xp", "days_later", "holds"), [(141, 0, True), (140, 0, False), (142, 0, False)])
def test_practice_of_one_day_gives_its_cap_exactly(xp: int, days_later: int, holds: bool) -> None:
    evidence = sound()
    practised(evidence, xp, days_later)
    assert capped(evidence) is holds


def test_practice_of_two_days_gives_two_caps_at_most() -> None:
    for xp, holds in ((291, True), (292, False)):
        evidence = sound()
        practised(evidence, xp, 1)
        assert capped(evidence) is holds


def test_a_reveal_is_not_judged_that_an_answer_may_have_missed() -> None:
    """It is not complete, or an answer was acknowledged after it began."""
    wrong = told("Revealed", 0, right=1)
    evidence = contest()
    but(wrong, told("Revealed", 0, complete=False))(evidence)
    assert judge(evidence).why == []
    evidence = contest()
    but(wrong, told("Told", 0, at=after(2_500)))(evidence)
    assert "reveals are not" not in str(judge(evidence).why)


def test_a_board_at_the_end_is_judged_if_the_last_reveal_was_complete() -> None:
    evidence = contest()
    but(told("Closed", 0, rank=2), *(told("Revealed", number, complete=False) for number in range(4)))(evidence)
    assert judge(evidence).why == []


@pytest.mark.parametrize(("told_of", "holds"), [((3,), True), ((2, 3), True), ((2,), False), ((3, 4), False)])
def test_levels_may_be_passed_unnoticed_but_not_the_last(told_of: tuple[int, ...], holds: bool) -> None:
    """Ann comes from the first level to the third at once."""
    evidence = sound()
    one = ended(UUID(int=17), ANN, 0, 340, NOON, correct=["A"] * 40)
    evidence.sessions = {**evidence.sessions, one.id: one}
    evidence.answers = [*evidence.answers, *(answer(one.id, no, "A", 1000, 100) for no in range(40))]
    levels = [(UUID(caused_event_id("level", ANN, level)), ANN) for level in told_of]
    perfect = (UUID(caused_event_id("achievement", ANN, "perfect_1")), ANN)
    plus("notices", *levels, perfect)(evidence)
    assert (not dict(rewards.complaints(evidence))["notices are not of what was reached"]) is holds


def test_a_day_of_seven_gives_a_grant() -> None:
    """Seven days in a row: the best streak's grant, the achievement's, and its notice."""
    evidence = sound()
    for later in range(1, 7):
        id_, at = UUID(int=20 + later), NOON + timedelta(days=later)
        evidence.sessions = {**evidence.sessions, id_: ended(id_, ANN, 0, 4, at, end_reason="finished")}
        evidence.answers = [*evidence.answers, answer(id_, 0, "C", 0, 100, at)]
    due = {"grants are not what they are for", "achievements are not what the counters earn"}
    assert due <= {what for what, cases in rewards.complaints(evidence) if cases}
    plus("achievements", (ANN, "streak_7"))(evidence)
    plus("grants", GrantRow(ANN, "achievement", "streak_7", 10), GrantRow(ANN, "streak", "7", 25))(evidence)
    assert not due & {what for what, cases in rewards.complaints(evidence) if cases}


def test_what_gives_no_points_gives_no_xp() -> None:
    """Bob had his second question before: one answer, right, and nothing else left open."""
    evidence = sound()
    but(session(BOBS, worth=[True, False], xp=28), at_key("progress", BOB, xp=37))(evidence)
    assert not [what for what, cases in rewards.complaints(evidence) if cases]
    session(BOBS, xp=30)(evidence)
    assert dict(rewards.complaints(evidence))["sessions did not give the XP of their answers"]


@pytest.mark.parametrize(("sooner_ms", "first"), [(100, BOB), (1_000, ANN)])
def test_a_sealed_tie_is_ranked_by_the_boards_second(sooner_ms: int, first: UUID) -> None:
    """Ann was sooner; within one second the greater id stands higher all the same."""
    evidence = season()
    at = evidence.answers[1].received_at - timedelta(milliseconds=sooner_ms)
    altered("answers", 0, received_at=at)(evidence)
    final = dict(closings.complaints(evidence))["final standings are not what the answers make them"]
    assert bool(final) is (first is ANN)


def test_sealed_seasons_pay_what_their_table_says() -> None:
    evidence = season()
    evidence.sealed = {1: Prizes(())}
    evidence.grants = []
    assert judge(evidence).why == []


def week_of(mode: str) -> Evidence:
    """Bob goes on to practise, or to play, on the six days after."""
    evidence = sound()
    for later in range(1, 7):
        id_, at = UUID(int=20 + later), NOON + timedelta(days=later)
        row = ended(id_, BOB, 0, 4, at, end_reason="finished", mode=mode, on_boards=mode != "practice")
        evidence.sessions = {**evidence.sessions, id_: row}
        evidence.answers = [*evidence.answers, answer(id_, 0, "C", 0, 100, at)]
    plus("achievements", (BOB, "streak_7"))(evidence)
    return evidence


@pytest.mark.parametrize("mode", ["practice", "ranked"])
def test_tokens_for_days_of_practice_are_too_many(mode: str) -> None:
    evidence = week_of(mode)
    plus("grants", GrantRow(BOB, "achievement", "streak_7", 10), GrantRow(BOB, "streak", "7", 25))(evidence)
    assert bool(dict(rewards.complaints(evidence))["grants are not what they are for"]) is (mode == "practice")
    evidence.grants = evidence.grants[:-2]
    found = dict(rewards.complaints(evidence))
    assert bool(found["grants are not what they are for"]) is (mode == "ranked")
    assert not found["achievements are not what the counters earn"]


def test_a_challenge_that_was_not_answered_to_its_end_gives_no_tokens() -> None:
    evidence = contest()
    evidence.answers = [one for one in evidence.answers if (one.session_id, one.question_no) != (CHALLENGE, 1)]
    found = dict(rewards.complaints(evidence))
    assert found["grants are not what they are for"] == [f"{GrantRow(BOB, 'daily', str(NOON.date()), 10)} is there"]


def test_challenges_of_two_categories_are_one_day() -> None:
    evidence = contest()
    other, quiz = UUID(int=17), UUID(int=23)
    evidence.sessions = {**evidence.sessions, other: replace(evidence.sessions[CHALLENGE], id=other, quiz_id=quiz)}
    evidence.quizzes = {**evidence.quizzes, quiz: replace(evidence.quizzes[DAILY], id=quiz, category_id=8)}
    plus("answers", answer(other, 0, "C", 0, 100), answer(other, 1, "C", 0, 200))(evidence)
    assert not dict(rewards.complaints(evidence))["grants are not what they are for"]
    counted = dict(rewards.complaints(evidence))["counters are not what the sessions add up to"]
    assert "'daily_played': 1" in str(counted)
