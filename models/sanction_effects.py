"""What sanctions do to entries and to what is being redeemed; boards are seen to by models.sanctions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from models import creative, entries, redemption_steps
from models.base import sql
from models.redemption_steps import Changed
from rules import redemption
from rules.redemption import Standing, Step
from rules.sanctions import NO_REDEMPTION

CAUSE = "sanction"
"""Of a redemption's transition: its player is kept from redeeming, or no more."""


def settle(connection: Connection, player: UUID) -> None:
    """Have a locked player's entries and redemptions follow their sanctions as they are now.

    A hidden entry is nobody's to see, and loses as a refused one does. What was not sent to a partner yet waits for
    people, and goes on by itself once its player may redeem again; what may have been sent is seen through.
    """
    for row in connection.execute(_ENTRIES, {"player": player}).all():
        creative.lock(connection, row.battle_id)
        entries.hide(connection, row.id, hidden=row.wanted)
    values = {"player": player, "kinds": list(NO_REDEMPTION), "cause": CAUSE}
    kept = connection.execute(_KEPT, values).scalar_one()
    due, step = (_HELD, redemption.stopped) if kept else (_STOPPED, redemption.cleared)
    _move(connection, connection.execute(due, values).scalars().all(), step)


def _move(
    connection: Connection, redemptions: Sequence[UUID], step: Callable[[Standing, datetime], Step | None]
) -> None:
    for id_ in redemptions:
        one = redemption_steps.lock(connection, id_)
        now = connection.execute(sql("SELECT clock_timestamp()")).scalar_one()
        made = one and step(redemption_steps.standing(one), now)
        if one and made:
            redemption_steps.take(connection, one, made, CAUSE)


def moved(connection: Connection, player: UUID) -> list[Changed]:
    """A player's redemptions that are as a sanction, or its end, left them, for whoever tells of that afterwards."""
    rows = connection.execute(_MOVED, {"player": player, "cause": CAUSE})
    return [Changed(row.id, player, row.state, row.version) for row in rows]


def overlooked(connection: Connection, most: int) -> Sequence[UUID]:
    """Players who may not redeem and have something that could be sent: it came back from a partner meanwhile."""
    values = {"kinds": list(NO_REDEMPTION), "most": most}
    return connection.execute(_OVERLOOKED, values).scalars().all()


_ENTRIES = sql(
    "SELECT * FROM (SELECT e.id, e.battle_id, e.hidden, EXISTS (SELECT FROM sanctions s WHERE s.player_id = :player "
    "AND s.entry_id = e.id AND s.hiding) AS wanted FROM entries e WHERE e.player_id = :player) e "
    "WHERE hidden <> wanted ORDER BY battle_id"
)
_KEPT = sql("SELECT EXISTS (SELECT FROM sanctions WHERE player_id = :player AND hiding AND kind = ANY(:kinds))")
_HELD = sql("SELECT id FROM redemptions WHERE player_id = :player AND state = 'held' ORDER BY id")
_LEFT = (
    "FROM redemptions r JOIN redemption_transitions t ON t.redemption_id = r.id AND t.version = r.version "
    "WHERE r.player_id = :player AND t.cause = :cause"
)
_STOPPED = sql(f"SELECT r.id {_LEFT} AND r.state = 'in_review' ORDER BY r.id")
_MOVED = sql(f"SELECT r.id, r.state, r.version {_LEFT} AND r.state IN ('held', 'in_review') ORDER BY r.id")
_OVERLOOKED = sql(
    "SELECT DISTINCT r.player_id FROM redemptions r JOIN sanctions s ON s.player_id = r.player_id "
    "WHERE r.state = 'held' AND s.hiding AND s.kind = ANY(:kinds) LIMIT :most"
)
