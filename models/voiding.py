"""Battles that do not count: state, places and what was given are undone in the transaction of whoever says so."""

from uuid import UUID

from sqlalchemy import Connection

from models import battles
from models.base import sql


def void(connection: Connection, battle: UUID) -> bool:
    """Have a battle be void, and its players free; False: it was already, or there is none."""
    statement = sql("SELECT state FROM battles WHERE id = :id FOR UPDATE")
    state = connection.execute(statement, {"id": battle}).scalar()
    if state is None or state == "void":
        return False
    if state == "running":
        battles.leave(connection, [battle])
    statement = sql("UPDATE battles SET state = 'void', ended_at = COALESCE(ended_at, now()) WHERE id = :id")
    connection.execute(statement, {"id": battle})
    return True
