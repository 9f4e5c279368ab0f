"""Signs that players had help (rules.suspicion), each with its reasons, and every player's score of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Double, Index, SmallInteger, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.suspicion import Answer, Signal, score


class SuspicionSignal(Base):
    """A sign. `subject` is the session up to which a player's answers give it, or the quiz in which two agree."""

    __tablename__ = "suspicion_signals"
    __table_args__ = (Index(None, "found_at"),)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    strength: Mapped[float] = mapped_column(Double)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSONB)
    found_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class PlayerSuspicion(Base):
    """The score of a player's signs, of those who have any."""

    __tablename__ = "player_suspicion"
    __table_args__ = (Index(None, "score"),)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    score: Mapped[int] = mapped_column(SmallInteger)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Found:
    """A sign on its way to a player's account, and the players it is shared with."""

    player_id: UUID
    subject: UUID
    signal: Signal
    others: Sequence[UUID] = ()


def earlier(connection: Connection, players: Collection[UUID], sessions: int) -> dict[UUID, list[list[Answer]]]:
    """Answers in each player's last few sessions that were learned from and are more than practice, oldest first."""
    statement = sql(
        "SELECT p.id, ARRAY(SELECT json_build_array(m - elapsed_ms, m, s.time_limit_ms, base_points > 0, together = 1) "
        "FROM (SELECT *, floor(extract(epoch FROM received_at) * 1000)::bigint AS m, "
        "count(*) OVER (PARTITION BY received_at) AS together FROM answers WHERE session_id = s.id) a "
        "ORDER BY m) AS given FROM unnest(:players ::uuid[]) AS p(id) CROSS JOIN LATERAL ("
        "SELECT id, time_limit_ms FROM sessions WHERE player_id = p.id AND learned_at IS NOT NULL "
        "AND mode <> 'practice' ORDER BY id DESC LIMIT :most) s ORDER BY p.id, s.id"
    )
    found: dict[UUID, list[list[Answer]]] = {player: [] for player in players}
    for row in connection.execute(statement, {"players": list(players), "most": sessions}):
        found[row.id].append([Answer(*given) for given in row.given])
    return found


def add(connection: Connection, found: Collection[Found]) -> dict[UUID, int]:
    """Record signs, the same one once; their players' scores with them."""
    rows = [
        {
            "u": one.player_id,
            "c": one.signal.code,
            "s": one.subject,
            "x": one.signal.strength,
            "e": {**one.signal.evidence, **({"with": one.others} if one.others else {})},
        }
        for one in found
    ]
    statement = sql(
        "INSERT INTO suspicion_signals (player_id, code, subject, strength, evidence) "
        "SELECT * FROM json_to_recordset(:rows) AS r(u uuid, c text, s uuid, x float8, e jsonb) ON CONFLICT DO NOTHING"
    )
    if not rows:
        return {}
    connection.execute(statement, {"rows": encode_rows(rows)})
    return _score(connection, {one.player_id for one in found})


def score_again(connection: Connection, players: Collection[UUID]) -> None:
    """Signs of these players are forgotten: their scores are those of what is left, and who has none has no score."""
    _score(connection, set(players))
    statement = sql(
        "DELETE FROM player_suspicion p WHERE player_id = ANY(:players) "
        "AND NOT EXISTS (SELECT FROM suspicion_signals s WHERE s.player_id = p.player_id)"
    )
    connection.execute(statement, {"players": list(players)})


def _score(connection: Connection, players: Collection[UUID]) -> dict[UUID, int]:
    query = sql(
        "SELECT player_id, code, max(strength) FROM suspicion_signals WHERE player_id = ANY(:players) GROUP BY 1, 2"
    )
    signals: dict[UUID, list[Signal]] = {player: [] for player in sorted(players)}
    for player, code, strength in connection.execute(query, {"players": list(players)}):
        signals[player].append(Signal(code, strength, {}))
    statement = sql(
        "INSERT INTO player_suspicion (player_id, score) SELECT * FROM json_to_recordset(:rows) "
        "AS r(u uuid, s smallint) ON CONFLICT (player_id) DO UPDATE SET score = EXCLUDED.score, updated_at = now()"
    )
    scores = {player: score(found) for player, found in signals.items()}
    connection.execute(statement, {"rows": encode_rows({"u": player, "s": one} for player, one in scores.items())})
    return scores


def subjects(connection: Connection, players: Collection[UUID]) -> dict[UUID, int]:
    """In how many sessions and quizzes signs of these players were found, of those who have any."""
    statement = sql(
        "SELECT player_id, count(DISTINCT subject) AS subjects FROM suspicion_signals "
        "WHERE player_id = ANY(:players) GROUP BY player_id"
    )
    return {row.player_id: row.subjects for row in connection.execute(statement, {"players": list(players)})}


def choose(connection: Connection, rows: Iterable[tuple[UUID, UUID, Sequence[int | None]]]) -> None:
    """Note what was chosen in attempts: (quiz, player, option by question)."""
    statement = sql(
        "UPDATE attempts a SET choices = r.c FROM json_to_recordset(:rows) AS r(q uuid, u uuid, c smallint[]) "
        "WHERE a.quiz_id = r.q AND a.player_id = r.u"
    )
    records = [{"q": quiz, "u": player, "c": choices} for quiz, player, choices in rows]
    if records:
        connection.execute(statement, {"rows": encode_rows(records)})


@dataclass(frozen=True)
class Played:
    """A quiz that is over and learned from, whose players were not compared yet."""

    id: UUID
    question_ids: Sequence[UUID]
    revisions: Sequence[int]


def due(connection: Connection) -> Played | None:
    """The quiz to compare next: every session of it was learned from."""
    statement = sql(
        "SELECT id, question_ids, revisions FROM quizzes q WHERE compared_at IS NULL "
        "AND closes_at < (SELECT horizon FROM learning) AND NOT EXISTS (SELECT FROM attempts a "
        "JOIN sessions s ON s.id = a.session_id WHERE a.quiz_id = q.id AND s.learned_at IS NULL) "
        "ORDER BY closes_at LIMIT 1"
    )
    row = connection.execute(statement).first()
    return None if row is None else Played(*row)


def alike(connection: Connection, quiz: UUID) -> tuple[int, list[tuple[list[int | None], list[UUID]]]]:
    """How many played a quiz, and who of them chose the same all through: (options, players) of two or more."""
    statement = sql(
        "SELECT choices, array_agg(player_id ORDER BY player_id) AS players FROM attempts "
        "WHERE quiz_id = :quiz AND choices IS NOT NULL GROUP BY choices ORDER BY choices"
    )
    rows = connection.execute(statement, {"quiz": quiz}).all()
    return sum(len(row.players) for row in rows), [tuple(row) for row in rows if len(row.players) > 1]


def on_one_device(connection: Connection, quiz: UUID) -> list[list[UUID]]:
    """Players of a quiz who came with one device's key, as guests or before they were accounts: two or more."""
    statement = sql(
        "WITH keys AS (SELECT a.player_id, k.key_hash FROM attempts a JOIN device_keys k USING (player_id) "
        "WHERE a.quiz_id = :quiz UNION SELECT p.id, p.device_key_hash FROM attempts a JOIN players p "
        "ON p.id = a.player_id WHERE a.quiz_id = :quiz AND p.device_key_hash IS NOT NULL) "
        "SELECT array_agg(player_id ORDER BY player_id) AS players FROM keys GROUP BY key_hash "
        "HAVING count(*) > 1 ORDER BY 1"
    )
    return list(connection.execute(statement, {"quiz": quiz}).scalars())


def compared(connection: Connection, quiz: UUID) -> None:
    """Note that a quiz's players were compared."""
    connection.execute(sql("UPDATE quizzes SET compared_at = now() WHERE id = :quiz"), {"quiz": quiz})


def scores(connection: Connection, least: int, most: int) -> list[dict[str, Any]]:
    """Players by score, highest first, with the codes of their signs."""
    statement = sql(
        "SELECT s.player_id, p.name, s.score, ARRAY(SELECT DISTINCT code FROM suspicion_signals g "
        "WHERE g.player_id = s.player_id ORDER BY code) AS codes, s.updated_at FROM player_suspicion s "
        "LEFT JOIN players p ON p.id = s.player_id WHERE s.score >= :least "
        "ORDER BY s.score DESC, s.player_id LIMIT :most"
    )
    return [dict(row._mapping) for row in connection.execute(statement, {"least": least, "most": most})]


def score_of(connection: Connection, player: UUID) -> int:
    """A player's score; 0 without signs."""
    statement = sql("SELECT score FROM player_suspicion WHERE player_id = :player")
    return int(connection.execute(statement, {"player": player}).scalar() or 0)


def signals(connection: Connection, player: UUID) -> list[tuple[UUID, datetime, Signal]]:
    """A player's signs with their subjects and times, strongest first."""
    statement = sql(
        "SELECT subject, found_at, code, strength, evidence FROM suspicion_signals WHERE player_id = :player "
        "ORDER BY strength DESC, code, subject"
    )
    rows = connection.execute(statement, {"player": player})
    return [(row.subject, row.found_at, Signal(row.code, row.strength, row.evidence)) for row in rows]
