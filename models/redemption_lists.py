"""Redemptions as their players see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql


@dataclass(frozen=True)
class Own:
    """A redemption of a player's."""

    id: UUID
    state: str
    version: int
    product_id: UUID
    name: str
    kind: str
    country: str
    value_amount: Decimal
    value_currency: str
    tokens: int
    phone: str | None
    code: str | None
    """What the partner said last."""
    cards: int
    """That are here."""
    created_at: datetime
    changed_at: datetime


_SELECT = (
    "SELECT id, state, version, product_id, name, kind, country, value_amount, value_currency, tokens, "
    "recipient AS phone, last_code AS code, "
    "(SELECT count(*) FROM gift_cards c WHERE c.redemption_id = r.id) AS cards, created_at, changed_at "
    "FROM redemptions r WHERE player_id = :player"
)


def of_player(connection: Connection, player: UUID, before: UUID | None, limit: int) -> Sequence[Own]:
    """A player's, latest first, from before the one with that id on."""
    statement = sql(f"{_SELECT} AND (CAST(:before AS uuid) IS NULL OR id < :before) ORDER BY id DESC LIMIT :limit")
    rows = connection.execute(statement, {"player": player, "before": before, "limit": limit})
    return [Own(**row._mapping) for row in rows]


def one_of(connection: Connection, player: UUID, redemption: UUID) -> Own | None:
    """One of a player's; None: it is not theirs, or there is none."""
    row = connection.execute(sql(f"{_SELECT} AND id = :id"), {"player": player, "id": redemption}).first()
    return None if row is None else Own(**row._mapping)
