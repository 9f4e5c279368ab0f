"""Who redeems for the first time, and brought somebody or was brought: where the reward goes is one more fact of it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import RefereeRedeemed
from events.codec import encode
from events.identity import caused_event_id
from models import outbox, referral_facts, referrals
from models.referrals import Row
from rules.referral import judge
from rules.referral_states import State
from rules.thresholds import Thresholds

_COUNTED: tuple[State, ...] = ("held", "paid")


def doubts(
    connection: Connection, player: UUID, phone: str | None, hashes: Collection[bytes], limits: Thresholds
) -> list[Row]:
    """The player's referrals that have something against them now, where rewards are sent to that phone."""
    payouts, phones = {player: hashes}, {player: phone} if phone else {}
    found = []
    for one in referrals.of_sides(connection, player, _COUNTED):
        judged = judge(referral_facts.of(connection, one, limits, payouts=payouts, phones=phones), limits)
        if judged.verdict != "pass" and not judged.codes <= set(one.cleared):
            found.append(one)
    return found


def announce(connection: Connection, redemption: UUID, doubted: Collection[Row]) -> None:
    """Have them judged: what was paid for them may be taken back. The redemption waits for people meanwhile."""
    events = [
        RefereeRedeemed(
            event_id=caused_event_id("redeems", redemption, one.id),
            referral_id=one.id,
            referee_id=one.referee_id,
            redemption_id=redemption,
        )
        for one in doubted
    ]
    if events:
        outbox.put_all(connection, [(event.topic.name, event.key, encode(event)) for event in events])
