"""JSON over calls.Host for partners: what went wrong on the way is a verdict, and what cannot be read is one too."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import wraps
from itertools import count
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from bridges.calls import Answer as Response
from bridges.calls import Host, Patience, Unanswered, Unsent, within
from bridges.partners.port import Unavailable
from rules.partner_accounts import Account
from rules.partnering import Answer

CONNECT_S = 2.0
PAGES_MOST = 500
_TRIES = 3
"""Of a page, which is only read: a statement counts as a whole or not at all, and one page in ten may go wrong."""
_PAGE_MOST = 4 * 1024 * 1024
_AMOUNT_MOST = Decimal(10) ** 12
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, ArithmeticError, RecursionError)
T = TypeVar("T")
P = ParamSpec("P")


class _Bounded(Protocol):
    call_most_s: float


_B = TypeVar("_B", bound=_Bounded)


def bounded(call: Callable[Concatenate[_B, P], T]) -> Callable[Concatenate[_B, P], T]:
    """A call of the port, with all that it asks, pages and tokens included: it is over after `call_most_s`."""

    @wraps(call)
    def in_time(self: _B, /, *given: P.args, **more: P.kwargs) -> T:
        with within(self.call_most_s):
            return call(self, *given, **more)

    return in_time


class Stopped(Exception):
    """The call came to nothing that could be read; `answer` says what that means for an order."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer

    def unavailable(self) -> Unavailable:
        """The same for who asked for something else than an order."""
        return Unavailable(self.answer.code)


class Api:
    """One host of a partner's."""

    def __init__(self, url: str, account: Account, headers: Mapping[str, str]) -> None:
        self.patience = Patience(CONNECT_S, account.read_s, CONNECT_S + account.read_s + 2.0)
        self._host = Host(url, account.loopback, self.patience, _PAGE_MOST)
        self._headers = {**headers, "User-Agent": "Buzzline"}

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        until: float | None = None,
    ) -> Response:
        """One request, once, and whatever was answered. Raises Stopped."""
        body = None if data is None else _ENCODER.encode(data)
        sent = {**self._headers, **(headers or {}), **({} if body is None else {"Content-Type": "application/json"})}
        target = f"{path}?{urlencode(query)}" if query else path
        try:
            return self._host.call(method, body, sent, target, until)
        except Unsent as error:
            raise Stopped(Answer("not_sent", str(error).replace(" ", "_"))) from None
        except Unanswered as error:
            raise Stopped(Answer("ambiguous", str(error).replace(" ", "_"))) from None


_ENCODER = msgspec.json.Encoder(decimal_format="number")


def numbered(page: Callable[[int], tuple[list[T], bool]]) -> Iterator[list[T]]:
    """All pages by their numbers from 0, each asked for when it is wanted; `page` says also whether it is the last.

    One that cannot be told is asked for again, twice, after an empty one: whoever reads waits for its turn before each.
    Raises Stopped.
    """
    for number in range(PAGES_MOST):
        for tries in count(1):
            try:
                found, is_last = page(number)
            except Stopped as stopped:
                if stopped.answer.verdict != "ambiguous" or tries == _TRIES:
                    raise
                yield []
            else:
                break
        yield found
        if is_last:
            return
    raise Stopped(Answer("ambiguous", "too_many_pages"))


def segment(text: str) -> str:
    """A part of a path, whatever it holds."""
    return quote(text, safe="")


def read(response: Response, kind: type[T]) -> T:
    """The body of a success. Raises Stopped: what was done cannot be told from it."""
    return decode(response.body, kind)


def decode(body: bytes | msgspec.Raw, kind: type[T]) -> T:
    """A part of one. Raises Stopped."""
    try:
        return msgspec.json.decode(body, type=kind)
    except _UNREADABLE:
        raise Stopped(Answer("ambiguous", "unreadable")) from None


def read_leniently(response: Response, kind: type[T], otherwise: T) -> T:
    """The body of an error, which may be anybody's."""
    try:
        return msgspec.json.decode(response.body, type=kind)
    except _UNREADABLE:
        return otherwise


def is_amount(value: Decimal | None) -> bool:
    """Whether that is a number that an amount of money can be."""
    return value is not None and value.is_finite() and abs(value) <= _AMOUNT_MOST


def plain(amount: Decimal) -> Decimal:
    """The same amount, written the same way each time: some partners compare what an order says."""
    return Decimal(format(amount.normalize(), "f"))


def now() -> datetime:
    """The time, of which partners speak in several ways."""
    return datetime.now(UTC)
