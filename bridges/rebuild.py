"""Rebuilding a board from Postgres while it goes on being written: nothing is lost, and nothing wrong is shown."""

from uuid import uuid4

from sqlalchemy import Engine

from bridges.boards import Boards
from models import boards as stored
from rules.boards import Board


class Superseded(Exception):
    """Another rebuild took over, or Redis is not the one it was; the board is as it would be without this rebuild."""


def rebuild(engine: Engine, boards: Boards, board: Board, force: bool = False) -> int | None:
    """Make a board anew; how many rows were read for it, or None if someone else is at it. Raises Superseded.

    From the claim until the end the board comes from Postgres. What is committed before the claim is in the snapshot,
    which is taken after it; what is committed later is written to the new keys by ranking; versions sort the two out.
    """
    token = uuid4().hex
    if not boards.claim(board, token, force):
        return None
    rows = 0
    with engine.connect() as connection:
        for entries in stored.entries(connection, board):
            if not boards.fill(board, token, entries):
                raise Superseded(board.key)
            rows += len(entries.players)
    if not boards.finish(board, token):
        raise Superseded(board.key)
    return rows
