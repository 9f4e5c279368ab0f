"""Seasons that closed, from the answers alone: what was sealed, with what in it, and what it paid.

Between the log's ends that a closing marks and its seal an answer may go either way, and both are right. So only those
are judged one by one of which it is known: in Kafka before the season was over (must count), or put in once the seal
had been seen (must be refused).
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from events.identity import answer_event_id
from lab.chaos.books import Complaint, days_of
from lab.chaos.evidence import Evidence, FinalRow, GrantRow
from rules.boards import ALL_CATEGORIES, Season, board, points_of


def complaints(evidence: Evidence) -> Iterator[Complaint]:
    """Every kind of thing that may be wrong, with its cases."""
    yield "times a season was sealed before what was received in it was applied", list(evidence.sealed_early)
    stop = evidence.long_stop
    if stop:
        applied = {answer_event_id(row.session_id, row.question_no, row.response) for row in evidence.answers}
        late = {event_id for event_id, code in evidence.refused if code == "after_seal"}
        yield "seasons did not close", [stop.season_id] if stop.season_id not in evidence.sealed else []
        yield "answers of a season came in time and do not count", sorted(set(stop.in_time) - applied)
        yield "answers came after the seal and were not refused", sorted(set(stop.late) - late)
    seen = set(evidence.standings)
    due = set(_standings(evidence))
    yield (
        "final standings are not what the answers make them",
        [f"{row} is there" for row in seen - due] + [f"{row} is not there" for row in due - seen],
    )


def prizes(evidence: Evidence) -> Iterator[GrantRow]:
    """What the sealed seasons have to pay."""
    for row in _standings(evidence):
        prize = evidence.sealed[row.season_id].prize_of(row.rank)
        if prize:
            yield GrantRow(row.player_id, "season", str(row.season_id), prize.tokens)


def _standings(evidence: Evidence) -> Iterator[FinalRow]:
    for season in (season for season in evidence.seasons if season.id in evidence.sealed):
        for rank, (points, player) in enumerate(_ranked(evidence, season), 1):
            yield FinalRow(season.id, rank, player, points)


def _ranked(evidence: Evidence, season: Season) -> list[tuple[int, UUID]]:
    """(points, player) in the order of the season's board: its seconds decide, then the greater id."""
    shown = board("global", "season", ALL_CATEGORIES, None, season.last, season)
    latest: dict[UUID, tuple[int, datetime | None]] = {}
    for row in days_of(evidence, evidence.by_session()):  # in the order of days
        if row.category_id == ALL_CATEGORIES and season.first <= row.day <= season.last:
            latest[row.player_id] = (row.season_points, row.reached_at)
    ranked = [(shown.score(points, at), player) for player, (points, at) in latest.items() if points > 0 and at]
    return [(points_of(score), player) for score, player in sorted(ranked, reverse=True)]
