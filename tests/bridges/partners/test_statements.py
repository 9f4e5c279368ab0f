"""The partners' own statements, matched with our books: each kind of break as it really comes about."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from bridges import reconciling
from models import breaks
from rules.partnering import PARTNERS, Order, PartnerName
from tests.bridges.partners.conftest import Outside
from tests.bridges.partners.test_contract import ORDERS, until
from tests.redeeming import redeemed, sell


@pytest.mark.parametrize("name", PARTNERS)
def test_what_the_statement_knows_settles_and_what_it_knows_otherwise_is_a_break(
    engine: Engine, outside: Outside, name: PartnerName
) -> None:
    partner = outside.partners[name]
    order = ORDERS[name]
    sold = {"partner": name, "country": order.country, "currency": order.value.currency, "most": Decimal(10_000)}
    product = sell(engine, order.product, **sold)
    lost, twice, dear, gone, back = (new(engine, order, product) for _ in range(5))
    by_hand = order._replace(reference=f"by hand at {name}")
    partner.submit(by_hand)
    outside.faults(
        references={lost.reference: "reset_after", twice.reference: "racy", dear.reference: "wrong_amount"},
        window_s=0.3,
    )
    assert partner.submit(lost).verdict == "ambiguous"
    with ThreadPoolExecutor(2) as both:
        list(both.map(partner.submit, [twice, twice]))
    told = partner.submit(dear).cost
    assert told
    stand(engine, dear, "succeeded", told.amount)
    stand(engine, gone, "succeeded")
    outside.faults(next={name: ["late_reversal"]}, reverse_s=60)
    assert partner.submit(back).verdict == "succeeded"
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_statements SET since = now() - interval '2 hours', deep_at = now()"))
    assert reconciling.match(engine, name, partner, lambda _: None)
    assert {one.reference: state(engine, one) for one in (lost, twice, back)} == {
        one.reference: "succeeded" for one in (lost, twice, back)
    }
    outside.settle()
    until(lambda: partner.look_up(back, datetime.now(UTC), None).verdict == "reversed")
    with engine.begin() as connection:
        connection.execute(text("UPDATE redemptions SET changed_at = now() - interval '1 hour'"))
    assert reconciling.match(engine, name, partner, lambda _: None)
    assert state(engine, back) == "reversed"
    with engine.connect() as connection:
        found = {one.subject: one.kind for one in breaks.page(connection, True, name, None, None, 100)}
    ours = {one.reference for one in (lost, twice, dear, gone, back)}
    assert {subject: kind for subject, kind in found.items() if subject in ours} == {
        twice.reference: "issued_twice",
        dear.reference: "amount",
        gone.reference: "missing_there",
    }
    assert found[by_hand.reference] == "missing_here"


def new(engine: Engine, order: Order, product: UUID) -> Order:
    """A redemption that was sent half an hour ago, and of which nobody knows what came of it."""
    made = order._replace(reference=str(redeemed(engine, product, str(order.value.amount))))
    stand(engine, made, "unknown")
    return made


def stand(engine: Engine, order: Order, after: str, cost: Decimal | None = None) -> None:
    values = {
        "id": UUID(order.reference),
        "state": after,
        "cost": cost,
        "at": datetime.now(UTC) - timedelta(minutes=30),
    }
    with engine.begin() as connection:
        statement = (
            "UPDATE redemptions SET state = :state, sent_at = :at, changed_at = :at, next_attempt_at = NULL, "
            "cost_amount = :cost, cost_currency = CASE WHEN CAST(:cost AS numeric) IS NULL THEN NULL ELSE 'USD' END "
            "WHERE id = :id"
        )
        connection.execute(text(statement), values)


def state(engine: Engine, order: Order) -> str:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT state FROM redemptions WHERE id = :i"), {"i": UUID(order.reference)})
        return str(found.scalar_one())
