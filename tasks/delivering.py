"""Cards of redemptions that succeeded: asked for, sealed and kept; nothing else ever sees them."""

from uuid import UUID

import structlog
from sqlalchemy import Connection

from bridges.gift_codes import Broken
from bridges.partners.port import Partner, Unavailable
from models import cases, deliveries, gift_cards, players, redemption_hints
from models.deliveries import Delivery
from models.gift_cards import GiftCard
from models.redemption_steps import QUEUE, Changed
from rules.partnering import Card
from rules.retry import delay_s
from tasks import hints, runtime

log = structlog.get_logger()

_TRIES_MOST = 3
"""More do not make the wait longer: a player who has paid is not kept for half an hour after a partner is back."""


def deliver(partner: Partner, due: Delivery) -> None:
    """Ask for the cards of one, outside any transaction, and keep them."""
    try:
        cards = partner.deliver(due.partner_id) if due.partner_id else ()
        is_whole = all(map(any, cards))  # a card that says nothing yet is asked for again
        kept = [_sealed(due, number, card) for number, card in enumerate(cards)] if is_whole else []
    except (Unavailable, Broken) as reason:
        log.warning("cards could not be had", id=str(due.id), tries=due.tries, why=str(reason))
        kept = []
    version = None
    with runtime.engine().begin() as connection:
        if players.hold(connection, due.player) is None:
            deliveries.done(connection, due.id)
        elif not kept:
            _later(connection, due)
        else:
            version = _keep(connection, due.id, cards, kept)
    if version:
        hints.redeemed([Changed(due.id, due.player, "succeeded", version)])


def _later(connection: Connection, due: Delivery) -> None:
    """One whose id with the partner is not known is looked up first."""
    if due.partner_id is None:
        redemption_hints.hint(connection, due.id)
    deliveries.postpone(connection, due.id, delay_s(min(due.tries, _TRIES_MOST)))


def _sealed(due: Delivery, number: int, card: Card) -> GiftCard:
    return GiftCard(
        redemption_id=due.id,
        number=number,
        player_id=due.player,
        **vars(runtime.gift_codes().seal(due.id, number, card)),
    )


def _keep(connection: Connection, redemption: UUID, cards: tuple[Card, ...], kept: list[GiftCard]) -> int | None:
    """Keep the cards, if they are still to be had; the version of the redemption then.

    A code that was issued before is for people: who has it first has used it. Cases are locked before the redemption,
    as whoever decides one does.
    """
    codes = runtime.gift_codes()
    found = [fingerprint for card in cards for fingerprint in codes.fingerprints(card)]
    other = gift_cards.elsewhere(connection, redemption, found)
    both = {redemption: 1} if other is None else {redemption: 1, other: 1}
    cases.lock_subjects(connection, QUEUE, both)
    version = deliveries.done(connection, redemption)
    if version is None:
        return None
    gift_cards.add(connection, kept)
    if other is not None:
        log.error("a code was issued twice", id=str(redemption), other=str(other))
        cases.signal(connection, QUEUE, "same_code", both, anew=True)
    return version
