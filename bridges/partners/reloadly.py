"""What Reloadly's products share: tokens, errors, pages, times and webhooks."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar

import msgspec

from bridges.calls import Answer as Response
from bridges.partners.http import Api, Stopped, bounded, decode, is_amount, now, numbered, read, read_leniently
from bridges.partners.oauth import Tokens
from bridges.partners.port import Unavailable
from bridges.partners.webhooks import digest, is_timely, read_hook, verify
from rules.partner_accounts import ReloadlyAccount
from rules.partner_answers import RELOADLY_STATUSES, STALE_TOKEN, code_of, of_look_up, of_reloadly, of_several
from rules.partnering import Answer, Headers, Hint, Line, Money, Order, PartnerName, Verdict

_ASKED_IN = timezone(timedelta(hours=-4))
"""How they read times in queries, as others found out; what they write is in UTC. Both are too uncertain to miss by."""
_PAD = timedelta(days=1)
_STATEMENT_PAD = timedelta(hours=6)
_PAGE = 200
T = TypeVar("T")


class Transaction(msgspec.Struct, rename="camel"):
    """What each product says of an order."""

    transaction_id: int | str
    status: str
    custom_identifier: str | None = None


class Fault(msgspec.Struct, rename="camel"):
    """What each says of an error, as far as it concerns us: its words may name a phone."""

    error_code: object = None


class _Balance(msgspec.Struct, rename="camel"):
    balance: Decimal
    currency_code: str


class _Page(msgspec.Struct, rename="camel"):
    """Spring's. Without `last` it is the last one that has nothing in it."""

    content: list[msgspec.Raw]
    last: bool | None = None


class _Hinted(msgspec.Struct, rename="camel"):
    transaction_id: int | str | None = None
    id: int | str | None = None
    custom_identifier: str | None = None
    status: str | None = None
    transaction: "_Hinted | None" = None


class _Hook(_Hinted):
    type: str = ""
    data: _Hinted | None = None


class Reloadly:
    """One product. `Tokens` of another audience are of no use to it."""

    def __init__(self, name: PartnerName, account: ReloadlyAccount, media_type: str, event: str) -> None:
        self.name = name
        self._account = account
        self._event = event
        self._tokens = Tokens(account)
        self._api = Api(account.url, account, {"Accept": media_type})
        # A token, the call, and both again when the token was stale.
        self.call_most_s = 4 * self._api.patience.whole_s
        self.hold_most_s = account.hold_s

    def ask(self, method: str, path: str, **more: Any) -> Response:
        """One call with a good token; again with a new one if that is said to be stale. Raises Stopped."""
        token = self._tokens.get()
        response = self._api.call(method, path, headers={"Authorization": f"Bearer {token}"}, **more)
        if _is_stale(response):
            token = self._tokens.get(instead_of=token)
            response = self._api.call(method, path, headers={"Authorization": f"Bearer {token}"}, **more)
        return response

    def fetch(self, path: str, query: Mapping[str, str] | None = None) -> Response:
        """What is there. Raises Stopped."""
        return _succeeded(self.ask("GET", path, query=query))

    def pages(self, path: str, kind: type[T], query: Mapping[str, str]) -> Iterator[list[T]]:
        """All that is there, page by page. Raises Stopped."""

        def page(number: int) -> tuple[list[T], bool]:
            found = read(self.fetch(path, {**query, "page": str(number + 1), "size": str(_PAGE)}), _Page)
            return [decode(one, kind) for one in found.content], found.last is True or not found.content

        return numbered(page)

    def order(
        self, path: str, data: Mapping[str, Any], kind: type[T], judge: Callable[[T], Answer], until: float | None
    ) -> Answer:
        """Order it; `judge` says what a success means."""
        try:
            return judge(read(_succeeded(self.ask("POST", path, data=data, until=until)), kind))
        except Stopped as stopped:
            return stopped.answer

    def find(self, path: str, kind: type[T], judge: Callable[[T], Answer], order: Order, since: datetime) -> Answer:
        """What became of a reference, by the report of a time that surely holds it."""
        query = {"customIdentifier": order.reference, **_window(since - _PAD, now() + _PAD)}
        try:
            found = list(chain.from_iterable(self.pages(path, kind, query)))
        except Stopped as stopped:
            return of_look_up(stopped.answer)
        return of_several(judge(one) for one in found if _reference(one) == order.reference)

    def lines(
        self, path: str, kind: type[T], line: Callable[[T], Line], start: datetime, end: datetime
    ) -> Iterator[list[Line]]:
        """Their report of [start, end), page by page, whichever zone they read it in. Raises Unavailable."""
        try:
            for page in self.pages(path, kind, _window(start - _STATEMENT_PAD, end + _STATEMENT_PAD)):
                yield [line(one) for one in page]
        except Stopped as stopped:
            raise stopped.unavailable() from None
        except ValueError:
            raise Unavailable("unreadable") from None

    @bounded
    def balance(self) -> Money:
        """See the port."""
        try:
            found = read(self.fetch("/accounts/balance"), _Balance)
        except Stopped as stopped:
            raise stopped.unavailable() from None
        return Money(found.balance, found.currency_code)

    def read_webhook(self, headers: Headers, body: bytes, at: datetime) -> Hint:
        """See the port. Signed are body and time; a copy has the same body, so that names it."""
        stamp = headers.get("x-reloadly-request-timestamp", "")
        verify(self._account.webhook_secret, body + b":" + stamp.encode(), headers.get("x-reloadly-signature", ""))
        is_timely(stamp, at)
        hook = read_hook(body, _Hook)
        if hook.type != self._event:
            return Hint(digest(body), None, None)
        said = hook.data or hook
        inner = said.transaction or said
        number = inner.transaction_id or inner.id
        says = RELOADLY_STATUSES.get(inner.status or said.status or "")
        return Hint(digest(body), None if number is None else str(number), inner.custom_identifier, says)


def _succeeded(response: Response) -> Response:
    if 200 <= response.status < 300:
        return response
    code = code_of(read_leniently(response, Fault, Fault()).error_code)
    raise Stopped(of_reloadly(response.status, response.headers, code, now()))


def _is_stale(response: Response) -> bool:
    return response.status == 401 and read_leniently(response, Fault, Fault()).error_code in STALE_TOKEN


def _window(start: datetime, end: datetime) -> dict[str, str]:
    return {"startDate": _written(start), "endDate": _written(end)}


def _written(at: datetime) -> str:
    return at.astimezone(_ASKED_IN).strftime("%Y-%m-%d %H:%M:%S")


def moment(text: str | None) -> datetime:
    """A time of theirs. Raises ValueError."""
    at = datetime.fromisoformat((text or "").replace(" ", "T", 1))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _reference(found: object) -> str | None:
    return found.custom_identifier if isinstance(found, Transaction) else None


def judged(found: Transaction, reference: str, cost: Money | None) -> Answer:
    """What an order's status means; one of another reference is not ours."""
    if found.custom_identifier not in (None, reference):
        return Answer("ambiguous", "another_reference")
    verdict: Verdict = RELOADLY_STATUSES.get(found.status, "ambiguous")
    return Answer(verdict, code_of(found.status), str(found.transaction_id), cost)


def lined(found: Transaction, value: Money | None, cost: Money | None, at: datetime) -> Line:
    """The same in a statement. What we cannot read there is not over."""
    verdict = RELOADLY_STATUSES.get(found.status, "in_progress")
    over = verdict if verdict in ("succeeded", "refused", "reversed") else "in_progress"
    return Line(str(found.transaction_id), found.custom_identifier, over, value, cost, at)


def money(amount: Decimal | None, currency: str | None) -> Money | None:
    """An amount that is one. Raises Stopped."""
    if amount is None or not currency:
        return None
    if not is_amount(amount):
        raise Stopped(Answer("ambiguous", "unreadable"))
    return Money(amount, currency)
