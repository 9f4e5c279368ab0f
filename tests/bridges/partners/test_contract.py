"""What the port promises, of each partner: the same suite for all. Another partner is another line in ORDERS."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from time import CLOCK_BOOTTIME, clock_gettime, monotonic, sleep, time
from typing import NamedTuple

import pytest

from bridges.partners.port import Forged, Partner, Unavailable
from bridges.partners.registry import open_partners
from lab.partners.hooks import signed
from rules.partner_accounts import parse
from rules.partnering import PARTNERS, Money, Order, PartnerName, Verdict
from tests.bridges.partners.conftest import Outside

ORDERS: dict[PartnerName, Order] = {
    "reloadly-airtime": Order("", "341", "NG", Money(Decimal("500.0000"), "NGN"), "+2348031234567"),
    "reloadly-giftcards": Order("", "5001", "US", Money(Decimal("25.0000"), "USD")),
    "tremendous": Order("", "BZLMARKET0US", "US", Money(Decimal("20.0000"), "USD")),
}
_numbers = count(1)


class Side(NamedTuple):
    """One partner, and the simulator's own word on what it issued."""

    name: PartnerName
    partner: Partner
    outside: Outside

    def order(self) -> Order:
        """A new one."""
        return ORDERS[self.name]._replace(reference=f"contract-{next(_numbers)}")

    def look_up(self, order: Order, partner_id: str | None = None) -> tuple[Verdict, str | None]:
        """What is said of it."""
        answer = self.partner.look_up(order, datetime.now(UTC) - timedelta(minutes=1), partner_id)
        return answer.verdict, answer.partner_id


@pytest.fixture(params=PARTNERS)
def side(request: pytest.FixtureRequest, outside: Outside) -> Side:
    """Each partner in turn."""
    return Side(request.param, outside.partners[request.param], outside)


def until(is_so: Callable[[], bool]) -> None:
    """Wait for the simulator's own threads."""
    deadline = monotonic() + 10
    while not is_so():
        assert monotonic() < deadline
        sleep(0.02)


def test_what_succeeds_is_issued_once_at_the_cost_it_says(side: Side) -> None:
    order = side.order()
    assert side.look_up(order) == ("absent", None)
    answer = side.partner.submit(order)
    assert answer.verdict == "succeeded"
    (issued,) = side.outside.issued(order.reference)
    assert answer.partner_id == issued["partner_id"]
    assert answer.cost == Money(answer.cost.amount if answer.cost else Decimal(0), "USD")
    assert answer.cost
    assert answer.cost.amount == Decimal(issued["cost"])
    assert (Decimal(issued["value"]), issued["currency"]) == order.value
    assert side.look_up(order) == side.look_up(order, answer.partner_id) == ("succeeded", answer.partner_id)
    cards = side.partner.deliver(answer.partner_id or "")
    assert len(cards) == (0 if side.name == "reloadly-airtime" else 1)
    assert all(card.code or card.url for card in cards)


def test_the_same_reference_issues_nothing_again(side: Side) -> None:
    order = side.order()
    first = side.partner.submit(order)
    again = side.partner.submit(order)
    assert again.verdict == ("succeeded" if side.name == "tremendous" else "ambiguous")
    assert again.partner_id in (None, first.partner_id)
    other = side.partner.submit(order._replace(value=Money(order.value.amount * 2, order.value.currency)))
    assert other.verdict == "ambiguous"
    assert len(side.outside.issued(order.reference)) == 1


@pytest.mark.parametrize(
    ("fault", "verdict", "found"),
    [
        ("timeout_before", "ambiguous", "absent"),
        ("timeout_after", "ambiguous", "succeeded"),
        ("reset_before", "ambiguous", "absent"),
        ("reset_after", "ambiguous", "succeeded"),
        ("error_before", "ambiguous", "absent"),
        ("error_after", "ambiguous", "succeeded"),
        ("unavailable", "ambiguous", "absent"),
        ("garbled", "ambiguous", "succeeded"),
        ("throttled", "throttled", "absent"),
        ("insufficient_balance", "parked", "absent"),
        ("invalid_phone", "refused", "absent"),
        ("processing", "in_progress", "in_progress"),
    ],
)
def test_each_answer_means_what_it_means_to_the_order(side: Side, fault: str, verdict: Verdict, found: Verdict) -> None:
    if (side.name, fault) == ("tremendous", "invalid_phone"):
        return  # it is told no phone
    order = side.order()
    side.outside.faults(next={side.name: [fault]}, hang_s=2, settle_s=60)
    answer = side.partner.submit(order)
    assert answer.verdict == verdict
    assert answer.retry_after_s is None or answer.verdict == "throttled"
    assert side.look_up(order)[0] == found
    assert len(side.outside.issued(order.reference)) == (found == "succeeded")


def test_what_is_in_progress_ends_one_way_or_the_other(side: Side) -> None:
    fine, bad = side.order(), side.order()
    side.outside.faults(next={side.name: ["processing", "failing"]}, settle_s=60)
    ids = [side.partner.submit(one).partner_id for one in (fine, bad)]
    side.outside.settle()
    until(lambda: side.look_up(fine, ids[0])[0] != "in_progress")
    assert side.look_up(fine) == side.look_up(fine, ids[0]) == ("succeeded", ids[0])
    assert side.look_up(bad) == side.look_up(bad, ids[1])
    assert side.look_up(bad)[0] in ("refused", "reversed")
    assert side.outside.issued(bad.reference) == []


def test_what_was_issued_and_taken_back_is_reversed(side: Side) -> None:
    order = side.order()
    side.outside.faults(next={side.name: ["late_reversal"]}, reverse_s=60)
    answer = side.partner.submit(order)
    assert answer.verdict == "succeeded"
    side.outside.settle()
    until(lambda: side.look_up(order)[0] == "reversed")
    assert side.look_up(order, answer.partner_id) == ("reversed", answer.partner_id)


def test_a_look_up_that_is_not_answered_is_never_absence(side: Side) -> None:
    order = side.order()
    assert side.partner.submit(order).verdict == "succeeded"
    for fault in ("timeout_before", "reset_before", "error_before", "garbled", "throttled"):
        side.outside.faults(reads={fault: 1.0}, hang_s=2)
        assert side.look_up(order)[0] in ("ambiguous", "throttled")
        with pytest.raises(Unavailable):
            list(side.partner.statement(datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC)))
    side.outside.faults(down=[side.name])
    assert side.look_up(order)[0] == "ambiguous"
    with pytest.raises(Unavailable):
        side.partner.balance()


def test_a_partner_that_is_not_there_was_not_asked(side: Side) -> None:
    text = side.outside.setting.replace(side.outside.url, "http://127.0.0.1:9")
    gone = open_partners(parse(text))[side.name]
    assert gone.submit(side.order()).verdict == "not_sent"
    assert gone.look_up(side.order(), datetime.now(UTC), None).verdict == "not_sent"


def test_what_comes_too_late_is_not_sent(side: Side) -> None:
    order = side.order()
    assert side.partner.submit(order, until=clock_gettime(CLOCK_BOOTTIME) - 1).verdict == "not_sent"
    assert side.outside.issued(order.reference) == []
    assert side.partner.submit(order, until=clock_gettime(CLOCK_BOOTTIME) + 60).verdict == "succeeded"


def test_credentials_that_are_wrong_park_the_order(side: Side) -> None:
    order = side.order()
    side.outside.faults(expired_credentials=[side.name])
    assert side.partner.submit(order).verdict == "parked"
    assert side.partner.look_up(order, datetime.now(UTC), None).verdict == "parked"
    side.outside.faults()
    assert side.partner.submit(order).verdict == "succeeded"


def test_the_statement_has_each_order_at_its_cost(side: Side) -> None:
    fine, dear, bad = side.order(), side.order(), side.order()
    side.outside.faults(next={side.name: [None, "wrong_amount", "failing"]}, settle_s=60)
    answers = {one.reference: side.partner.submit(one) for one in (fine, dear, bad)}
    now = datetime.now(UTC)
    lines = {
        one.reference: one
        for page in side.partner.statement(now - timedelta(minutes=5), now + timedelta(minutes=5))
        for one in page
    }
    assert (lines[fine.reference].verdict, lines[bad.reference].verdict) == ("succeeded", "in_progress")
    assert lines[fine.reference].partner_id == answers[fine.reference].partner_id
    assert lines[fine.reference].value == fine.value
    assert lines[fine.reference].cost == answers[fine.reference].cost
    assert lines[dear.reference].cost != answers[dear.reference].cost
    assert abs(lines[fine.reference].at - now) < timedelta(minutes=5)
    assert len({one.partner_id for one in lines.values()}) == len(lines)


def test_offers_can_be_ordered(side: Side) -> None:
    offers = {(one.product, one.country): one for one in side.partner.offers()}
    order = side.order()
    offer = offers[order.product, order.country]
    assert offer.currency == order.value.currency
    assert offer.kind == ("recharge" if side.name == "reloadly-airtime" else "gift_card")
    if offer.fixed:
        assert order.value.amount in offer.fixed
    else:
        assert offer.least is not None
        assert offer.most is not None
        assert offer.least <= order.value.amount <= offer.most
    cost = side.partner.submit(order).cost
    assert cost
    worth = order.value.amount * offer.cost_rate
    if side.name != "tremendous":  # which says nothing of its discounts before
        expected = worth * (100 - offer.discount_percent + offer.fee_percent) / 100 + offer.fee_fixed
        assert abs(cost.amount - expected) < Decimal("0.01")
    before = side.partner.balance()
    assert before.currency == "USD"
    side.partner.submit(side.order())
    assert abs(before.amount - side.partner.balance().amount - cost.amount) <= Decimal("0.01")


def test_who_recharges_a_phone(side: Side) -> None:
    found = side.partner.operator("+2348031234567", "NG")
    if side.name == "reloadly-airtime":
        assert found
        assert (found.product, found.country, found.currency) == ("341", "NG", "NGN")
    else:
        assert found is None
    assert side.partner.operator("+12025550123", "US") is None


def test_a_stale_token_is_made_anew_once(side: Side) -> None:
    first, second = side.order(), side.order()
    assert side.partner.submit(first).verdict == "succeeded"
    side.outside.faults(tokens_from=time())
    assert side.partner.submit(second).verdict == "succeeded"
    assert len(side.outside.issued(second.reference)) == 1


def test_a_reference_that_was_issued_twice_is_told(side: Side) -> None:
    order = side.order()
    side.outside.faults(references={order.reference: "racy"}, window_s=0.3)
    with ThreadPoolExecutor(2) as both:
        verdicts = {one.verdict for one in both.map(side.partner.submit, [order, order])}
    answer = side.partner.look_up(order, datetime.now(UTC), None)
    issued = side.outside.issued(order.reference)
    assert (answer.verdict, verdicts) == ("succeeded", {"succeeded"})
    assert answer.partner_id in {one["partner_id"] for one in issued}
    assert (answer.code, len(issued)) == ("issued_twice", 2)


def test_a_webhook_is_believed_for_its_signature_and_its_time(side: Side) -> None:
    order = side.order()
    answer = side.partner.submit(order)
    key, at = side.outside.keys[side.name], datetime.now(UTC)
    body = side.outside.hook(side.name, answer.partner_id or "", order.reference)
    sent = signed(side.name, body, key, at.timestamp())
    headers = {name.lower(): value for name, value in sent.items()}
    hint = side.partner.read_webhook(headers, body, at)
    assert hint.partner_id == answer.partner_id
    assert hint.reference == (None if side.name == "tremendous" else order.reference)
    later = signed(side.name, body, key, at.timestamp() + 60)
    copy = {name.lower(): value for name, value in later.items()}
    assert side.partner.read_webhook(copy, body, at) == hint
    for wrong in (
        {},
        {name: value[:-1] + ("0" if value[-1] != "0" else "1") for name, value in headers.items()},
        {name.lower(): value for name, value in signed(side.name, body, "k", at.timestamp()).items()},
        {name.lower(): value for name, value in signed(side.name, body + b" ", key, at.timestamp()).items()},
    ):
        with pytest.raises(Forged):
            side.partner.read_webhook(wrong, body, at)
    for away in (timedelta(days=2), -timedelta(days=2)):
        with pytest.raises(Forged):
            side.partner.read_webhook(headers, body, at + away)
    for nothing in (b"", b"[]", b'{"type": 5}', b"\xff"):
        odd = signed(side.name, nothing, key, at.timestamp())
        with pytest.raises(ValueError, match="no event"):
            side.partner.read_webhook({name.lower(): value for name, value in odd.items()}, nothing, at)


def test_a_webhook_of_something_else_is_no_order(side: Side) -> None:
    at = datetime.now(UTC)
    body = side.outside.other_hook(side.name, at)
    sent = signed(side.name, body, side.outside.keys[side.name], at.timestamp())
    hint = side.partner.read_webhook({name.lower(): value for name, value in sent.items()}, body, at)
    assert (hint.partner_id, hint.reference) == (None, None)
    assert hint.event_id
