"""The audit of boards: what Redis serves is what Postgres says."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import sleep

from redis import Redis
from sqlalchemy import Connection

from bridges.boards import Boards
from models import boards as stored
from models.audit import EXAMPLES, Finding
from rules.boards import Board
from rules.places import Place, Window

_TOP = Window(100)
_LOOKS = 4
_PAUSE_S = 1.0
"""Between looks at what differs: both sides move while people play, and none moves for so long and stays wrong."""

Sides = tuple[tuple[Place, ...], tuple[Place, ...]]


def audit(
    read: Callable[[], Connection], redis: "Redis", pause: Callable[[], None] = lambda: sleep(_PAUSE_S)
) -> list[Finding]:
    """Compare the first hundred places of each of today's boards that counts; `read` opens a connection. May raise
    RedisError.

    Wrong is a board that differs in look after look while neither side moves.
    """
    with read() as connection:
        directory = stored.directory(connection)
        every = list(directory.current(datetime.now(UTC).date(), stored.countries(connection)))
    boards = Boards(redis)
    there = [board for board, ready in zip(every, boards.ready(every), strict=True) if ready]
    differ = _differing(read, boards, there)
    for _ in range(_LOOKS - 1):
        if not differ:
            break
        pause()
        again = _differing(read, boards, differ)
        differ = {board: sides for board, sides in again.items() if sides == differ[board]}
    names = [board.key for board in differ]
    return [
        Finding(
            f"boards: the first hundred places of {len(there)} are what Postgres says", len(names), names[:EXAMPLES]
        )
    ]


def _differing(read: Callable[[], Connection], boards: Boards, some: Iterable[Board]) -> dict[Board, Sides]:
    """Those that are not the same on both sides, with what each has."""
    found = {}
    for board in some:
        shown = boards.view(board, _TOP)
        with read() as connection:
            kept = stored.view(connection, board, _TOP)
        if shown is not None and shown.places != kept.places:
            found[board] = (shown.places, kept.places)
    return found
