"""Friendships and askings: one row a pair. What one may not see of it is left out by the queries here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from events.identity import caused_event_id
from models import notices
from models.base import Base, sql
from models.pairs import key
from rules.friends import Counts, State
from rules.notices import Notice


class Friendship(Base):
    """One player asked the other; `accepted_at`: since when they are friends."""

    __tablename__ = "friendships"
    __table_args__ = (
        CheckConstraint("low_id < high_id", "order"),
        CheckConstraint("asked_by IN (low_id, high_id)", "asked_by"),
        Index(None, "low_id", "accepted_at"),
        Index(None, "high_id", "accepted_at"),
        Index("friendships_open_ix", "asked_by", postgresql_where=text("accepted_at IS NULL")),
    )

    low_id: Mapped[UUID] = mapped_column(primary_key=True)
    high_id: Mapped[UUID] = mapped_column(primary_key=True)
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Friend:
    """A player whom another has to do with."""

    id: UUID
    name: str
    country: str | None
    state: State
    since: datetime
    """When it became so."""


_STATE = (
    "CASE WHEN f.accepted_at IS NOT NULL THEN 'friends' WHEN f.asked_by = :me THEN 'asked' ELSE 'asks_me' END AS state"
)
_MINE = (
    "(SELECT high_id AS other, asked_by, asked_at, accepted_at FROM friendships WHERE low_id = :me "
    "UNION ALL SELECT low_id, asked_by, asked_at, accepted_at FROM friendships WHERE high_id = :me) f"
)
_HEARD = (
    "NOT (f.accepted_at IS NULL AND f.asked_by <> :me AND EXISTS (SELECT FROM pair_restrictions r "
    "WHERE r.low_id = LEAST(f.other, :me) AND r.high_id = GREATEST(f.other, :me) AND r.kind = 'block' "
    "AND r.by_player = :me))"
)
"""Not an asking by somebody I have blocked: they see that it waits, and I see nothing."""


def state(connection: Connection, me: UUID, other: UUID) -> State:
    """How I stand to another, heard or not: what a change begins from."""
    statement = sql(f"SELECT {_STATE} FROM friendships f WHERE low_id = :low AND high_id = :high")
    return connection.execute(statement, {**key(me, other), "me": me}).scalar() or "none"


def states(connection: Connection, me: UUID, others: Collection[UUID]) -> dict[UUID, State]:
    """How I stand to others, as I may see it; who is missing is nothing to me."""
    statement = sql(f"SELECT f.other, {_STATE} FROM {_MINE} WHERE f.other = ANY(:others) AND {_HEARD}")
    return {row[0]: row[1] for row in connection.execute(statement, {"me": me, "others": list(others)})}


def counts(connection: Connection, player: UUID) -> Counts:
    """How many friends a player has, and whom they asked without an answer."""
    statement = sql(
        "SELECT (SELECT count(*) FROM friendships WHERE low_id = :me AND accepted_at IS NOT NULL) + "
        "(SELECT count(*) FROM friendships WHERE high_id = :me AND accepted_at IS NOT NULL), "
        "(SELECT count(*) FROM friendships WHERE asked_by = :me AND accepted_at IS NULL)"
    )
    friends, asked = connection.execute(statement, {"me": player}).one()
    return Counts(friends, asked)


def put(connection: Connection, me: UUID, other: UUID, state: State) -> None:
    """Have two players, who are locked, stand to each other so: I asked, or accepted what I was asked."""
    accepted = "now()" if state == "friends" else "NULL"
    statement = sql(
        "INSERT INTO friendships (low_id, high_id, asked_by) VALUES (:low, :high, :me) "
        f"ON CONFLICT (low_id, high_id) DO UPDATE SET accepted_at = {accepted}"
    )
    connection.execute(statement, {**key(me, other), "me": me})


def remove(connection: Connection, me: UUID, other: UUID) -> None:
    """Two players, who are locked, are neither friends nor asking any more."""
    connection.execute(sql("DELETE FROM friendships WHERE low_id = :low AND high_id = :high"), key(me, other))


def of(connection: Connection, player: UUID) -> list[UUID]:
    """A player's friends."""
    statement = sql(f"SELECT f.other FROM {_MINE} WHERE f.accepted_at IS NOT NULL")
    return list(connection.execute(statement, {"me": player}).scalars())


def page(
    connection: Connection, me: UUID, state: State | None, after: tuple[datetime, UUID] | None, limit: int
) -> list[Friend]:
    """Whom I have to do with, in that state or any, latest first; who is on no board is not shown here either."""
    at, id_ = after or (None, None)
    statement = sql(
        f"SELECT * FROM (SELECT p.id, p.name, p.country, {_STATE}, COALESCE(f.accepted_at, f.asked_at) AS since "
        f"FROM {_MINE} JOIN players p ON p.id = f.other WHERE p.visible AND {_HEARD}) s "
        "WHERE (CAST(:state AS text) IS NULL OR state = :state) AND (CAST(:at AS timestamptz) IS NULL "
        "OR (since, id) < (CAST(:at AS timestamptz), CAST(:id AS uuid))) ORDER BY since DESC, id DESC LIMIT :limit"
    )
    values: dict[str, Any] = {"me": me, "state": state, "at": at, "id": id_, "limit": limit}
    return [Friend(**row._mapping) for row in connection.execute(statement, values)]


def tell(connection: Connection, to: UUID, by: UUID, state: State) -> None:
    """Have a player told that another asked them, or accepted: once a day, however often it is taken back."""
    now = datetime.now(UTC)
    id_ = UUID(caused_event_id("friend", state, by, to, now.date()))
    notices.tell(connection, [Notice(id_, to, _KINDS[state], {"by": str(by)}, now)])


_KINDS: dict[State, str] = {"asked": "friend_asked", "friends": "friend_accepted"}
