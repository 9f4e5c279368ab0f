"""Settling a quiz: its attempts give what they give once it is over and all its answers are applied."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from models.base import encode_json, sql
from models.marks import Marks
from models.players import SHOWN
from models.quiz_boards import SURVIVED


@dataclass(frozen=True)
class Over:
    """A quiz that is over, and whose attempts have not all been settled."""

    id: UUID
    opens_at: datetime
    closes_at: datetime
    marks: Marks | None
    settled_to: UUID | None
    winner_id: UUID | None


def over(connection: Connection, at: datetime) -> list[UUID]:
    """Quizzes that closed before a time and are not settled, oldest first."""
    statement = sql("SELECT id FROM quizzes WHERE settled_at IS NULL AND closes_at < :at ORDER BY closes_at")
    return list(connection.execute(statement, {"at": at}).scalars())


def lock(connection: Connection, quiz_id: UUID) -> Over | None:
    """The quiz, locked; None: it is settled, or another is at it."""
    statement = sql(
        "SELECT id, opens_at, closes_at, marks, settled_to, winner_id FROM quizzes WHERE id = :id "
        "AND settled_at IS NULL FOR UPDATE SKIP LOCKED"
    )
    row = connection.execute(statement, {"id": quiz_id}).first()
    return None if row is None else Over(*row)


def mark(connection: Connection, quiz_id: UUID, marks: Marks) -> None:
    """Remember how far everything must be applied before the quiz is settled."""
    statement = sql("UPDATE quizzes SET marks = CAST(:marks AS jsonb) WHERE id = :id")
    connection.execute(statement, {"id": quiz_id, "marks": encode_json(marks)})


def crown(connection: Connection, quiz_id: UUID) -> UUID | None:
    """Note who has the first place on its board, once for all attempts; None: nobody, or nobody else has points."""
    statement = sql(
        "UPDATE quizzes q SET winner_id = (SELECT player_id FROM (SELECT a.player_id, count(*) OVER () AS places "
        f"FROM attempts a JOIN sessions s ON s.id = a.session_id WHERE a.quiz_id = :id AND a.points > 0 "
        f"AND {SHOWN.format('a')} ORDER BY CASE WHEN CAST(q.settings ->> 'elimination' AS boolean) "
        f"THEN {SURVIVED.format('s')} END DESC, a.points DESC, a.reached_at, a.player_id DESC LIMIT 1) w "
        "WHERE w.places > 1) WHERE id = :id RETURNING winner_id"
    )
    winner: UUID | None = connection.execute(statement, {"id": quiz_id}).scalar_one()
    return winner


def attempts_after(connection: Connection, quiz_id: UUID, after: UUID | None, most: int) -> list[tuple[UUID, UUID]]:
    """(player, session) of attempts, by the player's id."""
    statement = sql(
        "SELECT player_id, session_id FROM attempts WHERE quiz_id = :quiz "
        "AND (CAST(:after AS uuid) IS NULL OR player_id > :after) ORDER BY player_id LIMIT :most"
    )
    rows = connection.execute(statement, {"quiz": quiz_id, "after": after, "most": most})
    return [(row[0], row[1]) for row in rows]


def note(connection: Connection, quiz_id: UUID, player: UUID | None, done: bool) -> None:
    """Note the last attempt that was settled, and whether it was the last of all: then that is nearly committed."""
    statement = sql(
        "UPDATE quizzes SET settled_to = COALESCE(:player, settled_to), "
        "settled_at = CASE WHEN :done THEN clock_timestamp() END WHERE id = :id"
    )
    connection.execute(statement, {"id": quiz_id, "player": player, "done": done})
