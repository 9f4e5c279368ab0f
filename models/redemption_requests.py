"""What a player asks for becomes a redemption: tokens held, its row, and what counts against the next one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models import grants, ledger, redemption_steps
from models.base import encode_json, least_id, sql, take_turns
from models.ledger import Posted, Wanted
from models.players import Player
from models.products import Item
from models.redemption_steps import SCOPE, Changed
from models.redemptions import Redemption
from rules.redeeming import WINDOW, Applicant, Recent
from rules.redemption import State


@dataclass(frozen=True)
class Asked:
    """A redemption that is asked for."""

    id: UUID
    player: UUID
    item: Item
    value: Decimal
    tokens: int
    phone: str | None = None
    phone_hash: bytes | None = None
    review: str | None = None
    """Why people look at it first."""


def applicant(connection: Connection, player: Player) -> Applicant:
    """What counts of a player."""
    suspicion = connection.execute(_SUSPICION, {"player": player.id}).scalar() or 0
    is_known = grants.is_known(connection, player.id)
    return Applicant(player.country, player.birth_year, player.created_at, is_known, suspicion)


def recent(connection: Connection, asked: Asked, now: datetime) -> Recent:
    """What the player redeems of late, with this one; the player's tokens are locked."""
    values = {"player": asked.player, "since": least_id(now - WINDOW), "product": asked.item.id}
    count, tokens, of_product = connection.execute(_RECENT, values).one()
    return Recent(count + 1, int(tokens) + asked.tokens, of_product + 1)


def is_first(connection: Connection, player: UUID) -> bool:
    """Whether a player has redeemed nothing yet that may have come about."""
    statement = sql(f"SELECT NOT EXISTS (SELECT FROM redemptions WHERE player_id = :player AND {_COUNTS})")
    return bool(connection.execute(statement, {"player": player}).scalar_one())


def others(connection: Connection, player: UUID, hashes: Collection[bytes]) -> int:
    """How many other players have recharged a phone; nobody else does it for the first time before this ends."""
    take_turns(connection, min(hashes).hex(), 3)
    statement = sql(
        "SELECT count(DISTINCT player_id) FROM redemptions WHERE recipient_hash = ANY(:hashes) "
        f"AND player_id <> :player AND {_COUNTS}"
    )
    return int(connection.execute(statement, {"hashes": list(hashes), "player": player}).scalar_one())


def of_country(connection: Connection, asked: Asked, now: datetime) -> int:
    """Tokens that all players redeem of late in its country, with these; nobody else redeems there before this ends."""
    take_turns(connection, asked.item.country, 4)
    values = {"since": least_id(now - WINDOW), "country": asked.item.country}
    return int(connection.execute(_OF_COUNTRY, values).scalar_one()) + asked.tokens


def hold(connection: Connection, asked: Asked) -> Posted:
    """Hold its tokens; they are locked until the transaction ends. Raises InsufficientTokens."""
    cause = {"redemption": str(asked.id)}
    house = redemption_steps.house(asked.item.partner)
    wanted = Wanted(SCOPE, f"{asked.id}:held", asked.player, "hold", asked.tokens, "redemption", house, cause)
    [posted] = ledger.post(connection, [wanted])
    return posted


def insert(connection: Connection, asked: Asked, held: Posted, from_stock: bool) -> Changed:
    """Its row and first transitions. `from_stock`: the product has one less, and has it again if this is not issued."""
    path: tuple[State, ...] = ("held", "in_review") if asked.review else ("held",)
    changed = Changed(asked.id, asked.player, path[-1], len(path), [held])
    connection.execute(_INSERT, {**_values(asked, held.id), **_began(changed), "from_stock": from_stock})
    item = asked.item
    one = Redemption(
        id=asked.id,
        player_id=asked.player,
        name=item.name,
        hold_id=held.id,
        tokens=asked.tokens,
        partner=item.partner,
    )
    redemption_steps.begin(connection, one, path, "player", asked.review or "")
    return changed


def _began(changed: Changed) -> dict[str, Any]:
    return {"state": changed.state, "version": changed.version, "is_held": changed.state == "held"}


def _values(asked: Asked, hold_id: int) -> dict[str, Any]:
    item = asked.item
    rate = {
        "tokens_per_unit": str(item.rate),
        "rate_number": item.rate_number,
        "margin_bp": item.margin,
        "cost_rate": str(item.cost_rate),
    }
    return {
        **{"id": asked.id, "player": asked.player, "product": item.id, "partner": item.partner, "kind": item.kind},
        **{"partner_product": item.partner_product, "name": item.name, "country": item.country},
        **{"tokens": asked.tokens, "amount": asked.value, "currency": item.currency, "rate": encode_json(rate)},
        **{"recipient": asked.phone, "hash": asked.phone_hash, "hold": hold_id, "review": asked.review},
    }


_SUSPICION = sql("SELECT score FROM player_suspicion WHERE player_id = :player")
_COUNTS = "state NOT IN ('cancelled', 'failed', 'refunded')"
"""Of a redemption: something may have come of it."""
_RECENT = sql(
    "SELECT count(*), COALESCE(sum(tokens), 0), count(*) FILTER (WHERE product_id = :product) FROM redemptions "
    f"WHERE player_id = :player AND id >= :since AND {_COUNTS}"
)
_OF_COUNTRY = sql(
    f"SELECT COALESCE(sum(tokens), 0) FROM redemptions WHERE country = :country AND id >= :since AND {_COUNTS}"
)
_INSERT = sql(
    "INSERT INTO redemptions (id, player_id, product_id, partner, kind, partner_product, name, country, state, tokens, "
    "value_amount, value_currency, rate, recipient, recipient_hash, hold_id, from_stock, review_reason, "
    "next_attempt_at, version) "
    "VALUES (:id, :player, :product, :partner, :kind, :partner_product, :name, :country, :state, :tokens, :amount, "
    ":currency, CAST(:rate AS jsonb), :recipient, :hash, :hold, :from_stock, :review, "
    "CASE WHEN :is_held THEN clock_timestamp() END, :version)"
)
