"""Tremendous: gift cards as links."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bridges.calls import Answer as Response
from bridges.partners import tremendous_wire as wire
from bridges.partners.http import (
    Api,
    Stopped,
    bounded,
    is_amount,
    now,
    numbered,
    plain,
    read,
    read_leniently,
    segment,
)
from bridges.partners.port import Forged, Unavailable
from bridges.partners.webhooks import is_near, read_hook, verify
from rules.partner_accounts import TremendousAccount
from rules.partner_answers import TREMENDOUS_STATUSES, of_look_up, of_several, of_tremendous, of_tremendous_order
from rules.partnering import Answer, Card, Headers, Hint, Line, Money, Offer, Order, PartnerName, Verdict

_HOOK_WINDOW = timedelta(hours=24)
"""Their webhooks have the time of the event, and not of the sending: what they send again, after we were down, is old.
A copy does nothing that the first did not, so this only bounds how long ids of webhooks have to be known."""
_PAGE = 100


class Tremendous:
    """See the port."""

    name: PartnerName = "tremendous"

    def __init__(self, account: TremendousAccount) -> None:
        self._account = account
        headers = {"Accept": "application/json", "Authorization": f"Bearer {account.api_key}"}
        self._api = Api(account.url, account, headers)
        self.call_most_s = self._api.patience.whole_s
        self.hold_most_s = account.hold_s

    @bounded
    def submit(self, order: Order, until: float | None = None) -> Answer:
        """See the port. They make a link, and are told nothing of whom it is for; 201 is what is there already."""
        data = {
            "external_id": order.reference,
            "payment": {"funding_source_id": self._account.funding_source_id},
            "reward": {
                "products": [order.product],
                "value": {"denomination": plain(order.value.amount), "currency_code": order.value.currency},
                "recipient": {"name": "Buzzline player"},
                "delivery": {"method": "LINK"},
            },
        }
        try:
            found = read(_succeeded(self._api.call("POST", "/orders", data=data, until=until)), wire.One)
            return _judged(found.order, order.reference)
        except Stopped as stopped:
            return stopped.answer

    @bounded
    def look_up(self, order: Order, since: datetime, partner_id: str | None) -> Answer:  # noqa: ARG002 the port's
        """See the port."""
        try:
            if partner_id is not None:
                found = self._api.call("GET", f"/orders/{segment(partner_id)}")
                if found.status != 404:
                    return _judged(read(_succeeded(found), wire.One).order, order.reference)
            several = self._get("/orders", wire.Several, {"external_id": order.reference}).orders
            ours = [one for one in several if one.external_id == order.reference]
            return of_several(_judged(one, order.reference) for one in ours)
        except Stopped as stopped:
            return of_look_up(stopped.answer)

    @bounded
    def deliver(self, partner_id: str) -> tuple[Card, ...]:
        """See the port."""
        try:
            rewards = self._get(f"/orders/{segment(partner_id)}", wire.One).order.rewards or []
            return tuple(Card(url=self._link(reward.id)) for reward in rewards)
        except Stopped as stopped:
            raise stopped.unavailable() from None

    def _link(self, reward_id: str) -> str:
        response = self._api.call("POST", f"/rewards/{segment(reward_id)}/generate_link", data={})
        return read(_succeeded(response), wire.Link).reward.link

    def offers(self) -> Iterator[Offer]:
        """See the port."""
        try:
            home = self.balance().currency
            rates = self._get("/forex", wire.Forex, {"base": home}).forex
            for product in self._get("/products", wire.Products).products:
                yield from _offers(product, home, rates)
        except Stopped as stopped:
            raise stopped.unavailable() from None

    def operator(self, phone: str, country: str) -> Offer | None:  # noqa: ARG002 the port's
        """Nobody: they recharge no phones."""
        return None

    def statement(self, start: datetime, end: datetime) -> Iterator[list[Line]]:
        """See the port."""
        query = {"created_at[gte]": start.isoformat(), "created_at[lte]": end.isoformat(), "limit": str(_PAGE)}

        def page(number: int) -> tuple[list[Line], bool]:
            orders = self._get("/orders", wire.Several, {**query, "offset": str(number * _PAGE)}).orders
            return [_line(one) for one in orders], len(orders) < _PAGE

        try:
            yield from numbered(page)
        except Stopped as stopped:
            raise stopped.unavailable() from None

    @bounded
    def balance(self) -> Money:
        """See the port."""
        try:
            sources = self._get("/funding_sources", wire.Sources).funding_sources
        except Stopped as stopped:
            raise stopped.unavailable() from None
        for source in sources:
            if source.id == self._account.funding_source_id and source.meta.available_cents is not None:
                return Money(Decimal(source.meta.available_cents) / 100, source.meta.currency_code or "USD")
        raise Unavailable("no_such_funding_source")

    def read_webhook(self, headers: Headers, body: bytes, at: datetime) -> Hint:
        """See the port. Of rewards, campaigns and the like they tell as well, which is no order of ours."""
        kind, _, signature = headers.get("tremendous-webhook-signature", "").partition("=")
        if kind != "sha256":
            raise Forged("it is not signed")
        verify(self._account.webhook_key, body, signature)
        hook = read_hook(body, wire.Hook)
        is_near(hook.created_utc, at, _HOOK_WINDOW)
        resource = hook.payload.get("resource")
        says = TREMENDOUS_STATUSES.get(hook.event.removeprefix("ORDERS."))
        return Hint(hook.uuid, resource.id if resource and resource.type == "orders" else None, None, says)

    def _get(self, path: str, kind: type[Any], query: Mapping[str, str] | None = None) -> Any:
        return read(_succeeded(self._api.call("GET", path, query=query)), kind)


def _succeeded(response: Response) -> Response:
    if 200 <= response.status < 300:
        return response
    wrong = read_leniently(response, wire.Fault, wire.Fault()).errors.get("payload")
    raise Stopped(of_tremendous(response.status, response.headers, wrong if isinstance(wrong, dict) else None, now()))


def _judged(found: wire.Order, reference: str) -> Answer:
    if found.external_id != reference:
        return Answer("ambiguous", "another_reference")
    return Answer(_verdict(found), found.status.replace(" ", "_")[:60], found.id, _cost(found.payment))


def _line(found: wire.Order) -> Line:
    verdict = _verdict(found)
    over = verdict if verdict in ("succeeded", "refused", "reversed") else "in_progress"
    values = [one.value for one in found.rewards or () if one.value is not None]
    value = (
        Money(sum((one.denomination for one in values), Decimal(0)), values[0].currency_code or "USD")
        if values
        else None
    )
    return Line(found.id, found.external_id, over, value, _cost(found.payment), found.created_at)


def _verdict(found: wire.Order) -> Verdict:
    """By its status, and whether all of it was paid back."""
    paid = found.payment
    is_refunded = paid is not None and paid.refund is not None and paid.refund.total >= (paid.total or 0) > 0
    return of_tremendous_order(found.status, is_refunded)


def _cost(payment: wire.Payment | None) -> Money | None:
    if payment is None or payment.total is None:
        return None
    if not is_amount(payment.total):
        raise Stopped(Answer("ambiguous", "unreadable"))
    return Money(payment.total, payment.currency_code or "USD")


def _offers(product: wire.Product, home: str, rates: Mapping[str, Decimal]) -> Iterator[Offer]:
    """One for each country, in the first currency of the product's that we know a rate of."""
    currency = next((one for one in product.currency_codes if one == home or rates.get(one, 0) > 0), None)
    if currency is None:
        return
    bands = [one for one in product.skus or () if one.currency_code in (None, currency)]
    fixed = tuple(one.min for one in bands) if bands and all(one.min == one.max for one in bands) else ()
    for country in product.countries:
        yield Offer(
            product=product.id,
            kind="gift_card",
            name=product.name,
            brand=product.name,
            country=country.abbr,
            currency=currency,
            fixed=fixed,
            least=None if fixed or not bands else min(one.min for one in bands),
            most=None if fixed or not bands else max(one.max for one in bands),
            cost_currency=home,
            cost_rate=Decimal(1) if currency == home else (1 / rates[currency]).quantize(Decimal("1e-10")),
            image_url=next((one.src for one in product.images or ()), None),
        )
