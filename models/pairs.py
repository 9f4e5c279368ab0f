"""Pairs of players, each keyed by its lower and its higher id, so that none has two halves; and who never meet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Connection, DateTime, Identity, Index, String, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from models.players import Player

BLOCK = "block"


class PairRestriction(Base):
    """Two players who never meet, by the wish of one (`block`, not told to the other) or for what they did together."""

    __tablename__ = "pair_restrictions"
    __table_args__ = (
        CheckConstraint("low_id < high_id", "order"),
        CheckConstraint("kind IN ('block', 'fraud')", "kind"),
        CheckConstraint(
            "CASE kind WHEN 'block' THEN by_player IS NOT NULL AND by_player IN (low_id, high_id) "
            "ELSE by_player IS NULL END",
            "by_player",
        ),
        Index(
            "pair_restrictions_pair_key",
            *("low_id", "high_id", "kind", "by_player"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "high_id"),
        Index(
            "pair_restrictions_by_player_ix",
            *("by_player", "created_at"),
            postgresql_where=text("by_player IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    low_id: Mapped[UUID]
    high_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    by_player: Mapped[UUID | None]
    """Whose wish a block is."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Blocked:
    """A player whom somebody blocked."""

    id: UUID
    name: str
    country: str | None
    since: datetime


def key(one: UUID, other: UUID) -> dict[str, Any]:
    """What a pair's row is found by."""
    return {"low": min(one, other), "high": max(one, other)}


def lock(connection: Connection, one: UUID, other: UUID) -> dict[UUID, Player]:
    """Both players, locked in the order of ids until the transaction ends; who was erased is left out.

    What is done about a pair, and what their limits are counted for, so happens one after the other.
    """
    statement = (
        select(Player.__table__)
        .where(Player.id.in_([one, other]), Player.erased_at.is_(None))
        .order_by(Player.id)
        .with_for_update(key_share=True)
    )
    return {row.id: Player(**row._mapping) for row in connection.execute(statement)}


def restricted(connection: Connection, players: Collection[UUID]) -> set[frozenset[UUID]]:
    """Those pairs among the players who must not meet, whatever the reason and whoever's wish it is."""
    statement = sql(
        "SELECT DISTINCT r.low_id, r.high_id FROM unnest(CAST(:players AS uuid[])) AS p(id) "
        "JOIN pair_restrictions r ON r.low_id = p.id WHERE r.high_id = ANY(CAST(:players AS uuid[]))"
    )
    return {frozenset(row) for row in connection.execute(statement, {"players": list(players)})}


def blocks(connection: Connection, by: UUID, other: UUID) -> bool:
    """Whether a player has blocked another."""
    statement = sql(
        "SELECT EXISTS (SELECT FROM pair_restrictions WHERE low_id = :low AND high_id = :high AND kind = 'block' "
        "AND by_player = :by)"
    )
    return bool(connection.execute(statement, {**key(by, other), "by": by}).scalar_one())


def block(connection: Connection, by: UUID, other: UUID) -> datetime:
    """Have two players, who are locked, meet no more, and be neither friends nor asking; since when it holds."""
    values = {**key(by, other), "by": by}
    connection.execute(sql("DELETE FROM friendships WHERE low_id = :low AND high_id = :high"), values)
    statement = sql(
        "INSERT INTO pair_restrictions (low_id, high_id, kind, by_player) VALUES (:low, :high, 'block', :by) "
        "ON CONFLICT (low_id, high_id, kind, by_player) DO UPDATE SET kind = EXCLUDED.kind RETURNING created_at"
    )
    since: datetime = connection.execute(statement, values).scalar_one()
    return since


def unblock(connection: Connection, by: UUID, other: UUID) -> None:
    """End a block of a player's own, if there is one."""
    statement = sql(
        "DELETE FROM pair_restrictions WHERE low_id = :low AND high_id = :high AND kind = 'block' AND by_player = :by"
    )
    connection.execute(statement, {**key(by, other), "by": by})


def part(connection: Connection, one: UUID, other: UUID) -> None:
    """Have two players meet no more for what they did together."""
    statement = sql(
        "INSERT INTO pair_restrictions (low_id, high_id, kind) VALUES (:low, :high, 'fraud') ON CONFLICT DO NOTHING"
    )
    connection.execute(statement, key(one, other))


def join(connection: Connection, one: UUID, other: UUID) -> None:
    """It was not so: they may meet, unless one of them wishes otherwise."""
    statement = sql("DELETE FROM pair_restrictions WHERE low_id = :low AND high_id = :high AND kind = 'fraud'")
    connection.execute(statement, key(one, other))


def blocks_made(connection: Connection, by: UUID) -> int:
    """How many players somebody has blocked."""
    statement = sql("SELECT count(*) FROM pair_restrictions WHERE by_player = :by")
    return int(connection.execute(statement, {"by": by}).scalar_one())


def page(connection: Connection, by: UUID, after: tuple[datetime, UUID] | None, limit: int) -> list[Blocked]:
    """Whom a player has blocked, latest first; who is on no board is not shown here either."""
    at, id_ = after or (None, None)
    statement = sql(
        "SELECT p.id, p.name, p.country, r.created_at AS since FROM pair_restrictions r "
        "JOIN players p ON p.id IN (r.low_id, r.high_id) AND p.id <> r.by_player "
        "WHERE r.by_player = :by AND r.kind = 'block' AND p.visible "
        "AND (CAST(:at AS timestamptz) IS NULL "
        "OR (r.created_at, p.id) < (CAST(:at AS timestamptz), CAST(:id AS uuid))) "
        "ORDER BY r.created_at DESC, p.id DESC LIMIT :limit"
    )
    values = {"by": by, "at": at, "id": id_, "limit": limit}
    return [Blocked(**row._mapping) for row in connection.execute(statement, values)]
