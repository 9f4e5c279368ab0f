"""The books, done again from the answers alone: sessions, totals by day, boards. Rules are used, no query of ours."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from lab.chaos.evidence import AnswerRow, DayRow, Evidence, SessionRow
from rules.boards import ALL_CATEGORIES, Board, season_on
from rules.responses import is_right
from rules.scoring import GRACE_MS, base_points, elapsed_ms

Complaint = tuple[str, Sequence[object]]
_CLOCK_MS = 1
"""The journal's times are the API's, which may be rounded."""


def complaints(evidence: Evidence) -> Iterator[Complaint]:
    """Every kind of thing that may be wrong, with its cases; no case, nothing wrong."""
    by_session = evidence.by_session()
    kept = {(row.session_id, row.question_no) for rows in by_session.values() for row in rows}
    strays = [row for row in evidence.answers if (row.session_id, row.question_no) not in kept]
    yield "answers belong to no session or question", strays
    yield "answers are not worth what they should be", list(_misjudged(evidence, by_session))
    yield (
        "sessions are not the fold of their answers",
        [
            f"{one.id}: {one.points}, not {sum(one.fold(by_session[one.id]))}"
            for one in evidence.sessions.values()
            if one.points != sum(one.fold(by_session[one.id]))
        ],
    )
    expected = days_of(evidence, by_session)
    yield "totals of a day are not the sum of its answers", list(_differences(evidence.days, expected))
    yield "boards are not what the answers make them", list(_wrong_boards(evidence, expected))


def _misjudged(evidence: Evidence, by_session: Mapping[UUID, Sequence[AnswerRow]]) -> Iterator[str]:
    delivered = {(line.session_id, line.question_no): line.delivered_at for line in evidence.intents}
    for row in (row for rows in by_session.values() for row in rows):
        session = evidence.sessions[row.session_id]
        right = is_right(session.correct[row.question_no], row.response)
        at = delivered.get((row.session_id, row.question_no))
        if row.base_points != (base_points(row.elapsed_ms, session.time_limit_ms) if right else 0):
            yield f"{row.session_id}/{row.question_no}: {row.base_points} after {row.elapsed_ms} ms"
        elif at and abs(row.elapsed_ms - elapsed_ms(at, row.received_at)) > _CLOCK_MS:
            yield f"{row.session_id}/{row.question_no}: {row.elapsed_ms} ms since {at}, received {row.received_at}"
        elif row.elapsed_ms > session.time_limit_ms + GRACE_MS + _CLOCK_MS:
            yield f"{row.session_id}/{row.question_no}: applied after {row.elapsed_ms} ms"


def days_of(evidence: Evidence, by_session: Mapping[UUID, Sequence[AnswerRow]]) -> list[DayRow]:
    """The rows of `player_days` that the answers make."""
    points: defaultdict[tuple[UUID, int, date], int] = defaultdict(int)
    answered: defaultdict[tuple[UUID, int, date], int] = defaultdict(int)
    reached: dict[tuple[UUID, int, date], datetime] = {}
    for session in (one for one in evidence.sessions.values() if one.on_boards and _counts(evidence, one)):
        worth = session.fold(by_session[session.id])
        for row in by_session[session.id]:
            for category in (session.category_id, ALL_CATEGORIES):
                key = (session.player_id, category, row.received_at.date())
                points[key] += worth[row.question_no]
                answered[key] += 1
                if row.base_points and (session.worth is None or session.worth[row.question_no]):
                    reached[key] = max(reached.get(key, row.received_at), row.received_at)
    rows = []
    for _, keys in groupby(sorted(points), key=lambda key: key[:2]):
        before: DayRow | None = None
        for key in keys:
            before = _running(before, key, points[key], answered[key], reached.get(key), evidence)
            rows.append(before)
    return rows


def _counts(evidence: Evidence, session: SessionRow) -> bool:
    """Whether its points count by now: those of a quiz wait until it is settled."""
    return session.quiz_id is None or evidence.gives(session)


def _running(
    before: DayRow | None,
    key: tuple[UUID, int, date],
    points: int,
    answered: int,
    reached: datetime | None,
    evidence: Evidence,
) -> DayRow:
    """One day's row, which carries the totals of the player's row before on."""
    player, category, day = key
    season = season_on(evidence.seasons, day).id
    week = points + (before.week_points if before and _monday(before.day) == _monday(day) else 0)
    seasonal = points + (before.season_points if before and before.season_id == season else 0)
    total = points + (before.total_points if before else 0)
    times = [at for at in (reached, before.reached_at if before else None) if at]
    latest = max(times) if times else None
    return DayRow(player, category, day, season, points, week, seasonal, total, answered, latest)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _differences(seen: Sequence[DayRow], expected: Sequence[DayRow]) -> Iterator[str]:
    there = {(row.player_id, row.category_id, row.day): row for row in seen}
    due = {(row.player_id, row.category_id, row.day): row for row in expected}
    if len(there) != len(seen):
        yield f"{len(seen) - len(there)} rows are there twice"
    for key in there.keys() | due.keys():
        if there.get(key) != due.get(key):
            yield f"{there.get(key)}, not {due.get(key)}"


def _wrong_boards(evidence: Evidence, days: Sequence[DayRow]) -> Iterator[str]:
    for seen in evidence.boards:
        expected = _board(seen.board, days, evidence)
        shown = [entry for entry in seen.entries if entry[1] > 0]
        if seen.source != "live" and not seen.is_past:
            yield f"{seen.board.key} comes from the {seen.source}"
        if shown != expected:
            wrong = next((n for n, pair in enumerate(zip(shown, expected, strict=False)) if pair[0] != pair[1]), None)
            yield (
                f"{seen.board.key} has {len(shown)} lines, not {len(expected)}"
                if wrong is None
                else f"{seen.board.key} has {shown[wrong]} at {wrong + 1}, not {expected[wrong]}"
            )


def _board(board: Board, days: Sequence[DayRow], evidence: Evidence) -> list[tuple[UUID, int]]:
    """(player, points) in the board's order: points, then who reached them first, then the id, greatest first."""
    column = {"day": "points", "week": "week_points", "season": "season_points", "all": "total_points"}[board.period]
    latest: dict[UUID, DayRow] = {}
    for row in days:
        in_scope = row.category_id == board.category_id and board.first <= row.day <= board.last
        if in_scope and (board.country is None or evidence.countries.get(row.player_id) == board.country):
            kept = latest.get(row.player_id)
            latest[row.player_id] = row if kept is None or kept.day < row.day else kept
    ranked = [
        (board.score(points, row.reached_at), player.bytes, (player, points))
        for player, row in latest.items()
        if (points := getattr(row, column)) > 0 and row.reached_at
    ]
    return [entry for _, _, entry in sorted(ranked, reverse=True)]
