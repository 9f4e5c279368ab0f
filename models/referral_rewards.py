"""What referrals are paid, and what is taken back of it: both sides together, or neither."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from models import erasure, ledger, referral_steps
from models.base import sql, take_turns
from models.grants import Due
from models.ledger import Posted, Wanted
from models.referral_steps import By, Changed, Said
from models.referrals import Row

SOURCE = "referral"
SCOPE = "clawback"


def key(one: Row) -> str:
    """Of the grants of both sides: the referral, and which time it is that it is paid."""
    return str(one.id) if one.round == 1 else f"{one.id}:{one.round}"


def due(one: Row, now: datetime) -> list[Due]:
    """The grants of both sides, in the order of their ids."""
    return [Due(player, SOURCE, key(one), one.tokens_of(player), now) for player in sorted(one.sides)]


def of_day(connection: Connection, now: datetime) -> int:
    """Tokens that referrals were paid in the 24 hours before; nobody pays any more until the transaction ends."""
    take_turns(connection, "referral payments")
    statement = sql("SELECT COALESCE(sum(referrer_tokens + referee_tokens), 0) FROM referrals WHERE paid_at > :since")
    return int(connection.execute(statement, {"since": now - timedelta(hours=24)}).scalar_one())


def claw_back(
    connection: Connection, one: Row, by: By, reasons: Sequence[Sequence[object]], said: Said | None = None
) -> tuple[Changed, list[Posted]]:
    """Take back what both sides of a locked referral were paid: what is free, and the rest is owed.

    Of who was erased nothing is left to take.
    """
    statement = sql("SELECT player_id, paid FROM grants WHERE source = :source AND source_key = :key AND paid > 0")
    paid = connection.execute(statement, {"source": SOURCE, "key": key(one)}).all()
    gone = erasure.erased(connection, one.sides)
    cause = {"referral": str(one.id)}
    posted = ledger.post(
        connection,
        [
            Wanted(SCOPE, f"{row.player_id}:{key(one)}", row.player_id, "claw_back", row.paid, SOURCE, "minted", cause)
            for row in sorted(paid)
            if row.player_id not in gone
        ],
    )
    return referral_steps.take(connection, one, "clawed_back", by, reasons=reasons, said=said), posted
