"""Totals become ranks: a slice of `leaderboard.updates`, read anew from Postgres and written to the boards in Redis."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from uuid import UUID

import structlog
from sqlalchemy import Connection

from bridges.boards import Boards
from bridges.rebuild import Superseded, rebuild
from events.catalog import LEADERBOARD, StandingsChanged
from models import boards as stored
from models.carried import Tally
from rules.boards import Board, UnknownBoard
from rules.directory import Directory
from rules.places import entries
from tasks import app, hints, runtime
from tasks.slices import Batch, Slice, SliceTask, run

log = structlog.get_logger()

_AHEAD = timedelta(minutes=10)
"""Boards of the next day are made before it begins, so that midnight finds them there."""
_TICK_S = 20.0
"""After that the tick leaves the rest to the next one."""


@app.task(name=LEADERBOARD.task, base=SliceTask)
def rank_players(topic: str, topic_id: str, partition: int, lo: int, hi: int, attempt: int, parcel: str) -> None:
    """Bring the boards up to what one slice says has changed."""
    run(Slice.of(topic, topic_id, partition, lo, hi, attempt, parcel), apply)


def apply(connection: Connection, batch: Batch) -> Tally:
    """Write each player's latest totals to Redis. While Redis is away this raises, and the slice comes again.

    A board that is not there takes nothing: it will be rebuilt from a snapshot that has all of this in it.
    """
    totals = stored.totals(connection, coalesce(batch.events))
    directory = stored.directory(connection)  # after the totals: every season and category they name is in it
    slugs = {category_id: slug for slug, (category_id, _) in directory.categories.items()}
    seasons = {season.id: season for season in directory.seasons}
    boards = Boards(runtime.boards())
    boards.want(boards.write(entries(totals, slugs, seasons)))
    hints.ranked(event.source for event in batch.events)
    return Tally(applied=len(batch.events))


def coalesce(events: Iterable[StandingsChanged]) -> dict[tuple[int, date], set[UUID]]:
    """Each player once a category, under the earliest day on which their total changed: later rows are read with it."""
    earliest: dict[tuple[int, UUID], date] = {}
    for event in events:
        for change in event.changes:
            for player in change.players:
                key = (change.category_id, player)
                earliest[key] = min(earliest.get(key, change.day), change.day)
    changes: dict[tuple[int, date], set[UUID]] = {}
    for (category_id, player), day in earliest.items():
        changes.setdefault((category_id, day), set()).add(player)
    return changes


@app.task(name="tasks.ranking.rebuild_boards")
def rebuild_boards() -> None:
    """Make the boards that should be in Redis and are not: those of all and of the categories, and what was asked for.

    Two ticks at once do not rebuild the same board: the second finds the claim of the first.
    """
    until = monotonic() + _TICK_S
    boards = Boards(runtime.boards())
    for board in missing(boards):
        if monotonic() > until:
            return
        try:
            rows = rebuild(runtime.engine(), boards, board)
        except Superseded:
            log.info("rebuild superseded", board=board.key)
            continue
        if rows is not None:
            log.info("board rebuilt", board=board.key, rows=rows)


def missing(boards: Boards) -> list[Board]:
    """Boards of now, and of what begins soon, that do not count."""
    now = datetime.now(UTC)
    days = sorted({now.date(), (now + _AHEAD).date()})
    with runtime.engine().connect() as connection:
        directory = stored.directory(connection)
    should = {board.key: board for day in days for board in directory.current(day)}
    should |= {board.key: board for board in _wanted(boards, directory, days)}
    every = list(should.values())
    return [board for board, ready in zip(every, boards.ready(every), strict=True) if not ready]


def _wanted(boards: Boards, directory: Directory, days: Sequence[date]) -> Iterable[Board]:
    """What was asked for, if its time is now; past boards stay with Postgres."""
    for key in boards.wanted():
        try:
            board = directory.of_key(key, days[0])
        except UnknownBoard:
            continue
        if any(directory.find(board.name, None, day) == board for day in days):
            yield board
