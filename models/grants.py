"""Tokens that are due to players, each once, by what they are for; paid once their address or phone is proved."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql


class Grant(Base):
    """Tokens for one thing; the same thing never grants twice."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint("tokens > 0", "tokens"),
        CheckConstraint("state IN ('due', 'waiting', 'paid')", "state"),
        CheckConstraint("(state = 'paid') = (paid IS NOT NULL) AND paid BETWEEN 0 AND tokens", "paid"),
        Index("grants_due_ix", "granted_at", postgresql_where=text("state = 'due'")),
        Index("grants_waiting_ix", "player_id", postgresql_where=text("state = 'waiting'")),
    )

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(16), primary_key=True)
    source_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    tokens: Mapped[int]
    granted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    state: Mapped[str] = mapped_column(String(7), server_default=text("'due'"))
    """`waiting`: for its player to prove an address or a phone."""
    paid: Mapped[int | None]
    """Tokens that were: fewer where the day's caps were reached."""


class Due(NamedTuple):
    """A grant on its way to a player."""

    player_id: UUID
    source: str
    source_key: str
    tokens: int
    granted_at: datetime


def add(connection: Connection, grants: Sequence[Due]) -> int:
    """Record grants, each cause once; how many were not there yet."""
    if not grants:
        return 0
    statement = sql(
        "INSERT INTO grants (player_id, source, source_key, tokens, granted_at) SELECT u, s, k, t, a "
        "FROM json_to_recordset(:rows) AS r(u uuid, s text, k text, t integer, a timestamptz) "
        "ORDER BY u, s, k ON CONFLICT DO NOTHING"
    )
    rows = [dict(zip("uskta", due, strict=True)) for due in grants]
    return connection.execute(statement, {"rows": encode_rows(rows)}).rowcount


def take(connection: Connection, most: int, withheld: Collection[str] = ()) -> list[Due]:
    """Up to so many grants that can be paid, the oldest first, locked; the others' wait. Those withheld stay due."""
    wanted = {"most": most, "withheld": list(withheld)}
    connection.execute(_PARK, wanted)
    return [Due(*row) for row in connection.execute(_TAKE, wanted)]


def wake(connection: Connection, since: datetime) -> int:
    """Grants that waited are due, of players who have become known since then; how many."""
    return connection.execute(_WAKE, {"since": since}).rowcount


def waiting(connection: Connection, player: UUID) -> int:
    """Tokens that a player has earned and not got yet: most wait for an address or a phone to be proved."""
    statement = sql("SELECT COALESCE(sum(tokens), 0) FROM grants WHERE player_id = :player AND state <> 'paid'")
    return int(connection.execute(statement, {"player": player}).scalar_one())


def is_known(connection: Connection, player: UUID) -> bool:
    """Whether a player has proved an address or a phone: tokens are for those who have."""
    statement = sql(f"SELECT {_KNOWN} FROM (SELECT CAST(:player AS uuid) AS player_id) g")
    return bool(connection.execute(statement, {"player": player}).scalar_one())


def pay(connection: Connection, paid: Sequence[tuple[Due, int]]) -> None:
    """These are paid, with so many tokens."""
    rows = [{"u": due.player_id, "s": due.source, "k": due.source_key, "n": tokens} for due, tokens in paid]
    connection.execute(_PAY, {"rows": encode_rows(rows)})


_KNOWN = (
    "EXISTS (SELECT FROM accounts a WHERE a.player_id = g.player_id) "
    "OR EXISTS (SELECT FROM phones p WHERE p.player_id = g.player_id)"
)
_PAYABLE = "state = 'due' AND source <> ALL(CAST(:withheld AS text[]))"
_DUE = f"SELECT player_id, source, source_key FROM grants WHERE {_PAYABLE} ORDER BY granted_at LIMIT :most"
_PARK = sql(
    f"UPDATE grants g SET state = 'waiting' FROM ({_DUE} FOR UPDATE SKIP LOCKED) d WHERE g.player_id = d.player_id "
    f"AND g.source = d.source AND g.source_key = d.source_key AND NOT ({_KNOWN})"
)
_TAKE = sql(
    "SELECT player_id, source, source_key, tokens, granted_at FROM grants g WHERE "
    f"{_PAYABLE} AND ({_KNOWN}) ORDER BY granted_at LIMIT :most FOR UPDATE SKIP LOCKED"
)
_WAKE = sql(
    "UPDATE grants SET state = 'due' WHERE state = 'waiting' AND player_id IN ("
    "SELECT player_id FROM accounts WHERE created_at > :since UNION ALL "
    "SELECT player_id FROM phones WHERE verified_at > :since)"
)
_PAY = sql(
    "UPDATE grants g SET state = 'paid', paid = r.n "
    "FROM json_to_recordset(:rows) AS r(u uuid, s text, k text, n integer) "
    "WHERE g.player_id = r.u AND g.source = r.s AND g.source_key = r.k"
)
