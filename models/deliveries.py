"""Cards that are still to be asked for: leased like messages, as asking for them twice does no harm."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql
from rules.partnering import PartnerName


@dataclass(frozen=True)
class Delivery:
    """The cards of a redemption that succeeded. `tries` counts this one."""

    id: UUID
    player: UUID
    partner: PartnerName
    partner_id: str | None
    tries: int


def lease(connection: Connection, partner: PartnerName, most: int, seconds: float) -> list[Delivery]:
    """Those that are due; nobody else is given them for so long."""
    statement = sql(
        "UPDATE redemptions SET deliver_at = clock_timestamp() + make_interval(secs => :seconds), "
        "delivery_tries = LEAST(delivery_tries + 1, 1000) WHERE id IN (SELECT id FROM redemptions "
        "WHERE partner = :partner AND deliver_at <= clock_timestamp() ORDER BY deliver_at LIMIT :most "
        "FOR NO KEY UPDATE SKIP LOCKED) RETURNING id, player_id, partner, partner_id, delivery_tries"
    )
    rows = connection.execute(statement, {"partner": partner, "most": most, "seconds": seconds})
    return [Delivery(*row) for row in rows]


def done(connection: Connection, redemption: UUID) -> int | None:
    """Its cards are here; its version. None: they were here before, or it is no success any more."""
    statement = sql(
        "UPDATE redemptions SET deliver_at = NULL, delivered_at = now() "
        "WHERE id = :id AND deliver_at IS NOT NULL AND state = 'succeeded' RETURNING version"
    )
    found: int | None = connection.execute(statement, {"id": redemption}).scalar()
    return found


def postpone(connection: Connection, redemption: UUID, seconds: float) -> None:
    """They could not be had; they are asked for again after so long."""
    statement = sql(
        "UPDATE redemptions SET deliver_at = clock_timestamp() + make_interval(secs => :seconds) "
        "WHERE id = :id AND deliver_at IS NOT NULL"
    )
    connection.execute(statement, {"id": redemption, "seconds": seconds})


def undelivered(connection: Connection) -> tuple[int, datetime | None]:
    """How many redemptions lack their cards, and since when the oldest does."""
    statement = sql("SELECT count(*), min(changed_at) FROM redemptions WHERE deliver_at IS NOT NULL")
    count, since = connection.execute(statement).one()
    return int(count), since
