"""Tokens that staff give a player or take from them: a transfer, and a message to the player."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import NotificationWritten
from events.codec import encode
from models import ledger, outbox
from models.base import sql
from models.ledger import Posted, Wanted
from rules.credits import Kind

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
    given = credit.kind == "credit"
    tokens = f"{credit.amount:,} token{'s' if credit.amount > 1 else ''}"
    event = NotificationWritten(
        event_id=str(credit.id),
        player_id=player,
        category="wallet",
        title=f"{tokens} for you" if given else f"{tokens} taken back",
        body=credit.message or f"Our staff have {'given you' if given else 'taken back'} {tokens}.",
        link=None,
        created_at=datetime.now(UTC),
    )
    outbox.put(connection, event.topic.name, event.key, encode(event))
