"""The books as staff read them: accounts, and transfers with their entries."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql


class House(NamedTuple):
    """An account of ours: the sum of its entries."""

    purpose: str
    tokens: int
    entries: int


class Theirs(NamedTuple):
    """All players' accounts together."""

    players: int
    posted: int
    held: int
    owed: int


@dataclass(frozen=True)
class Wanted:
    """Which transfers; None: whichever."""

    scope: str | None = None
    source: str | None = None
    kind: str | None = None
    house: str | None = None
    player_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


class Row(NamedTuple):
    """A transfer with its entries."""

    id: int
    at: datetime
    kind: str
    scope: str
    key: str
    source: str
    player_id: UUID
    amount: int
    house: str | None
    pending_id: int | None
    cause: dict[str, Any]
    entries: list[dict[str, Any]]


def houses(connection: Connection) -> list[House]:
    """Ours."""
    return [House(row.purpose, int(row.tokens), row.entries) for row in connection.execute(_HOUSES)]


def theirs(connection: Connection) -> Theirs:
    """Players', added up."""
    return Theirs(*map(int, connection.execute(_THEIRS).one()))


def page(connection: Connection, wanted: Wanted, before: int | None, limit: int) -> Sequence[Row]:
    """Transfers, latest first, from before an id on."""
    values = {name: value for name, value in asdict(wanted).items() if value is not None}
    conditions = [_CONDITIONS[name] for name in values]
    if before is not None:
        conditions.append("t.id < :before")
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    statement = sql(f"{_SELECT} {where}ORDER BY t.id DESC LIMIT :limit")
    return [Row(*row) for row in connection.execute(statement, values | {"before": before, "limit": limit})]


_CONDITIONS = {
    "scope": "t.scope = :scope",
    "source": "t.source = :source",
    "kind": "t.kind = :kind",
    "house": "t.house = :house",
    "player_id": "t.player_id = :player_id",
    "since": "t.at >= :since",
    "until": "t.at < :until",
}
_SELECT = (
    "SELECT t.id, t.at, t.kind, t.scope, t.key, t.source, t.player_id, t.amount, t.house, t.pending_id, t.cause, "
    "COALESCE((SELECT jsonb_agg(jsonb_build_object('account', COALESCE(a.purpose, a.kind), 'amount', e.amount, "
    "'balance', e.balance) ORDER BY a.kind DESC) FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id "
    "WHERE e.transfer_id = t.id), '[]') FROM transfers t"
)
_HOUSES = sql(
    "SELECT a.purpose, COALESCE(sum(e.amount), 0) AS tokens, count(e.amount) AS entries FROM ledger_accounts a "
    "LEFT JOIN ledger_entries e ON e.account_id = a.id WHERE a.kind = 'house' GROUP BY a.purpose ORDER BY a.purpose"
)
_THEIRS = sql(
    "SELECT count(*) FILTER (WHERE kind = 'player'), COALESCE(sum(posted) FILTER (WHERE kind = 'player'), 0), "
    "COALESCE(sum(held), 0), COALESCE(-sum(posted) FILTER (WHERE kind = 'debt'), 0) FROM ledger_accounts "
    "WHERE kind <> 'house'"
)
