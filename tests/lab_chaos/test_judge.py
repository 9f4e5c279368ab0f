"""Every kind of violation, put into evidence that is otherwise sound, must break the verdict and be named."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest

from events.identity import answer_event_id, caused_event_id, ended_event_id
from lab.chaos.evidence import Evidence, FinalRow, GrantRow
from lab.chaos.judge import judge
from lab.players.journal import Aid, Told
from tests.lab_chaos.breaking import Change, altered, at_key, but, counter, plus, session, told, without, without_line
from tests.lab_chaos.sound import (
    ANN,
    ANNS,
    BOB,
    BOBS,
    CHALLENGE,
    LEFT,
    LIVE,
    NOON,
    PRACTICE,
    after,
    answer,
    contest,
    day,
    season,
    sound,
)


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
