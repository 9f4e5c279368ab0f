"""What partners that issue rewards are asked, and what their answers mean, whatever their wire format is."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

PartnerName = Literal["reloadly-airtime", "reloadly-giftcards", "tremendous"]
PARTNERS: tuple[PartnerName, ...] = get_args(PartnerName)

Verdict = Literal[
    "succeeded", "in_progress", "refused", "reversed", "absent", "not_sent", "throttled", "parked", "ambiguous"
]
"""Of an answer about an order.

`succeeded`: issued, for good. `in_progress`: taken, not over. `refused`: nothing was issued, and never will be under
this reference. `reversed`: it was issued and taken back. `absent`: a look-up that found no such reference. `not_sent`:
proven to have reached nobody. `throttled`: turned away unread, for a while. `parked`: a condition of ours is lacking
(our balance, our credentials), the order is as good as before. `ambiguous`: anything may have happened.
"""


class Money(NamedTuple):
    """An amount in a currency of ISO 4217."""

    amount: Decimal
    currency: str


class Order(NamedTuple):
    """What is ordered, the same at each attempt. `reference` is ours, and names it for ever."""

    reference: str
    product: str
    """The partner's own id of it."""
    country: str
    """ISO 3166-1 alpha-2, of the recipient."""
    value: Money
    """What the recipient gets."""
    phone: str | None = None
    """E.164, of a recharge."""


class Answer(NamedTuple):
    """What a partner, or the way to it, said of an order."""

    verdict: Verdict
    code: str = ""
    """Theirs, or what went wrong on the way: for operators; it names no player and holds no secret."""
    partner_id: str | None = None
    """Their id of the order."""
    cost: Money | None = None
    """What we pay for it, fees included."""
    retry_after_s: float | None = None
    http_status: int | None = None


class Offer(NamedTuple):
    """A product of a partner's in one country: fixed values, or a range."""

    product: str
    kind: Literal["recharge", "gift_card"]
    name: str
    brand: str
    country: str
    currency: str
    """Of the values, which are what recipients get."""
    fixed: tuple[Decimal, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    fee_fixed: Decimal = Decimal(0)
    """In `cost_currency`, of each order."""
    fee_percent: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    cost_currency: str = "USD"
    """What we pay in."""
    cost_rate: Decimal = Decimal(1)
    """`cost_currency` for one of `currency`."""
    available: bool = True
    image_url: str | None = None


class Line(NamedTuple):
    """An order in a partner's statement."""

    partner_id: str
    reference: str | None
    verdict: Literal["succeeded", "in_progress", "refused", "reversed"]
    value: Money | None
    cost: Money | None
    at: datetime


class Card(NamedTuple):
    """What a gift card is redeemed with. Any of them may be all there is."""

    code: str | None = None
    pin: str | None = None
    url: str | None = None


class Hint(NamedTuple):
    """What a webhook says: look at this order again. It is not believed any further."""

    event_id: str
    """The same of each copy."""
    partner_id: str | None
    reference: str | None
    says: Verdict | None = None
    """What it would tell us. Who knows that already need not look."""


Headers = Mapping[str, str]
"""With names in lower case."""
