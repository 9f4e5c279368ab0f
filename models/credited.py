"""Tokens that staff give a player or take from them: a transfer, and a message to the player."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from models import ledger, notices
from models.base import sql
from models.ledger import Posted, Wanted
from rules.credits import Kind
from rules.notices import Notice

SCOPE = SOURCE = "credit"


@dataclass(frozen=True)
class Credit:
    """One of them. `message` is what the player is told of it, in place of general words."""

    id: UUID
    kind: Kind
    amount: int
    message: str | None = None


def post(connection: Connection, player: UUID, credit: Credit) -> Posted:
    """Post it. Raises InsufficientTokens."""
    cause = {"credit": str(credit.id)}
    wanted = Wanted(SCOPE, str(credit.id), player, credit.kind, credit.amount, SOURCE, "minted", cause)
    [posted] = ledger.post(connection, [wanted])
    _tell(connection, player, credit)
    return posted


def by_id(connection: Connection, credit: UUID) -> tuple[UUID, Credit] | None:
    """One that was posted, with its player."""
    statement = sql("SELECT player_id, kind, amount FROM transfers WHERE scope = :scope AND key = :key")
    row = connection.execute(statement, {"scope": SCOPE, "key": str(credit)}).first()
    return None if row is None else (row.player_id, Credit(credit, row.kind, row.amount))


def _tell(connection: Connection, player: UUID, credit: Credit) -> None:
    kind, values = "credit" if credit.kind == "credit" else "debit", {"tokens": credit.amount}
    if credit.message:
        told = Notice(credit.id, player, f"{kind}_words", {**values, "message": credit.message})
    else:
        told = Notice(credit.id, player, kind, values)
    notices.tell(connection, [told])
