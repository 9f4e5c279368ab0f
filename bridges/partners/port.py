"""What every partner can do for us. An adapter is one file; `tests/bridges/partners` holds it to this page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from rules.partnering import Answer, Card, Headers, Hint, Line, Money, Offer, Order, PartnerName


class Unavailable(Exception):
    """It could not be asked now, or what it said could not be read; asking again later does no harm."""


class Forged(Exception):
    """A webhook whose signature or time is not what it must be."""


class Partner(Protocol):
    """A partner. `submit` and `look_up` never raise: whatever happens to the call is a verdict."""

    name: PartnerName
    call_most_s: float
    """No call takes longer than this, however many requests it takes; of offers and statements no page does."""
    hold_most_s: float
    """An order that was sent appears in look-ups at most so long after the call has ended."""

    def submit(self, order: Order, until: float | None = None) -> Answer:
        """Order it, once. Never `absent`, and `refused` only if the partner's word is final.

        After `until`, a moment of CLOCK_BOOTTIME, it is not sent any more, even if the process froze before that.
        """

    def look_up(self, order: Order, since: datetime, partner_id: str | None) -> Answer:
        """What became of it: by their id if that is known, by our reference if not. Never orders anything."""

    def deliver(self, partner_id: str) -> tuple[Card, ...]:
        """The cards of an order that succeeded; of a recharge there are none. Raises Unavailable."""

    def offers(self) -> Iterator[Offer]:
        """All products, page by page. Raises Unavailable."""

    def operator(self, phone: str, country: str) -> Offer | None:
        """Who recharges a phone (E.164), None: nobody. Raises Unavailable."""

    def statement(self, start: datetime, end: datetime) -> Iterator[list[Line]]:
        """All orders made in [start, end), and maybe some made a while before or after. Raises Unavailable.

        Each page is asked for when it is wanted, by one call; an empty one stands for a call that has to be made again.
        """

    def balance(self) -> Money:
        """What is left of what we paid in: the float. Raises Unavailable."""

    def read_webhook(self, headers: Headers, body: bytes, at: datetime) -> Hint:
        """What a webhook says, which came at that time. Raises Forged, or ValueError for a body that says nothing."""
