"""How a redemption is asked for: checks, the hold, its row and its event, in the transaction of the request."""

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from redis import RedisError
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from bridges import told
from events.catalog import RedemptionRequested
from events.codec import encode
from models import ledger, outbox, players, products, redemption_requests, sanctions, switches, thresholds
from models.denials import Denied
from models.products import Item
from models.redemption_requests import Asked
from models.redemption_steps import Changed
from models.referrals import Row
from rules import pricing, redeeming
from rules.ledger import InsufficientTokens
from rules.redeeming import Refusal
from rules.switches import blocking
from rules.thresholds import RANGES, Thresholds
from web import doubting
from web.auth import living, refused
from web.errors import Problem
from web.recharges import Number, operators, read
from web.switched import switched_off
from web.wires import wires

_ELSEWHERE = {"limit_reached": 409, "country_limit_reached": 409, "recipient_unfit": 409}


class Recipient(NamedTuple):
    """A phone, and the products that recharge it."""

    number: Number
    products: list[UUID]


def recipient(wanted: dict[str, Any]) -> Recipient | None:
    """The phone of a recharge, if one is told. Its partner is asked whose it is: outside any transaction."""
    if "phone" not in wanted:
        return None
    number = read(wanted["phone"])
    return Recipient(number, operators(number))


def make(connection: Connection, player_id: UUID, wanted: dict[str, Any], to: Recipient | None) -> Changed:
    """Write a redemption, with what is held for it and the event that wakes. Raises Problem 401 to 422."""
    now = datetime.now(UTC)
    player = living(players.hold(connection, player_id))
    _must_redeem(connection, player_id)
    limits = thresholds.read(connection)
    item = _sold(connection, wanted["product_id"])
    value = Decimal(wanted["value"])
    if not pricing.is_sold(value, item.fixed, item.least, item.most):
        raise _unfit("value", "value_unfit", "The product has no such value: GET /v1/catalogue says which it has.")
    _check_recipient(item, to)
    who = redemption_requests.applicant(connection, player)
    _refuse(redeeming.check_applicant(who, item.country if item.kind == "gift_card" else None, limits, now))
    hashes = wires().recipients.hashes(to.number.e164) if to else []
    price = item.price(value)
    if wanted.get("price", price) != price:
        raise Problem(409, "price_changed", f"It costs {price} tokens by now.", price=price)
    doubted = _doubted(connection, player_id, to, hashes, limits)
    asked = Asked(
        uuid7(),
        player_id,
        item,
        value,
        price,
        to.number.e164 if to else None,
        hashes[0] if hashes else None,
        redeeming.review(who, price, limits) or ("referral" if doubted else None),
    )
    _refuse(redeeming.check_debt(ledger.standing(connection, player_id).owed))
    held = _hold(connection, asked)
    _refuse(
        redeeming.check_recent(redemption_requests.recent(connection, asked, now), item.day_limit_per_player, limits)
    )
    if hashes:
        _refuse(redeeming.check_recipient(redemption_requests.others(connection, player_id, hashes), limits))
    if limits.redemption_country_day_tokens < RANGES["redemption_country_day_tokens"].most:
        of_country = redemption_requests.of_country(connection, asked, now)
        _refuse(redeeming.check_country(item.country, of_country, limits))
    from_stock = products.take_one(connection, item.id)
    if from_stock is None:
        raise _unavailable()
    changed = redemption_requests.insert(connection, asked, held, from_stock)
    _announce(connection, asked, now)
    doubting.announce(connection, asked.id, doubted)
    return changed


def _doubted(
    connection: Connection, player: UUID, to: Recipient | None, hashes: list[bytes], limits: Thresholds
) -> list[Row]:
    """Referrals of a player who redeems for the first time that have something against them now."""
    if not redemption_requests.is_first(connection, player):
        return []
    return doubting.doubts(connection, player, to.number.e164 if to else None, hashes, limits)


def _must_redeem(connection: Connection, player: UUID) -> None:
    """Refuse a held player whom a sanction keeps from it. Raises Problem 403."""
    if kept := sanctions.keeping_from_redemption(connection, player):
        raise refused("redemption_blocked", "ban_redemption", Denied("player", *kept))


def tell(changed: Changed) -> None:
    """Tell a player of a redemption and of their tokens, after the commit: a hint, lost while Redis is away."""
    with suppress(RedisError):
        told.tell(wires().redis, told.redemptions([changed]))


def _sold(connection: Connection, product: UUID) -> Item:
    item = products.one(connection, product)
    if item is None or not item.shown:
        raise Problem(404, "product_unknown", "There is no such product: GET /v1/catalogue lists them.")
    if not item.is_sold:
        raise _unavailable()
    off = blocking(switches.off(connection), partner=item.partner, product=item.id)
    if off:
        raise switched_off(off)
    return item


def _check_recipient(item: Item, to: Recipient | None) -> None:
    if item.kind == "gift_card":
        if to is not None:
            raise _unfit("phone", "phone_unfit", "A gift card takes no phone.")
    elif to is None:
        raise _unfit("phone", "phone_unfit", "A recharge takes the phone that is recharged.")
    elif to.number.country != item.country or item.id not in to.products:
        raise _unfit("phone", "phone_unfit", "That phone is another operator's: POST /v1/recharge-lookups says whose.")


def _hold(connection: Connection, asked: Asked) -> Any:
    try:
        return redemption_requests.hold(connection, asked)
    except InsufficientTokens as lack:
        raise Problem(422, "tokens_insufficient", f"{lack}.".capitalize(), free=lack.free, price=lack.amount) from None


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Problem(_ELSEWHERE.get(refusal.code, 403), refusal.code, refusal.detail)


def _unavailable() -> Problem:
    return Problem(409, "product_unavailable", "It cannot be had now.")


def _unfit(field: str, code: str, detail: str) -> Problem:
    return Problem(422, code, detail, errors=[{"pointer": f"/{field}", "detail": detail}])


def _announce(connection: Connection, asked: Asked, now: datetime) -> None:
    event = RedemptionRequested(event_id=str(asked.id), redemption_id=asked.id, requested_at=now)
    outbox.put(connection, event.topic.name, event.key, encode(event))
