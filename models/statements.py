"""A player's statement: their transfers, with what each left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql


@dataclass(frozen=True)
class Line:
    """A transfer of a player's. `change`: of what is theirs, `balance`: after it; none by a hold or a release."""

    id: int
    kind: str
    source: str
    amount: int
    change: int
    balance: int | None
    owed: int
    at: datetime
    cause: dict[str, Any]


def page(connection: Connection, player: UUID, before: int | None, limit: int) -> list[Line]:
    """A player's transfers, latest first, from before the one with that id on."""
    rows = connection.execute(_PAGE, {"player": player, "before": before, "limit": limit})
    return [Line(*row) for row in rows]


def version(connection: Connection, player: UUID) -> int:
    """Of a player's wallet: it grows with each transfer."""
    statement = sql("SELECT COALESCE(max(id), 0) FROM transfers WHERE player_id = :player")
    return int(connection.execute(statement, {"player": player}).scalar_one())


_PAGE = sql(
    "SELECT t.id, t.kind, t.source, t.amount, COALESCE(own.amount, 0), own.balance, COALESCE(-debt.amount, 0), t.at, "
    "t.cause FROM transfers t "
    "LEFT JOIN ledger_accounts a ON a.player_id = t.player_id AND a.kind = 'player' "
    "LEFT JOIN ledger_accounts d ON d.player_id = t.player_id AND d.kind = 'debt' "
    "LEFT JOIN ledger_entries own ON own.transfer_id = t.id AND own.account_id = a.id "
    "LEFT JOIN ledger_entries debt ON debt.transfer_id = t.id AND debt.account_id = d.id "
    "WHERE t.player_id = :player AND (CAST(:before AS bigint) IS NULL OR t.id < :before) "
    "ORDER BY t.id DESC LIMIT :limit"
)
