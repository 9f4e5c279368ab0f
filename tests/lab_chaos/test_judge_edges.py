"""Violations at the edges: of times, ties, countries and zones, and of what is there without its cause."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from events.identity import answer_event_id, caused_event_id
from lab.chaos import contests, rewards
from lab.chaos.evidence import AttemptRow, BoardSeen, Evidence, FinalRow
from lab.chaos.judge import judge
from rules.boards import Season, board
from rules.scoring import GRACE_MS, base_points
from tests.lab_chaos.breaking import Change, altered, but, plus, session, told, without
from tests.lab_chaos.sound import (
    ANN,
    ANNS,
    BOB,
    CHALLENGE,
    DAY,
    LIVE,
    NOON,
    PAST,
    SEASON,
    after,
    answer,
    contest,
    day,
    ended,
    season,
    sound,
)

CAT, CATS = UUID(int=3), UUID(int=17)
TOO_LONG = 10_000 + GRACE_MS + 2
SECOND = answer_event_id(ANNS, 1, "B")


def zone_of_bob(evidence: Evidence) -> None:
    evidence.zones = {**evidence.zones, BOB: "Pacific/Kiritimati"}


def country_board(evidence: Evidence) -> None:
    """Bob, who is of no country, is on it."""
    germany = board("country.de", "day", 0, "de", DAY, SEASON)
    plus("boards", BoardSeen(germany, "live", [(ANN, 1850), (BOB, 1000)]))(evidence)


def cat_at(at: datetime, points: int) -> Change:
    """A third player has answered once, and nothing since."""

    def change(evidence: Evidence) -> None:
        one = replace(ended(CATS, CAT, points, 0, at), end_reason=None, ended_at=None, xp=None)
        evidence.sessions = {**evidence.sessions, CATS: one}
        plus("answers", answer(CATS, 0, "A", points, 0, at))(evidence)

    return change


def yesterdays_points(evidence: Evidence) -> None:
    cat_at(NOON - timedelta(days=1), 750)(evidence)
    altered("boards", 0, entries=[(ANN, 1850), (BOB, 1000), (CAT, 750)])(evidence)


def points_of_the_season_before(evidence: Evidence) -> None:
    evidence.seasons = [Season(3, PAST.first - timedelta(days=30), PAST.first - timedelta(days=1)), PAST, SEASON]
    cat_at(datetime(2026, 9, 30, 12, tzinfo=UTC), 750)(evidence)
    plus("standings", FinalRow(1, 3, CAT, 750))(evidence)


def late_by_what_gives_no_points(evidence: Evidence) -> None:
    """Ann had her second question before."""
    session(ANNS, worth=[True, False], points=1000)(evidence)
    evidence.days = [*(day(ANN, category, 1000, 2, 5000) for category in (0, 7)), *evidence.days[2:]]


def twice(evidence: Evidence) -> None:
    plus("days", evidence.days[0])(evidence)


VIOLATIONS: list[tuple[Callable[[], Evidence], str, Change]] = [
    (
        sound,
        f"applied after {TOO_LONG} ms",
        altered(
            "answers",
            1,
            elapsed_ms=TOO_LONG,
            received_at=after(TOO_LONG),
            base_points=base_points(TOO_LONG, 10_000),
        ),
    ),
    (
        sound,
        "refusals do not follow",
        but(
            session(ANNS, end_reason="finished", ended_at=NOON),
            without("refused", 0),
            plus("refused", (SECOND, "session_closed")),
        ),
    ),
    (sound, "boards are not", country_board),
    (sound, "boards are not", yesterdays_points),
    (sound, "not the sum of its answers", late_by_what_gives_no_points),
    (sound, "rows are there twice", twice),
    (sound, "streaks are not", zone_of_bob),
    (contest, "not one a player and quiz", plus("attempts", AttemptRow(LIVE, CAT, CATS, 0, None))),
    (contest, "grants are not", session(CHALLENGE, on_boards=False)),
    (contest, "achievements are not", altered("attempts", 1, points=0, reached_at=None)),
    (contest, "notices are not", plus("notices", (UUID(caused_event_id("level", BOB, 2)), BOB))),
    (season, "final standings", points_of_the_season_before),
]


@pytest.mark.parametrize(("case", "complaint", "change"), VIOLATIONS)
def test_a_violation_is_named(case: Callable[[], Evidence], complaint: str, change: Change) -> None:
    evidence = case()
    change(evidence)
    verdict = judge(evidence)
    assert any(complaint in why for why in verdict.why), verdict.why


def test_what_an_operator_skipped_adds_up() -> None:
    evidence = sound()
    altered("carried", 0, copies=0, skipped=1)(evidence)
    assert judge(evidence).why == []


def tied(ann_ms: int, first: UUID) -> Evidence:
    """Ann and Bob have 875 points in the live quiz, Bob after 500 ms; it is told that one of them is first."""
    evidence = contest()
    but(
        altered("answers", 0, base_points=875, received_at=after(ann_ms)),
        altered("answers", 2, base_points=0),
        altered("attempts", 0, points=875, reached_at=after(ann_ms)),
        *(told("Revealed", number, complete=False) for number in range(3)),
        told("Revealed", 3, rank=1 if first == BOB else 2, right=0),
        *(told("Closed", n, rank=1 if first == who else 2, points=875) for n, who in enumerate((ANN, BOB))),
    )(evidence)
    return evidence


@pytest.mark.parametrize(("ann_ms", "first"), [(499, ANN), (500, BOB), (501, BOB)])
def test_a_live_tie_goes_to_who_was_first_and_then_to_the_greater_id(ann_ms: int, first: UUID) -> None:
    for said in (ANN, BOB):
        for order in (1, -1):
            evidence = tied(ann_ms, said)
            evidence.attempts = evidence.attempts[::order]
            assert bool([what for what, cases in contests.complaints(evidence) if cases]) is (said != first)
            achieved = dict(rewards.complaints(evidence))["achievements are not what the counters earn"]
            assert bool(achieved) is (first == BOB), "they say that Ann won"
