"""Whether players are there, as far as the tables know; sockets are known to Redis (bridges.sockets)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql


@dataclass(frozen=True)
class There:
    """A player: whether in a quiz battle that runs, and when a login of theirs was renewed last."""

    in_battle: bool
    renewed_at: datetime | None


def of(connection: Connection, players: Collection[UUID]) -> dict[UUID, There]:
    """What is known of the players, whoever asks: for staff."""
    rows = connection.execute(sql(f"{_THERE} WHERE p.id = ANY(:players)"), {"players": list(players)})
    return {row.id: There(row.in_battle, row.renewed_at) for row in rows}


def shown_to(connection: Connection, me: UUID, others: Collection[UUID]) -> dict[UUID, There]:
    """The same of friends who let friends see it, and of nobody else; nor of who has blocked me, or whom I have."""
    statement = sql(
        f"{_THERE} JOIN friendships f ON f.low_id = LEAST(p.id, :me) AND f.high_id = GREATEST(p.id, :me) "
        "WHERE p.id = ANY(:players) AND p.id <> :me AND f.accepted_at IS NOT NULL AND p.presence = 'friends' "
        "AND NOT EXISTS (SELECT FROM pair_restrictions r WHERE r.low_id = f.low_id AND r.high_id = f.high_id "
        "AND r.kind = 'block')"
    )
    rows = connection.execute(statement, {"me": me, "players": list(others)})
    return {row.id: There(row.in_battle, row.renewed_at) for row in rows}


_THERE = (
    "SELECT p.id, EXISTS (SELECT FROM in_battle i WHERE i.player_id = p.id) AS in_battle, "
    "(SELECT max(d.rotated_at) FROM devices d WHERE d.player_id = p.id) AS renewed_at FROM players p"
)
