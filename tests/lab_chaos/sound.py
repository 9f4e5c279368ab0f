"""Evidence of systems that kept their promises, small enough to be read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from events.identity import answer_event_id, caused_event_id, ended_event_id
from lab.chaos.evidence import (
    AnswerRow,
    AttemptRow,
    BoardSeen,
    DayRow,
    Evidence,
    FinalRow,
    GrantRow,
    LongStop,
    ProgressRow,
    QuizRow,
    SessionRow,
)
from lab.players.journal import Aid, Closed, Ending, Intent, Line, Revealed, Told
from models.carried import Standing
from rules.boards import Season, board
from rules.live import Timetable
from rules.seasons import Prize, Prizes
from rules.streaks import Streak, play

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SEASON = Season(2, date(2026, 11, 1), date(2026, 12, 31))
PAST = Season(1, date(2026, 10, 1), date(2026, 10, 31))
ANN, BOB = UUID(int=1), UUID(int=2)
ANNS, BOBS, LEFT = UUID(int=11), UUID(int=12), UUID(int=13)
PRACTICE, CHALLENGE = UUID(int=14), UUID(int=15)
LIVE, DAILY = UUID(int=21), UUID(int=22)


def intent(player: UUID, session: UUID, no: int, response: str, at: datetime = NOON) -> Intent:
    return Intent(answer_event_id(session, no, response), session, no, player, "music", response, at)


def accepted(line: Intent | Ending, ms: int = 100) -> Told:
    return Told(line.event_id, "accepted", at=after(ms))


def after(ms: int) -> datetime:
    return NOON + timedelta(milliseconds=ms)


def answer(session: UUID, no: int, response: str, base: int, elapsed: int, at: datetime = NOON) -> AnswerRow:
    return AnswerRow(session, no, response, base, elapsed, at + timedelta(milliseconds=elapsed))


def ended(session: UUID, player: UUID, points: int, xp: int, at: datetime, **more: Any) -> SessionRow:
    """Of two questions, the right answers A."""
    values = {"time_limit_ms": 10_000, "correct": ["A", "A"], "worth": None, "on_boards": True, "points": points}
    ending = {"end_reason": "answered", "ended_at": at, "xp": xp}
    return SessionRow(session, player, 7, **{**values, **ending, **more})


def day(player: UUID, category: int, points: int, answered: int, elapsed: int) -> DayRow:
    return DayRow(player, category, DAY, 2, points, points, points, points, answered, after(elapsed))


def standing(applied: int, **counts: int) -> Standing:
    zero = {"applied_n": 0, "copies": 0, "refused": 0, "dead": 0, "skipped": 0, "tried": 0}
    return Standing("quiz.submissions", "id", 0, 0, applied, cut=None, halted=None, moved_at=NOON, **{**zero, **counts})


def progress(player: UUID, xp: int, answered: int, right: int, sessions: int, **more: Any) -> ProgressRow:
    """One day, one category."""
    counters = {
        "answered": answered,
        "right": right,
        "sessions": sessions,
        "fast_right": more.pop("fast_right", 0),
        "daily_played": more.pop("daily_played", 0),
        "live_wins": more.pop("live_wins", 0),
        "best_streak_days": 1,
        "categories_played": 1,
        "level": 1,
    }
    values = {"categories": [7], "days": play(Streak(), DAY).days, "practice_xp": 0, **more}
    return ProgressRow(player, xp, counters, **values)


def beginners(evidence: Evidence) -> Evidence:
    """What both get for their first answer."""
    evidence.achievements = [(player, "first_answer") for player in (ANN, BOB)]
    evidence.grants = [GrantRow(player, "achievement", "first_answer", 10) for player in (ANN, BOB)]
    evidence.notices = [(UUID(caused_event_id("achievement", who, "first_answer")), who) for who in (ANN, BOB)]
    return evidence


def sound() -> Evidence:
    """Ann is right twice (1000, then 750 + 100), and changes her mind too late; Bob is right once at once.

    Bob practises too, right and wrong; and leaves a session by word, after help and without an answer.
    """
    asked = [
        intent(ANN, ANNS, 0, "A"),
        intent(ANN, ANNS, 1, "A"),
        intent(ANN, ANNS, 1, "B"),
        intent(BOB, BOBS, 0, "A"),
        intent(BOB, PRACTICE, 0, "A"),
        intent(BOB, PRACTICE, 1, "C"),
        intent(BOB, BOBS, 1, "C"),
    ]
    told = [accepted(one) for one in asked[:-1]] + [Told(asked[-1].event_id, "silence")]
    leaving = Ending(ended_event_id(LEFT), LEFT, BOB)
    scope = board("global", "day", 0, None, DAY, SEASON)
    evidence = Evidence(
        journal=[*asked, *told, Aid(LEFT, "fifty_fifty", 0, ["B", "C"]), leaving, accepted(leaving)],
        poison=[b"not an event"],
        answers=[
            answer(ANNS, 0, "A", 1000, 300),
            answer(ANNS, 1, "A", 750, 5000),
            answer(BOBS, 0, "A", 1000, 100),
            answer(BOBS, 1, "C", 0, 200),
            answer(PRACTICE, 0, "A", 1000, 250),
            answer(PRACTICE, 1, "C", 0, 400),
        ],
        sessions={
            ANNS: ended(ANNS, ANN, 1850, 36, after(5000)),
            BOBS: ended(BOBS, BOB, 1000, 30, after(200)),
            PRACTICE: ended(PRACTICE, BOB, 1000, 9, after(400), mode="practice", on_boards=False),
            LEFT: ended(
                LEFT,
                BOB,
                0,
                0,
                after(900),
                end_reason="finished",
                lifelines={"fifty_fifty": {"no": 0, "hidden": ["B", "C"]}},
            ),
        },
        refused=[(asked[2].event_id, "superseded")],
        dead=[b"not an event"],
        days=[
            *(day(ANN, category, 1850, 2, 5000) for category in (0, 7)),
            *(day(BOB, category, 1000, 2, 100) for category in (0, 7)),
        ],
        seasons=[PAST, SEASON],
        countries={ANN: "de", BOB: None},
        zones={ANN: "UTC", BOB: "UTC"},
        boards=[BoardSeen(scope, "live", [(ANN, 1850), (BOB, 1000)])],
        carried=[standing(10, applied_n=7, copies=1, refused=1, dead=1)],
        ends={("quiz.submissions", 0): 10},
        progress={
            ANN: progress(ANN, 36, 2, 2, 1, fast_right=1),
            BOB: progress(BOB, 39, 4, 2, 2, fast_right=1, practice_xp=9),
        },
    )
    return beginners(evidence)


def contest() -> Evidence:
    """A live quiz of two questions: Ann is right twice, Bob once. Bob has an account, and plays the day's."""
    third = UUID(int=16)
    timetable = Timetable(round(NOON.timestamp() * 1000), 0, 2_000, 1_000, 2)
    second = after(timetable.opens_at_ms(1) - timetable.starts_at_ms)
    late = round((second - NOON).total_seconds() * 1000)
    asked = [
        (intent(ANN, ANNS, 0, "A"), 1100),
        (intent(BOB, BOBS, 0, "A"), 600),
        (intent(ANN, ANNS, 1, "A", second), late + 900),
        (intent(BOB, BOBS, 1, "C", second), late + 900),
        (intent(BOB, CHALLENGE, 0, "C"), 200),
        (intent(BOB, CHALLENGE, 1, "C"), 300),
    ]
    told: list[Line] = [
        Revealed(LIVE, ANN, 0, "single_choice", True, 2, 2, {"A": 2}, "A", 750, 750, 2),
        Revealed(LIVE, BOB, 0, "single_choice", True, 2, 2, {"A": 2}, "A", 875, 875, 1),
        Revealed(LIVE, ANN, 1, "single_choice", True, 2, 1, {"A": 1, "C": 1}, "A", 900, 1650, 1),
        Revealed(LIVE, BOB, 1, "", True, 2, 1, {"whatever": 1}, "C", 0, 875, 2),
        Closed(LIVE, ANN, 2, 1, 1650),
        Closed(LIVE, BOB, 2, 2, 875),
        Closed(LIVE, third, 2, None, None),
    ]
    evidence = Evidence(
        journal=[*(line for line, _ in asked), *(accepted(line, ms) for line, ms in asked), *told],
        answers=[
            answer(ANNS, 0, "A", 750, 1000),
            answer(BOBS, 0, "A", 875, 500),
            answer(ANNS, 1, "A", 800, 800, second),
            answer(BOBS, 1, "C", 0, 800, second),
            answer(CHALLENGE, 0, "C", 0, 100),
            answer(CHALLENGE, 1, "C", 0, 200),
        ],
        sessions={
            id_: ended(id_, player, gained, xp, second + timedelta(milliseconds=800), **_LIVE_ONE)
            for id_, player, gained, xp in ((ANNS, ANN, 1650, 66), (BOBS, BOB, 875, 56))
        }
        | {CHALLENGE: ended(CHALLENGE, BOB, 0, 54, after(200), mode="daily", quiz_id=DAILY)},
        days=[
            *(day(ANN, category, 1650, 2, late + 800) for category in (0, 7)),
            *(day(BOB, category, 875, 4, 500) for category in (0, 7)),
        ],
        seasons=[PAST, SEASON],
        quizzes={
            LIVE: QuizRow(LIVE, "live", 7, NOON, timetable, True),
            DAILY: QuizRow(DAILY, "daily", 7, NOON, None, True),
        },
        attempts=[
            AttemptRow(LIVE, ANN, ANNS, 1650, second + timedelta(milliseconds=800)),
            AttemptRow(LIVE, BOB, BOBS, 875, after(500)),
            AttemptRow(DAILY, BOB, CHALLENGE, 0, None),
        ],
        progress={
            ANN: progress(ANN, 66, 2, 2, 1, fast_right=2, live_wins=1),
            BOB: progress(BOB, 110, 4, 1, 2, fast_right=1, daily_played=1),
        },
    )
    beginners(evidence)
    won = "live_win_1"
    evidence.achievements = [*evidence.achievements, (ANN, won)]
    more = [GrantRow(BOB, "daily", str(DAY), 10), GrantRow(ANN, "achievement", won, 25)]
    more += [GrantRow(ANN, "live_quiz", str(LIVE), 50), GrantRow(BOB, "live_quiz", str(LIVE), 10)]
    evidence.grants = [*evidence.grants, *more]
    told_of = [(UUID(caused_event_id("level", BOB, 2)), BOB), (UUID(caused_event_id("achievement", ANN, won)), ANN)]
    evidence.notices = [*evidence.notices, *told_of]
    evidence.progress = {**evidence.progress, BOB: _at_level(evidence.progress[BOB], 2)}
    return evidence


_LIVE_ONE: dict[str, Any] = {"mode": "live", "quiz_id": LIVE, "time_limit_ms": 2_000}


def _at_level(row: ProgressRow, level: int) -> ProgressRow:
    return replace(row, counters={**row.counters, "level": level})


def season() -> Evidence:
    """October, sealed: Ann and Bob were right once, Bob first; what Ann said to her second question came too late."""
    at = datetime(2026, 10, 31, 12, tzinfo=UTC)
    asked = [intent(ANN, ANNS, 0, "A", at), intent(BOB, BOBS, 0, "A", at), intent(ANN, ANNS, 1, "A", at)]
    open_ones: dict[str, Any] = {"end_reason": None, "ended_at": None, "xp": None}
    reached = {ANN: at + timedelta(milliseconds=300), BOB: at + timedelta(milliseconds=200)}
    return Evidence(
        journal=[*asked, *map(accepted, asked)],
        answers=[answer(ANNS, 0, "A", 1000, 300, at), answer(BOBS, 0, "A", 1000, 200, at)],
        sessions={
            ANNS: replace(ended(ANNS, ANN, 1000, 0, at), **open_ones),
            BOBS: replace(ended(BOBS, BOB, 1000, 0, at), **open_ones),
        },
        refused=[(asked[2].event_id, "after_seal")],
        days=[
            DayRow(player, category, at.date(), 1, 1000, 1000, 1000, 1000, 1, reached[player])
            for player in (ANN, BOB)
            for category in (0, 7)
        ],
        seasons=[PAST, SEASON],
        sealed={1: Prizes((Prize(1, 1, 500), Prize(2, 2, 100)))},
        standings=[FinalRow(1, 1, BOB, 1000), FinalRow(1, 2, ANN, 1000)],
        grants=[GrantRow(BOB, "season", "1", 500), GrantRow(ANN, "season", "1", 100)],
        long_stop=LongStop(1, [line.event_id for line in asked[:2]], [asked[2].event_id]),
    )
