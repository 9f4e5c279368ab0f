"""What Reloadly's services have in common: access tokens, required headers, errors, pages."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from time import time
from typing import Any, NamedTuple

import jwt

from lab.partners.desk import Desk, Refused, Why
from lab.partners.faults import Engine
from lab.partners.settings import Keys
from lab.partners.shapes import stamp
from lab.partners.store import Order, Span
from lab.partners.wire import Reply, Request
from rules.partnering import PartnerName

_TOKEN_S = 86_400
_ISSUER = "https://reloadly.auth0.com/"
_ZONE = timezone(timedelta(hours=-4))
"""Of dates without one in the queries of reports."""
_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_PAGE_MOST = 200
IDENTIFIER_MOST = 150


class Fault(Exception):
    """An error as Reloadly answers it."""

    def __init__(self, status: int, code: str | None, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


WHYS: Mapping[Why, tuple[int, str | None, str]] = {
    "error": (500, None, "An unexpected error occurred"),
    "unavailable": (503, None, "Service unavailable"),
    "throttled": (429, None, "Too many requests"),
    "token_expired": (401, "TOKEN_EXPIRED", "The access token has expired"),
    "bad_token": (401, "INVALID_TOKEN", "Full authentication is required to access this resource"),
    "balance": (400, "INSUFFICIENT_BALANCE", "Insufficient funds in the wallet to complete this transaction"),
    "busy": (
        400,
        "TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT",
        "The transaction cannot be processed at the moment, please try again later",
    ),
    "recently_recharged": (400, "PHONE_RECENTLY_RECHARGED", "The phone was recharged less than two minutes ago"),
    "invalid_phone": (400, "INVALID_RECIPIENT_PHONE", "The recipient phone number is not valid"),
}


class Service(NamedTuple):
    """One service, with an audience of its own."""

    partner: PartnerName
    audiences: tuple[str, ...]
    """Its base URLs: here, and in the world."""
    accept: tuple[str, ...]
    scope: str


class Tokens:
    """Gives and checks access tokens. They live on over a restart, as the secret that signs them does."""

    def __init__(self, services: Sequence[Service], keys: Mapping[PartnerName, Keys], engine: Engine) -> None:
        self._services = {audience: one for one in services for audience in one.audiences}
        self._keys, self._engine = keys, engine

    def give(self, request: Request) -> Reply:
        """`POST /oauth/token`."""
        said = request.json()
        service = self._services.get(str(said.get("audience", "")).rstrip("/"))
        if said.get("grant_type") != "client_credentials" or service is None:
            raise Fault(400, "INVALID_REQUEST", "grant_type and audience must name a service")
        keys = self._keys.get(service.partner)
        right = keys and (said.get("client_id"), said.get("client_secret")) == (keys.client_id, keys.client_secret)
        if not keys or not right or service.partner in self._engine.now.expired_credentials:
            raise Fault(401, "INVALID_CREDENTIALS", "Invalid client credentials")
        now = time()
        claims = {
            "iss": _ISSUER,
            "sub": keys.client_id,
            "aud": service.audiences[0],
            "iat": now,
            "exp": now + _TOKEN_S,
            "scope": service.scope,
        }
        token = jwt.encode(claims, keys.client_secret.encode().ljust(32, b"\0"), "HS256")
        given = {"access_token": token, "scope": service.scope, "expires_in": _TOKEN_S, "token_type": "Bearer"}
        return Reply(200, given)

    def check(self, service: Service, token: str) -> None:
        """Raises Refused."""
        keys = self._keys.get(service.partner)
        if not keys or service.partner in self._engine.now.expired_credentials:
            raise Refused("bad_token")
        key = keys.client_secret.encode().ljust(32, b"\0")
        try:
            claims = jwt.decode(token, key, ["HS256"], audience=service.audiences[0], issuer=_ISSUER, leeway=1)
        except jwt.ExpiredSignatureError:
            raise Refused("token_expired") from None
        except jwt.InvalidTokenError:
            raise Refused("bad_token") from None
        if claims["iat"] < self._engine.now.tokens_from:
            raise Refused("token_expired")


def error(request: Request, fault: Fault) -> Reply:
    """The body of an error."""
    body: dict[str, Any] = {
        "timeStamp": stamp(time()),
        "message": fault.message,
        "path": request.path,
        "errorCode": fault.code,
        "infoLink": None,
        "details": [],
    }
    headers = limits(1, 0) if fault.status == 429 else {}
    return Reply(fault.status, body, headers)


def limits(most: int, left: int) -> dict[str, str]:
    """The headers that say how many requests are left until when."""
    return {
        "X-RateLimit-Limit": str(most),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": str(math.floor(time()) + 1),
    }


def check_accept(service: Service, request: Request) -> None:
    """Each service wants to be named with its version. Raises Fault."""
    wanted = {part.partition(";")[0].strip() for part in request.headers.get("accept", "").split(",")}
    if not wanted & set(service.accept):
        raise Fault(406, None, f"Could not find acceptable representation, expected {service.accept[0]}")


def page(request: Request, rows: Callable[[int, int], tuple[Sequence[object], int]]) -> dict[str, Any]:
    """A page as Spring writes one. Pages are counted from 1 in queries, from 0 in answers."""
    number = max(1, _whole(request, "page", 1)) - 1
    size = min(max(1, _whole(request, "size", _PAGE_MOST)), _PAGE_MOST)
    content, total = rows(number * size, size)
    pages = math.ceil(total / size)
    sort = {"sorted": False, "unsorted": True, "empty": True}
    return {
        "content": content,
        "pageable": {
            "sort": sort,
            "offset": number * size,
            "pageNumber": number,
            "pageSize": size,
            "paged": True,
            "unpaged": False,
        },
        "totalElements": total,
        "totalPages": pages,
        "last": number + 1 >= pages,
        "first": number == 0,
        "sort": sort,
        "numberOfElements": len(content),
        "size": size,
        "number": number,
        "empty": not content,
    }


def pages_of(request: Request, rows: Sequence[object]) -> Reply:
    """A page of what is all there."""
    return Reply(200, page(request, lambda offset, size: (rows[offset : offset + size], len(rows))))


def _whole(request: Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() else default


def report(desk: Desk, partner: PartnerName, request: Request, shape: Callable[[Order], object]) -> Reply:
    """`GET .../reports/transactions`: by identifier, or of a span, a page."""
    desk.read(partner, f"{request.path} {sorted(request.query.items())}")
    span = Span(_date(request, "startDate", 0.0), _date(request, "endDate", 1e12))
    identifier = request.query.get("customIdentifier", "")
    if identifier:
        found = [one for one in desk.store.named(partner, identifier) if span.since <= one.made_at < span.until]
        return pages_of(request, [shape(desk.seen(one)) for one in found])

    def rows(offset: int, size: int) -> tuple[Sequence[object], int]:
        orders, total = desk.store.made(partner, span, offset, size)
        return [shape(one) for one in orders], total

    return Reply(200, page(request, rows))


def _date(request: Request, name: str, default: float) -> float:
    """A date without a zone is of theirs; without an hour it is the day's beginning."""
    text = request.query.get(name, "").replace("T", " ")
    if not text:
        return default
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=_ZONE).astimezone(UTC).timestamp()
        except ValueError:
            continue
    raise Fault(400, "INVALID_INPUT_PROVIDED", f"{name} must look like 2026-01-31 or 2026-01-31 13:00:00")


def ours(desk: Desk, partner: PartnerName, number: str) -> Order:
    """A transaction by its id. Raises Fault."""
    desk.read(partner, number)
    order = desk.store.find(int(number)) if number.isdecimal() else None
    if order is None or order.partner != partner or order.status == "late":
        raise Fault(404, "TRANSACTION_NOT_FOUND", "Transaction not found")
    return desk.seen(order)


def check_identifier(desk: Desk, partner: PartnerName, identifier: str) -> None:
    """Whether it was used before; of two orders at once, neither was. Raises Fault."""
    if len(identifier) > IDENTIFIER_MOST:
        raise Fault(400, "INVALID_INPUT_PROVIDED", f"customIdentifier has at most {IDENTIFIER_MOST} characters")
    if identifier and desk.store.named(partner, identifier):
        raise Fault(400, "CUSTOM_IDENTIFIER_ALREADY_USED", "The custom identifier was used by another transaction")


def amount_of(said: Mapping[str, Any], name: str) -> Decimal:
    """A positive amount. Raises Fault."""
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or value <= 0:
        raise Fault(400, "INVALID_AMOUNT", f"{name} must be greater than 0")
    return Decimal(value)


def balance(desk: Desk) -> Reply:
    """`GET /accounts/balance`."""
    return Reply(
        200,
        {
            "balance": desk.store.balance("reloadly"),
            "frozenBalance": None,
            "currencyCode": "USD",
            "currencyName": "US Dollar",
            "updatedAt": stamp(time()),
        },
    )


def balance_info(desk: Desk, order: Order, cost: Decimal) -> dict[str, Any]:
    """What an order did to our balance, at that cost."""
    before = desk.store.balance_before(order)
    return {
        "oldBalance": before,
        "newBalance": before - cost,
        "cost": cost,
        "currencyCode": "USD",
        "currencyName": "US Dollar",
        "updatedAt": stamp(order.made_at),
    }
