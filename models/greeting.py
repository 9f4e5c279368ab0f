"""What players are in the middle of: what they are greeted with when they come back."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql


class RunningQuiz(NamedTuple):
    """A live quiz that a player has entered and that is not over."""

    id: UUID
    title: str
    opens_at: datetime


class Running(NamedTuple):
    """What a player is in; None: nothing of the kind."""

    battle: UUID | None
    quiz: RunningQuiz | None


def running(connection: Connection, players: Collection[UUID], at: datetime) -> dict[UUID, Running]:
    """The quiz battle and the live quiz, the soonest, of those of the players who are in one."""
    statement = sql(
        "SELECT COALESCE(b.player_id, q.player_id), b.battle_id, q.id, q.title, q.opens_at "
        "FROM (SELECT player_id, battle_id FROM in_battle WHERE player_id = ANY(:players)) AS b FULL JOIN "
        "(SELECT DISTINCT ON (a.player_id) a.player_id, q.id, q.title, q.opens_at FROM quizzes q "
        "JOIN attempts a ON a.quiz_id = q.id WHERE q.mode = 'live' AND q.closes_at > :at "
        "AND a.player_id = ANY(:players) ORDER BY a.player_id, q.opens_at) AS q USING (player_id)"
    )
    rows = connection.execute(statement, {"players": list(players), "at": at})
    return {row[0]: Running(row[1], RunningQuiz(*row[2:]) if row[2] else None) for row in rows}
