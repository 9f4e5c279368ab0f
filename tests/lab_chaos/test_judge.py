"""Every kind of violation, put into evidence that is otherwise sound, must break the verdict and be named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from events.identity import answer_event_id, caused_event_id, ended_event_id
from lab.chaos import books, closings, rewards
from lab.chaos.evidence import AnswerRow, DayRow, Evidence, FinalRow, GrantRow, SessionRow
from lab.chaos.judge import judge
from lab.players.journal import Aid, Told
from rules.seasons import Prizes
from tests.lab_chaos.sound import (
    ANN,
    ANNS,
    BOB,
    BOBS,
    DAILY,
    LEFT,
    LIVE,
    NOON,
    Change,
    after,
    altered,
    answer,
    at_key,
    contest,
    counter,
    day,
    ended,
    plus,
    season,
    session,
    sound,
    without,
)

PRACTICE, CHALLENGE = UUID(int=14), UUID(int=15)


def test_sound_evidence_holds() -> None:
    verdict = judge(sound())
    assert verdict.why == []
    assert (verdict.verdict, verdict.accepted, verdict.applied, verdict.refused) == ("held", 6, 6, 1)
    assert (verdict.dead_lettered, verdict.lost, verdict.doubled) == (1, 0, 0)
    assert (verdict.judged["ranked"], verdict.judged["practice"], verdict.judged["finished"]) == (3, 1, 1)


@pytest.mark.parametrize("case", [contest, season])
def test_sound_quizzes_and_seasons_hold(case: Callable[[], Evidence]) -> None:
    assert judge(case()).why == []


def session_gone(evidence: Evidence) -> None:
    evidence.sessions = {id_: one for id_, one in evidence.sessions.items() if id_ != ANNS}


def journal_of_the_winner_gone(evidence: Evidence) -> None:
    winner = answer_event_id(ANNS, 1, "A")
    evidence.journal = [line for line in evidence.journal if getattr(line, "event_id", None) != winner]


def another_code(evidence: Evidence) -> None:
    evidence.refused = [(answer_event_id(ANNS, 1, "B"), "blocked")]


def closed(reason: str | None, ended_at: datetime = NOON) -> Change:
    """Bob's second answer came too late, they say."""

    def change(evidence: Evidence) -> None:
        without("answers", 3)(evidence)
        plus("refused", (answer_event_id(BOBS, 1, "C"), "session_closed"))(evidence)
        session(BOBS, end_reason=reason, ended_at=ended_at)(evidence)

    return change


@pytest.mark.parametrize("reason", ["expired", "finished"])
def test_an_answer_that_comes_after_its_session_is_explained(reason: str) -> None:
    evidence = sound()
    closed(reason)(evidence)
    assert not [why for why in judge(evidence).why if "refusals" in why]


def without_line(kind: str, event_id: str) -> Change:
    def change(evidence: Evidence) -> None:
        evidence.journal = [
            line
            for line in evidence.journal
            if type(line).__name__ != kind or getattr(line, "event_id", None) != event_id
        ]

    return change


def told(kind: str, number: int, **values: object) -> Change:
    """The n-th line of that kind says something else."""

    def change(evidence: Evidence) -> None:
        lines = list(evidence.journal)
        index = [at for at, line in enumerate(lines) if type(line).__name__ == kind][number]
        fields = {name: getattr(lines[index], name) for name in lines[index].__struct_fields__}
        lines[index] = type(lines[index])(**{**fields, **values})
        evidence.journal = lines

    return change


def but(*changes: Change) -> Change:
    """Several at once."""

    def change(evidence: Evidence) -> None:
        for one in changes:
            one(evidence)

    return change


REJECTED = Told(answer_event_id(BOBS, 1, "C"), "rejected", "answer_token_invalid")
FIRST = UUID(caused_event_id("achievement", ANN, "first_answer"))

VIOLATIONS: list[tuple[str, Change]] = [
    ("have no outcome", without("answers", 2)),
    ("have no outcome", without("refused", 0)),
    ("ends of sessions have no outcome", session(LEFT, ended_at=None)),
    ("applied answers that nobody gave", plus("answers", answer(BOBS, 2, "A", 1000, 1))),
    ("refused answers that nobody gave", plus("refused", (answer_event_id(BOBS, 1, "D"), "superseded"))),
    ("have their outcome twice", plus("answers", answer(BOBS, 0, "A", 1000, 100))),
    ("have their outcome twice", plus("refused", (answer_event_id(ANNS, 1, "B"), "superseded"))),
    ("both applied and refused", plus("refused", (answer_event_id(BOBS, 0, "A"), "superseded"))),
    ("questions have two answers", plus("answers", answer(ANNS, 1, "B", 0, 6000))),
    ("rejected for no reason", plus("journal", REJECTED)),
    ("refusals do not follow", plus("refused", (answer_event_id(BOBS, 0, "A"), "superseded"))),
    ("refusals do not follow", another_code),
    ("refusals do not follow", journal_of_the_winner_gone),
    ("refusals do not follow", closed(None)),
    ("refusals do not follow", closed("answered")),
    (
        "refusals do not follow",
        but(
            closed("finished", after(101)),
            plus("journal", Told(answer_event_id(BOBS, 1, "C"), "accepted", at=after(100))),
        ),
    ),
    ("refusals do not follow", plus("refused", (answer_event_id(ANNS, 1, "B"), "session_closed"))),
    ("refusals do not follow", plus("refused", (answer_event_id(ANNS, 1, "B"), "after_seal"))),
    ("poisoned events are not dead letters", without("dead", 0)),
    ("dead letters are there twice", plus("dead", b"not an event")),
    ("dead letters were no poison", plus("dead", b"a good event")),
    ("belong to no session", session_gone),
    ("belong to no session", plus("answers", answer(BOBS, 2, "A", 1000, 1))),
    ("not worth what they should be", altered("answers", 1, base_points=1000)),
    ("not worth what they should be", altered("answers", 3, base_points=1000)),
    ("not worth what they should be", altered("answers", 0, elapsed_ms=200)),
    ("not the fold of their answers", session(ANNS, points=1849)),
    ("not the sum of its answers", altered("days", 0, points=1851)),
    ("not the sum of its answers", altered("days", 1, week_points=0)),
    ("not the sum of its answers", altered("days", 1, season_points=0)),
    ("not the sum of its answers", altered("days", 2, total_points=999)),
    ("not the sum of its answers", altered("days", 2, answered=1)),
    ("not the sum of its answers", altered("days", 2, reached_at=NOON)),
    ("not the sum of its answers", without("days", 3)),
    ("not the sum of its answers", plus("days", day(UUID(int=3), 0, 1, 1, 1))),
    ("boards are not", altered("boards", 0, entries=[(BOB, 1000), (ANN, 1850)])),
    ("boards are not", altered("boards", 0, entries=[(ANN, 1850)])),
    ("boards are not", altered("boards", 0, entries=[(ANN, 1850), (BOB, 999)])),
    ("boards are not", altered("boards", 0, source="database")),
    ("do not add up", altered("carried", 0, copies=2)),
    ("not applied to their end", altered("carried", 0, applied=9, copies=0)),
    ("not applied to their end", altered("carried", 0, halted="gap")),
    ("went back", plus("went_back", "quiz.submissions/0 from 7 to 3")),
    ("DEFAULT partition", lambda evidence: setattr(evidence, "default_rows", 1)),
    ("left in the outbox", lambda evidence: setattr(evidence, "outbox_rows", 1)),
    ("complete sessions have not ended", session(ANNS, ended_at=None, end_reason=None)),
    ("expiry have not ended", session(ANNS, ended_at=None, end_reason=None, told_of_end=True)),
    ("ended for no cause", session(ANNS, end_reason="expired")),
    ("ended for no cause", session(ANNS, end_reason=None)),
    ("ended for no cause", session(ANNS, ended_at=None)),
    ("ended for no cause", session(ANNS, end_reason="finished")),
    ("ended for no cause", session(LEFT, end_reason="answered")),
    ("ended for no cause", without_line("Ending", ended_event_id(LEFT))),
    ("did not end with their last answer", session(ANNS, ended_at=after(5001))),
    ("lifelines are not", session(LEFT, lifelines={})),
    ("lifelines are not", session(LEFT, lifelines={"fifty_fifty": {"no": 1, "hidden": ["B", "C"]}})),
    ("lifelines are not", plus("journal", Aid(UUID(int=99), "skip", 0, []))),
    ("did not give the XP", session(ANNS, xp=35)),
    ("did not give the XP", session(ANNS, xp=None)),
    ("did not give the XP", session(LEFT, xp=2)),
    ("did not give the XP", session(PRACTICE, xp=10)),
    ("have not the XP of their sessions", at_key("progress", ANN, xp=72)),
    ("have not the XP of their sessions", lambda evidence: setattr(evidence, "progress", {})),
    ("more or less than its cap", session(PRACTICE, xp=8)),
    ("more or less than its cap", at_key("progress", BOB, practice_xp=18)),
    *(
        ("counters are not", counter(ANN, metric, 9))
        for metric in ("answered", "right", "sessions", "perfect_sessions", "daily_played", "fast_right")
    ),
    *(("counters are not", counter(ANN, metric, 2)) for metric in ("best_streak_days", "categories_played", "level")),
    ("counters are not", at_key("progress", ANN, categories=[7, 8])),
    ("streaks are not", at_key("progress", ANN, days=3)),
    ("achievements are not", without("achievements", 0)),
    ("achievements are not", plus("achievements", (ANN, "perfect_1"))),
    ("achievements are not", plus("achievements", (ANN, "first_answer"))),
    ("grants are not", without("grants", 0)),
    ("grants are not", altered("grants", 0, tokens=25)),
    ("grants are not", plus("grants", GrantRow(ANN, "achievement", "first_answer", 10))),
    ("grants are not", plus("grants", GrantRow(ANN, "streak", "7", 25))),
    ("grants are not", plus("grants", GrantRow(ANN, "season", "1", 500))),
    ("notices are not", without("notices", 0)),
    ("notices are not", plus("notices", (FIRST, ANN))),
    ("notices are not", plus("notices", (UUID(caused_event_id("level", ANN, 2)), ANN))),
]

OF_QUIZZES: list[tuple[str, Change]] = [
    ("not one a player and quiz", without("attempts", 0)),
    ("not one a player and quiz", altered("attempts", 0, session_id=BOBS)),
    ("not one a player and quiz", session(ANNS, player_id=BOB)),
    ("not one a player and quiz", session(CHALLENGE, mode="ranked")),
    ("not worth what their answers are", altered("attempts", 0, points=1651)),
    ("not worth what their answers are", altered("attempts", 0, reached_at=after(1000))),
    ("two challenges", at_key("quizzes", LIVE, mode="daily")),
    *(
        ("reveals are not", told("Revealed", 0, **{name: value}))
        for name, value in {
            "answered": 1,
            "right": 1,
            "distribution": {"A": 1},
            "response": "B",
            "points": 1,
            "total": 1,
            "rank": 1,
        }.items()
    ),
    ("at the end of a quiz", told("Closed", 0, players=3)),
    ("at the end of a quiz", told("Closed", 0, rank=2)),
    ("at the end of a quiz", told("Closed", 0, points=1649)),
    ("at the end of a quiz", told("Closed", 2, rank=3, points=0)),
    ("grants are not", without("grants", 2)),
    ("notices are not", without("notices", 2)),
    ("counters are not", counter(ANN, "live_wins", 0)),
    ("counters are not", counter(BOB, "live_wins", 1)),
    ("did not give the XP", at_key("quizzes", LIVE, settled=False)),
    ("not the sum of its answers", at_key("quizzes", LIVE, settled=False)),
    ("did not give the XP", session(ANNS, xp=None)),
    ("settled quizzes have not ended", session(ANNS, ended_at=None, end_reason=None)),
    ("ended for no cause", session(ANNS, end_reason="expired", told_of_end=True)),
    ("ended for no cause", but(at_key("quizzes", LIVE, settled=False), session(ANNS, end_reason="closed"))),
]

OF_SEASONS: list[tuple[str, Change]] = [
    ("sealed before", plus("sealed_early", "season 1")),
    ("did not close", lambda evidence: setattr(evidence, "sealed", {})),
    ("came in time and do not count", without("answers", 0)),
    ("came after the seal and were not refused", without("refused", 0)),
    ("final standings", without("standings", 0)),
    ("final standings", altered("standings", 0, points=999)),
    ("final standings", plus("standings", FinalRow(2, 1, ANN, 1))),
    ("final standings", but(altered("standings", 0, player_id=ANN), altered("standings", 1, player_id=BOB))),
    ("grants are not", without("grants", 0)),
    ("grants are not", plus("grants", GrantRow(BOB, "season", "1", 500))),
    ("grants are not", at_key("sealed", 1, table=())),
]


@pytest.mark.parametrize(
    ("case", "complaint", "change"),
    [
        *((sound, *violation) for violation in VIOLATIONS),
        *((contest, *violation) for violation in OF_QUIZZES),
        *((season, *violation) for violation in OF_SEASONS),
    ],
)
def test_a_violation_is_named(case: Callable[[], Evidence], complaint: str, change: Change) -> None:
    evidence = case()
    change(evidence)
    verdict = judge(evidence)
    assert verdict.verdict == "broken"
    assert any(complaint in why for why in verdict.why), verdict.why


def test_a_lost_and_a_doubled_event_are_counted() -> None:
    evidence = sound()
    without("answers", 0)(evidence)
    without("dead", 0)(evidence)
    session(LEFT, ended_at=None)(evidence)
    assert judge(evidence).lost == 3
    evidence = sound()
    plus("answers", evidence.answers[0])(evidence)
    plus("dead", b"not an event")(evidence)
    assert judge(evidence).doubled == 2


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
