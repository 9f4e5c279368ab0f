"""Tokens of players who are erased: what is free is nobody's any more; the books stay, of an id without a name."""

from uuid import UUID

from sqlalchemy import Connection

from models import ledger
from models.ledger import Wanted


def forfeit(connection: Connection, player: UUID, key: str) -> None:
    """Take what is free; `key` names on what occasion. The player's tokens stay locked until the transaction ends."""
    free = ledger.standing(connection, player, lock=True).free
    if free:
        ledger.post(connection, [Wanted("erasure", key, player, "debit", free, "erasure", "expired")])
