"""What an erasure leaves of a player's referrals: that there were some and who decided, not a word."""

from uuid import UUID

from sqlalchemy import Connection

from models import referral_rewarded, referral_steps, referrals
from models.base import sql
from rules.referral_states import LEFT, OPEN


def erase(connection: Connection, player: UUID) -> None:
    """A locked player is nobody any more: what was under way ends, for both sides."""
    for seen in referrals.of_sides(connection, player, OPEN):
        one = referrals.by_id(connection, seen.id, lock=True)
        if one and one.state in OPEN:
            referral_steps.take(connection, one, "ineligible", "player", reasons=[[LEFT, 0]])
    brought = referrals.of_referee(connection, player)
    if brought and brought.paid_at:
        referral_rewarded.leave(connection, player)
    connection.execute(sql("DELETE FROM referral_plays WHERE referee_id = :player"), {"player": player})
    connection.execute(_WORDS, {"player": player})


_WORDS = sql(
    "DELETE FROM referral_words WHERE referral_id IN "
    "(SELECT id FROM referrals WHERE :player IN (referrer_id, referee_id))"
)
