"""Seals: transfers that can change no more, each stretch hashed on top of the one before it.

Whoever rewrites the books has to rewrite every seal after that; keep the newest digest elsewhere, and they cannot. A
stretch is of transactions, not of ids: all below `pg_snapshot_xmin` are over, while an id may still be on its way.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import BigInteger, Connection, DateTime, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql, take_turns

_AT_ONCE = 5_000
_FIRST = bytes(32)


class LedgerSeal(Base):
    """The transfers of all transactions from the seal before it to `below`, this one not among them."""

    __tablename__ = "ledger_seals"
    __table_args__ = ({"info": {"append_only": True}},)

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    below: Mapped[int] = mapped_column(BigInteger)
    transfers: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 of the digest before and the transfers with their entries, in the order of ids."""
    sealed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


def seal(connection: Connection) -> int:
    """Seal what can be; how many transfers. Only one at a time."""
    take_turns(connection, "ledger seals")
    last = connection.execute(_LAST).first()
    number, since, before = (last.number, last.below, last.digest) if last else (0, 0, _FIRST)
    below: int = connection.execute(_BELOW).scalar_one()
    digest, count = _digest(before, _rows(connection, since, below))
    if count:
        values = {"number": number + 1, "below": below, "transfers": count, "digest": digest}
        statement = sql(
            "INSERT INTO ledger_seals (number, below, transfers, digest) VALUES (:number, :below, :transfers, :digest)"
        )
        connection.execute(statement, values)
    return count


def latest(connection: Connection) -> tuple[int, datetime] | None:
    """Number and time of the last seal."""
    row = connection.execute(sql("SELECT number, sealed_at FROM ledger_seals ORDER BY number DESC LIMIT 1")).first()
    return (row.number, row.sealed_at) if row else None


def broken(connection: Connection) -> list[int]:
    """Numbers of the seals that do not hold."""
    seals = connection.execute(sql("SELECT number, below, transfers, digest FROM ledger_seals ORDER BY number")).all()
    found, before, since = [], _FIRST, 0
    for seal in seals:
        digest, count = _digest(before, _rows(connection, since, seal.below))
        if (digest, count) != (seal.digest, seal.transfers):
            found.append(seal.number)
        before, since = seal.digest, seal.below
    numbers = [seal.number for seal in seals]
    return sorted({*found, *(set(range(1, max(numbers, default=0))) - set(numbers))})


_LAST = sql("SELECT number, below, digest FROM ledger_seals ORDER BY number DESC LIMIT 1")
_BELOW = sql("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)")


def _rows(connection: Connection, since: int, below: int) -> Iterable[str]:
    statement = sql(
        "SELECT CAST((t.id, t.kind, t.scope, t.key, t.player_id, t.amount, t.source, t.house, t.cause, t.pending_id, "
        "extract(epoch FROM t.at), ARRAY(SELECT (e.account_id, e.amount, e.number, e.balance) FROM ledger_entries e "
        "WHERE e.transfer_id = t.id ORDER BY e.account_id)) AS text) FROM transfers t "
        "WHERE t.xid >= :since AND t.xid < :below ORDER BY t.id"
    )
    options = {"yield_per": _AT_ONCE}
    return connection.execute(statement, {"since": since, "below": below}, execution_options=options).scalars()


def _digest(before: bytes, rows: Iterable[str]) -> tuple[bytes, int]:
    digest, count = sha256(before), 0
    for row in rows:
        digest.update(row.encode() + b"\n")
        count += 1
    return digest.digest(), count
