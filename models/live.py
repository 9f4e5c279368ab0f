"""A live quiz as its answers make it: everyone who entered, in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql
from models.players import SHOWN


@dataclass(frozen=True)
class Entrant:
    """A player with an attempt, their points before streaks by question, and what they said to one question."""

    player: UUID
    session_id: UUID
    lang: str
    started_at: datetime
    base_points: Sequence[int | None]
    reached_at: datetime | None
    response: str | None
    visible: bool = True
    """Whether they may stand on boards."""
    over: bool = False
    """Whether their session has ended, as they said or by their last answer."""


def entrants(connection: Connection, quiz_id: UUID, no: int, players: Collection[UUID] | None = None) -> list[Entrant]:
    """Who entered, all or of some `players`, with their answers to question `no` as they are applied by now."""
    statement = sql(
        "SELECT a.player_id, a.session_id, s.lang, s.started_at, s.base_points, a.reached_at, n.response, "
        f"{SHOWN.format('a')} AS visible, s.ended_at IS NOT NULL AS over "
        "FROM attempts a JOIN sessions s ON s.id = a.session_id "
        "LEFT JOIN answers n ON n.session_id = a.session_id AND n.question_no = :no WHERE a.quiz_id = :quiz "
        "AND (CAST(:players AS uuid[]) IS NULL OR a.player_id = ANY(:players))"
    )
    values = {"quiz": quiz_id, "no": no, "players": None if players is None else list(players)}
    return [Entrant(*row) for row in connection.execute(statement, values)]
