"""Votes on creative battles: one a voter and battle for ever; and what each voter was shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.creative import JUST

Key = tuple[UUID, UUID]
"""Voter and battle."""


class Vote(Base):
    """A vote that was applied. By voter first: a voter's votes are looked for, a battle's are counted as they come."""

    __tablename__ = "votes"
    __table_args__ = (UniqueConstraint("event_id"),)

    voter_id: Mapped[UUID] = mapped_column(primary_key=True)
    battle_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID]
    event_id: Mapped[UUID]
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kafka_partition: Mapped[int] = mapped_column(SmallInteger)
    kafka_offset: Mapped[int] = mapped_column(BigInteger)


class Exposure(Base):
    """How often a battle in its voting was shown. Apart from the battle, whose row votes are counted on."""

    __tablename__ = "exposures"
    __table_args__ = (
        Index(None, "lang", "servings"),
        {"postgresql_with": {"fillfactor": "50"}},
    )

    battle_id: Mapped[UUID] = mapped_column(primary_key=True)
    lang: Mapped[str] = mapped_column(String(35))
    servings: Mapped[int] = mapped_column(server_default=text("0"))


class VoteServing(Base):
    """That a player was shown a battle to vote on, and when last."""

    __tablename__ = "vote_servings"
    __table_args__ = (Index(None, "served_at"),)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    battle_id: Mapped[UUID] = mapped_column(primary_key=True)
    served_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


def standing(connection: Connection, keys: Collection[Key]) -> dict[Key, UUID]:
    """The entries that voters have given their votes to, in these battles; who has not voted is left out."""
    if not keys:
        return {}
    statement = sql(
        "SELECT v.voter_id, v.battle_id, v.entry_id FROM json_to_recordset(:rows) AS r(v uuid, b uuid) "
        "JOIN votes v ON v.voter_id = r.v AND v.battle_id = r.b"
    )
    rows = connection.execute(statement, {"rows": encode_rows({"v": voter, "b": battle} for voter, battle in keys)})
    return {(row[0], row[1]): row[2] for row in rows}


def insert(connection: Connection, rows: Collection[dict[str, Any]]) -> set[Key]:
    """Record votes of voters who have none in that battle; whose were. A row's keys are the columns' names."""
    statement = sql(
        "INSERT INTO votes (voter_id, battle_id, entry_id, event_id, received_at, kafka_partition, kafka_offset) "
        "SELECT * FROM json_to_recordset(:rows) AS r(voter_id uuid, battle_id uuid, entry_id uuid, event_id uuid, "
        "received_at timestamptz, kafka_partition smallint, kafka_offset bigint) ORDER BY voter_id, battle_id "
        "ON CONFLICT DO NOTHING RETURNING voter_id, battle_id"
    )
    return {(row[0], row[1]) for row in connection.execute(statement, {"rows": encode_rows(rows)})}


def has_voted(connection: Connection, voter: UUID, battle: UUID) -> bool:
    """Whether a player's vote on a battle is applied."""
    statement = sql("SELECT EXISTS (SELECT FROM votes WHERE voter_id = :voter AND battle_id = :battle)")
    return bool(connection.execute(statement, {"voter": voter, "battle": battle}).scalar_one())


@dataclass(frozen=True)
class Candidate:
    """A battle that a voter may be shown."""

    battle_id: UUID
    servings: int
    voting_until: datetime


POOL = 200
"""Of so many that were shown least, in a language each, a voter is shown one: what a request costs is bounded by it."""
_FITS = (
    "JOIN creative_battles c ON c.battle_id = x.battle_id WHERE c.phase = 'voting' AND c.voting_until > :at "
    "AND c.marks IS NULL AND NOT :voter = ANY(c.player_ids) "
    "AND NOT EXISTS (SELECT FROM votes v WHERE v.voter_id = :voter AND v.battle_id = c.battle_id) "
    "AND NOT EXISTS (SELECT FROM vote_servings s WHERE s.player_id = :voter AND s.battle_id = c.battle_id "
    "AND s.served_at > :since) "
    "AND (SELECT count(*) FROM entries e WHERE e.battle_id = c.battle_id AND e.state = 'approved' "
    "AND NOT e.hidden) = 2 "
    "ORDER BY x.servings, random() LIMIT :most"
)
_LEAST = "(SELECT battle_id, servings FROM exposures WHERE lang = l.lang ORDER BY servings LIMIT :pool)"
# From one language to the next, each found by the index.
_SHOWN = (
    "WITH RECURSIVE s AS ((SELECT lang FROM exposures ORDER BY lang LIMIT 1) UNION ALL "
    "SELECT (SELECT lang FROM exposures WHERE lang > s.lang ORDER BY lang LIMIT 1) FROM s WHERE s.lang IS NOT NULL) "
    "SELECT lang FROM s WHERE lang IS NOT NULL"
)
_LANGUAGES = ("SELECT DISTINCT unnest(languages) AS lang FROM players WHERE id = :voter", _SHOWN)


def candidates(connection: Connection, voter: UUID, at: datetime, most: int) -> list[Candidate]:
    """Battles that a voter may be shown now, the least shown first: none of their own, none that they voted on.

    Those in a language of theirs alone, unless there is none. More than POOL in one language are not looked at: who
    has voted on all of these is shown others once others were shown these.
    """
    values = {"voter": voter, "at": at, "since": at - JUST, "most": most, "pool": POOL}
    for languages in _LANGUAGES:
        source = f"({languages}) l CROSS JOIN LATERAL {_LEAST} x"
        statement = sql(f"SELECT x.battle_id, x.servings, c.voting_until FROM {source} {_FITS}")
        if rows := connection.execute(statement, values).all():
            return [Candidate(*row) for row in rows]
    return []


def serve(connection: Connection, voter: UUID, battle: UUID, at: datetime) -> None:
    """A voter is shown a battle."""
    statement = sql(
        "INSERT INTO vote_servings (player_id, battle_id, served_at) VALUES (:voter, :battle, :at) "
        "ON CONFLICT (player_id, battle_id) DO UPDATE SET served_at = EXCLUDED.served_at"
    )
    connection.execute(statement, {"voter": voter, "battle": battle, "at": at})
    connection.execute(sql("UPDATE exposures SET servings = servings + 1 WHERE battle_id = :id"), {"id": battle})


def shown(connection: Connection, voter: UUID) -> list[tuple[UUID, UUID]]:
    """(battle, entry) of all that a player was ever shown: what their votes may name."""
    statement = sql(
        "SELECT s.battle_id, e.id FROM vote_servings s JOIN entries e ON e.battle_id = s.battle_id "
        "WHERE s.player_id = :voter"
    )
    return [(row[0], row[1]) for row in connection.execute(statement, {"voter": voter})]


@dataclass(frozen=True)
class VoteRow:
    """What is known of a vote's event."""

    applied: bool
    refused: str | None
    dead: str | None


def outcome(connection: Connection, event_id: UUID, voter: UUID) -> VoteRow:
    """What is known of a voter's event; of others' it says what was refused, so ask `shown` whose it is."""
    statement = sql(
        "SELECT EXISTS (SELECT FROM votes WHERE event_id = :id AND voter_id = :voter) AS applied, "
        "(SELECT code FROM refused WHERE event_id = :text) AS refused, "
        "(SELECT code FROM dead_letters WHERE event_id = :text AND replayed_at IS NULL LIMIT 1) AS dead"
    )
    row = connection.execute(statement, {"id": event_id, "text": str(event_id), "voter": voter}).one()
    return VoteRow(**row._mapping)
