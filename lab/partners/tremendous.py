"""Tremendous."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from lab.partners.desk import Desk, Refused, Why
from lab.partners.goods import COUNTRIES, REWARDS, USD, Reward
from lab.partners.settings import Keys
from lab.partners.shapes import moment, number_of, order_id, reward_id, secret_of
from lab.partners.store import Movement, Order, Span, Status, Wish
from lab.partners.wire import Reply, Request

_STATUS: Mapping[Status, str] = {
    "processing": "OPEN",
    "successful": "EXECUTED",
    "failed": "FAILED",
    "refunded": "CANCELED",
}
_DELIVERY: Mapping[Status, str] = {"processing": "PENDING", "successful": "SUCCEEDED"}
_METHODS = ("EMAIL", "LINK", "PHONE")
_LIMIT, _LIMIT_MOST = 10, 100

WHYS: Mapping[Why, tuple[int, str]] = {
    "error": (500, "Internal server error"),
    "unavailable": (503, "Service unavailable"),
    "throttled": (429, "Too many requests"),
    "token_expired": (401, "Unauthorized"),
    "bad_token": (401, "Unauthorized"),
    "balance": (402, "Insufficient funds"),
    "busy": (500, "Internal server error"),
    "recently_recharged": (422, "The recipient cannot be rewarded now"),
    "invalid_phone": (422, "The recipient is not valid"),
}


class Fault(Exception):
    """An error as Tremendous answers it."""

    def __init__(self, status: int, message: str, payload: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.payload = status, message, payload


def error(fault: Fault) -> Reply:
    """The body of an error."""
    errors = {"message": fault.message, **({"payload": fault.payload} if fault.payload else {})}
    headers = {"Retry-After": "1"} if fault.status == 429 else {}
    return Reply(fault.status, {"status": fault.status, "errors": errors}, headers)


def answer(desk: Desk, keys: Keys, request: Request) -> Reply:
    """One request. Raises Fault, and what the desk raises."""
    key = keys.client_secret
    if not key or request.bearer != key or "tremendous" in desk.engine.now.expired_credentials:
        raise Refused("bad_token")
    if request.method == "POST":
        return _post(desk, keys, request)
    if request.method != "GET":
        raise Fault(404, "Not found")
    desk.read("tremendous", f"{request.path} {sorted(request.query.items())}")
    match request.parts:
        case ["orders"]:
            return Reply(200, _orders(desk, request))
        case ["orders", order]:
            return Reply(200, {"order": _order(_found(desk, order, "order"))})
        case ["rewards"]:
            orders, count = desk.store.made("tremendous", _span(request), *_place(request))
            return Reply(200, {"rewards": [_reward(one) for one in orders], "total_count": count})
        case ["rewards", reward]:
            return Reply(200, {"reward": _reward(_found(desk, reward, "reward"))})
        case ["products"]:
            return Reply(200, {"products": [_product(one) for one in REWARDS.values() if _is_asked(one, request)]})
        case ["products", product] if product in REWARDS:
            return Reply(200, {"product": _product(REWARDS[product])})
        case ["funding_sources"]:
            return Reply(200, {"funding_sources": [_funding(desk, keys)]})
        case ["funding_sources", source] if source == keys.funding_source_id:
            return Reply(200, {"funding_source": _funding(desk, keys)})
        case ["balance_transactions"]:
            moves = desk.store.movements("tremendous", _span(request), *_place(request))
            return Reply(200, {"transactions": [_movement(one) for one in moves]})
        case ["forex"]:
            return Reply(200, {"forex": {one.currency: one.rate for one in COUNTRIES.values()}})
    raise Fault(404, "Not found")


def _post(desk: Desk, keys: Keys, request: Request) -> Reply:
    match request.parts:
        case ["orders"]:
            return _create(desk, keys, request.json())
        case ["rewards", reward, "generate_link"]:
            order = desk.seen(_found(desk, reward, "reward"))
            desk.read("tremendous", request.path)
            if order.status != "successful":
                raise Fault(403, "The reward has no link")
            return Reply(
                200, {"reward": {"id": reward_id(order), "order_id": order_id(order), "link": _link(keys, order)}}
            )
    raise Fault(404, "Not found")


class _Same(Exception):
    """The order is there, made by the same payload."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.order = order


def _create(desk: Desk, keys: Keys, said: Mapping[str, Any]) -> Reply:
    """200, or 201 for what was there before; `external_id` is checked at once with the taking."""
    wish, method = _wish(said, keys)

    def check() -> None:
        for order in desk.store.named("tremendous", wish.reference, late=True) if wish.reference else ():
            if order.payload != wish.payload:
                raise Fault(409, "external_id was used for another order", {"external_id": "has already been taken"})
            raise _Same(order)

    try:
        order = desk.take(wish, check)
    except _Same as same:
        return Reply(201, {"order": _order(same.order, _link_if(keys, same.order, method))})
    return Reply(200, {"order": _order(order, _link_if(keys, order, method))})


def _wish(said: Mapping[str, Any], keys: Keys) -> tuple[Wish, str]:
    payment, reward = said.get("payment") or {}, said.get("reward") or {}
    if payment.get("funding_source_id") not in (keys.funding_source_id, "BALANCE", "balance"):
        raise Fault(422, "Validation failed", {"payment": {"funding_source_id": "is unknown"}})
    products = reward.get("products") or []
    if len(products) != 1 or products[0] not in REWARDS:
        raise Fault(422, "Validation failed", {"reward": {"products": "At least one valid product required"}})
    product = REWARDS[products[0]]
    value = reward.get("value") or {}
    amount, currency = value.get("denomination"), value.get("currency_code", USD)
    if isinstance(amount, bool) or not isinstance(amount, (int, Decimal)):
        raise Fault(400, "Validation failed", {"reward": {"value": {"denomination": "is no number"}}})
    if currency != product.currency or not product.least <= amount <= product.most:
        raise Fault(422, "Validation failed", {"reward": {"value": {"denomination": "is not offered"}}})
    method = (reward.get("delivery") or {}).get("method", "EMAIL")
    recipient = reward.get("recipient") or {}
    named = recipient.get("phone") or recipient.get("email") or recipient.get("name") or ""
    if method not in _METHODS or (method == "EMAIL" and not recipient.get("email")):
        raise Fault(422, "Validation failed", {"reward": {"delivery": "needs a method, and whom to deliver to"}})
    rate = COUNTRIES[product.countries[0]].rate if currency != USD else Decimal(1)
    wish = Wish(
        "tremendous",
        "tremendous",
        str(said.get("external_id") or ""),
        msgspec.json.encode({"payment": payment, "reward": reward}, order="sorted").decode(),
        product.id,
        str(named),
        product.countries[0],
        Decimal(amount),
        currency,
        round(Decimal(amount) / rate * (100 - product.discount) / 100, 2),
    )
    return wish, method


def _found(desk: Desk, text: str, kind: str) -> Order:
    number = number_of(text, kind)
    order = desk.store.find(number) if number else None
    if order is None or order.partner != "tremendous" or order.status == "late":
        raise Fault(404, "Not found")
    return desk.seen(order)


def _orders(desk: Desk, request: Request) -> dict[str, Any]:
    reference = request.query.get("external_id")
    if reference:
        found: Sequence[Order] = [desk.seen(one) for one in desk.store.named("tremendous", reference)]
        return {"orders": [_order(one) for one in found], "total_count": len(found)}
    found, count = desk.store.made("tremendous", _span(request), *_place(request))
    return {"orders": [_order(one, cost=one.shown_cost) for one in found], "total_count": count}


def _span(request: Request) -> Span:
    return Span(_time(request, "created_at[gte]", 0.0), _time(request, "created_at[lte]", 1e12))


def _time(request: Request, name: str, default: float) -> float:
    text = request.query.get(name, "")
    try:
        return datetime.fromisoformat(text).timestamp() if text else default
    except ValueError:
        raise Fault(400, "Validation failed", {name: "is no time"}) from None


def _place(request: Request) -> tuple[int, int]:
    """Offset and limit."""
    offset, limit = request.query.get("offset", "0"), request.query.get("limit", str(_LIMIT))
    if not (offset.isdecimal() and limit.isdecimal()):
        raise Fault(400, "Validation failed", {"offset": "is no number"})
    return int(offset), min(int(limit), _LIMIT_MOST)


def _payment(order: Order, cost: Decimal) -> dict[str, Any]:
    refund = {"refund": {"total": cost, "currency_code": USD}} if order.status == "refunded" else {}
    return {"subtotal": cost, "total": cost, "fees": 0, "discount": 0, "currency_code": USD, **refund}


def _order(order: Order, link: str | None = None, cost: Decimal | None = None) -> dict[str, Any]:
    return {
        "id": order_id(order),
        "external_id": order.reference or None,
        "campaign_id": None,
        "created_at": moment(order.made_at),
        "status": _STATUS.get(order.status, "OPEN"),
        "channel": "API",
        "payment": _payment(order, order.cost if cost is None else cost),
        "invoice_id": None,
        "rewards": [_reward(order, link)],
    }


def _reward(order: Order, link: str | None = None) -> dict[str, Any]:
    asked = msgspec.json.decode(order.payload)["reward"].get("delivery", {})
    delivery = {"method": asked.get("method", "EMAIL"), "status": _DELIVERY.get(order.status, "FAILED")}
    return {
        "id": reward_id(order),
        "order_id": order_id(order),
        "created_at": moment(order.made_at),
        "value": {"denomination": order.value, "currency_code": order.currency},
        "recipient": {"name": order.recipient or None, "email": None, "phone": None},
        "custom_fields": [],
        "delivery": {**delivery, **({"link": link} if link else {})},
    }


def _link(keys: Keys, order: Order) -> str:
    return f"https://rewards.partners.test/rewards/payout/{secret_of(keys.client_secret, order, 'link', 24)}"


def _link_if(keys: Keys, order: Order, method: str) -> str | None:
    return _link(keys, order) if method == "LINK" and order.status == "successful" else None


def _is_asked(one: Reward, request: Request) -> bool:
    countries = request.query.get("country", "").upper()
    currencies = request.query.get("currency", "").upper()
    wanted = {part for part in countries.split(",") if part}
    return (not wanted or bool(wanted & set(one.countries))) and (not currencies or one.currency in currencies)


def _product(one: Reward) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "description": f"{one.name}, to be spent as one likes.",
        "category": one.category,
        "disclosure": "<p>Made up, for the lab.</p>",
        "skus": [{"min": one.least, "max": one.most, "currency_code": one.currency}],
        "currency_codes": [one.currency],
        "countries": [{"abbr": iso} for iso in one.countries],
        "images": [{"src": f"https://partners.test/rewards/{one.id}.png", "type": "card"}],
        "usage_instructions": None,
        "documents": None,
    }


def _funding(desk: Desk, keys: Keys) -> dict[str, Any]:
    available = desk.store.balance("tremendous")
    return {
        "id": keys.funding_source_id,
        "method": "balance",
        "usage_permissions": ["api_orders", "dashboard_orders"],
        "status": "active",
        "type": "COMMERCIAL",
        "meta": {
            "available_amount": available,
            "available_cents": int(available * 100),
            "currency_code": USD,
            "pending_amount": 0,
            "pending_cents": 0,
        },
    }


def _movement(one: Movement) -> dict[str, Any]:
    order = one.order
    shown = -order.shown_cost if order and one.action == "Send" else one.amount
    named = {"id": order_id(order), "external_id": order.reference or None} if order else None
    return {
        "created_at": moment(one.at),
        "amount": shown,
        "currency_code": USD,
        "balance": one.balance,
        "action": one.action,
        "description": f"{one.action} {order_id(order) if order else 'balance'}",
        "order": {**named, "payment": _payment(order, order.shown_cost)} if order and named else None,
    }
