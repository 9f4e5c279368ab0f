"""Who brought whom, and how far that has come: one referrer a player, for ever."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Connection,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    String,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.referral_states import State

_CODES = String(20)


class Referral(Base):
    """One. Its rewards are those that held when it was claimed."""

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint("referee_id <> referrer_id", "sides"),
        CheckConstraint("referrer_tokens > 0 AND referee_tokens > 0", "tokens"),
        CheckConstraint("state IN ('joined', 'qualified', 'held', 'paid', 'ineligible', 'clawed_back')", "state"),
        CheckConstraint("(state IN ('paid', 'clawed_back')) <= (paid_at IS NOT NULL)", "paid"),
        CheckConstraint("(due_at IS NOT NULL) = (state IN ('joined', 'held'))", "due"),
        Index(None, "referrer_id", "claimed_at"),
        Index(None, "state", "id"),
        Index("referrals_reasons_ix", "reasons", postgresql_using="gin", postgresql_ops={"reasons": "jsonb_path_ops"}),
        Index(None, "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("referrals_fresh_ix", "applied_at", postgresql_where=text("NOT looked_back")),
        Index(
            "referrals_played_ix",
            "played_at",
            postgresql_where=text("state = 'joined' AND played_at IS NOT NULL"),
        ),
        Index(None, "paid_at", postgresql_where=text("paid_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    referee_id: Mapped[UUID] = mapped_column(unique=True)
    referrer_id: Mapped[UUID]
    event_id: Mapped[str] = mapped_column(String(40))
    """Of the claim."""
    state: Mapped[str] = mapped_column(String(11))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    referrer_tokens: Mapped[int]
    referee_tokens: Mapped[int]
    claimed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    applied_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    looked_back: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """Whether games were looked for that ended while the claim was on its way."""
    played_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when enough was played."""
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Of one that joined: when its time is over; of one that is held: when it is paid."""
    paid_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    round: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    """One more each time that people opened it again after it was clawed back: its transfers are others then."""
    score: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    reasons: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    """[code, points] as they were judged last (rules.referral)."""
    cleared: Mapped[list[str]] = mapped_column(ARRAY(_CODES), server_default=text("'{}'"))
    """Codes that people have seen and let pass."""


class ReferralStep(Base):
    """One change of state: who or what made it, and why."""

    __tablename__ = "referral_steps"
    __table_args__ = (
        CheckConstraint("by IN ('player', 'rules', 'time', 'staff')", "by"),
        {"info": {"append_only": True}},
    )

    referral_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    before: Mapped[str] = mapped_column(String(11))
    after: Mapped[str] = mapped_column(String(11))
    by: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    note: Mapped[str] = mapped_column(String(500), server_default=text("''"))
    """Of the staff: who, by their address."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class ReferralWords(Base):
    """What a member of the staff wrote of a step; gone when one of its sides is erased, as the step itself is not."""

    __tablename__ = "referral_words"

    referral_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(String(500))


@dataclass(frozen=True)
class Row:
    """A referral as it stands."""

    id: UUID
    referee_id: UUID
    referrer_id: UUID
    event_id: str
    state: State
    version: int
    referrer_tokens: int
    referee_tokens: int
    claimed_at: datetime
    changed_at: datetime
    played_at: datetime | None
    due_at: datetime | None
    paid_at: datetime | None
    round: int
    score: int
    reasons: Sequence[Sequence[Any]]
    cleared: Sequence[str]

    @property
    def codes(self) -> list[str]:
        """Of its reasons."""
        return [str(code) for code, _ in self.reasons]

    @property
    def sides(self) -> tuple[UUID, UUID]:
        """Referrer and referee."""
        return self.referrer_id, self.referee_id

    def tokens_of(self, player: UUID) -> int:
        """What a side is paid."""
        return self.referrer_tokens if player == self.referrer_id else self.referee_tokens


COLUMNS = (
    "r.id, r.referee_id, r.referrer_id, r.event_id, r.state, r.version, r.referrer_tokens, r.referee_tokens, "
    "r.claimed_at, r.changed_at, r.played_at, r.due_at, r.paid_at, r.round, r.score, r.reasons, r.cleared"
)
_SELECT = f"SELECT {COLUMNS} FROM referrals r"


def by_id(connection: Connection, referral: UUID, *, lock: bool = False) -> Row | None:
    """A referral; `lock`: it stays so until the transaction ends."""
    statement = sql(f"{_SELECT} WHERE r.id = :id" + (" FOR NO KEY UPDATE" if lock else ""))
    return _first(connection.execute(statement, {"id": referral}))


def hold_sides(connection: Connection, ids: Collection[UUID]) -> None:
    """Nobody locks or erases either player of these before the transaction ends; in the order of their ids."""
    players = sql(
        "SELECT FROM players WHERE id IN (SELECT unnest(ARRAY[referee_id, referrer_id]) FROM referrals "
        "WHERE id = ANY(CAST(:ids AS uuid[]))) ORDER BY id FOR SHARE"
    )
    connection.execute(players, {"ids": list(ids)})


def lock(connection: Connection, ids: Collection[UUID]) -> None:
    """These stay as they are until the transaction ends; in the order of their ids."""
    statement = sql("SELECT FROM referrals WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR NO KEY UPDATE")
    connection.execute(statement, {"ids": list(ids)})


def of_referee(connection: Connection, referee: UUID) -> Row | None:
    """Who brought a player."""
    return _first(connection.execute(sql(f"{_SELECT} WHERE r.referee_id = :referee"), {"referee": referee}))


def _first(result: Any) -> Row | None:
    row = result.first()
    return None if row is None else Row(**row._mapping)


def of_referrer(connection: Connection, referrer: UUID, before: UUID | None, limit: int) -> list[Row]:
    """Whom a player brought, latest first, from before an id on."""
    statement = sql(
        f"{_SELECT} WHERE r.referrer_id = :referrer AND (CAST(:before AS uuid) IS NULL OR r.id < :before) "
        "ORDER BY r.id DESC LIMIT :limit"
    )
    rows = connection.execute(statement, {"referrer": referrer, "before": before, "limit": limit})
    return [Row(**row._mapping) for row in rows]


def due(connection: Connection, now: datetime, most: int) -> list[Row]:
    """Those whose time has come, the longest due first; but for those held of whom a side has proved nothing yet."""
    statement = sql(
        f"{_SELECT} WHERE r.due_at <= :now AND (r.state <> 'held' OR NOT EXISTS (SELECT FROM "
        "unnest(ARRAY[r.referrer_id, r.referee_id]) AS s(id) WHERE NOT EXISTS (SELECT FROM accounts a WHERE "
        "a.player_id = s.id) AND NOT EXISTS (SELECT FROM phones p WHERE p.player_id = s.id))) "
        "ORDER BY r.due_at LIMIT :most"
    )
    return [Row(**row._mapping) for row in connection.execute(statement, {"now": now, "most": most})]


def of_sides(connection: Connection, player: UUID, states: Collection[State]) -> list[Row]:
    """Those in some states that a player is a side of, in the order of ids."""
    statement = sql(
        f"{_SELECT} WHERE (r.referrer_id = :player OR r.referee_id = :player) "
        "AND r.state = ANY(CAST(:states AS varchar[])) ORDER BY r.id"
    )
    rows = connection.execute(statement, {"player": player, "states": list(states)})
    return [Row(**row._mapping) for row in rows]


def totals(connection: Connection, referrer: UUID) -> Mapping[State, int]:
    """How many of a player's are in each state."""
    statement = sql("SELECT state, count(*) FROM referrals WHERE referrer_id = :referrer GROUP BY state")
    return {row[0]: row[1] for row in connection.execute(statement, {"referrer": referrer})}


def linked(connection: Connection, pairs: Collection[tuple[UUID, UUID]]) -> set[frozenset[UUID]]:
    """Those of the pairs of which one brought the other."""
    if not pairs:
        return set()
    rows = [{"a": one, "b": other} for one, other in pairs]
    statement = sql(
        "SELECT r.referee_id, r.referrer_id FROM json_to_recordset(:rows) AS p(a uuid, b uuid) JOIN referrals r "
        "ON (r.referee_id = p.a AND r.referrer_id = p.b) OR (r.referee_id = p.b AND r.referrer_id = p.a)"
    )
    return {frozenset(row) for row in connection.execute(statement, {"rows": encode_rows(rows)})}


def has_played(connection: Connection, player: UUID, until: datetime) -> bool:
    """Whether a player had begun anything but practice by then."""
    statement = sql(
        "SELECT EXISTS (SELECT FROM sessions WHERE player_id = :player AND mode <> 'practice' "
        "AND started_at <= :until) OR EXISTS (SELECT FROM battles WHERE started_at <= :until "
        "AND (first_id = :player OR (second_id = :player AND ghost_of IS NULL)))"
    )
    return bool(connection.execute(statement, {"player": player, "until": until}).scalar_one())
