"""Redemptions at work: claimed under a lease, called outside transactions, and settled by who still has the lease."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from bridges.gift_codes import GiftCodes, Sealed
from events.catalog import REDEMPTIONS, RedemptionRequested
from models import (
    gift_cards,
    redemption_claims,
    redemption_hints,
)
from models.carried import Tally
from rules.errors import Rejected
from rules.partnering import Answer, Card, Money
from tasks import flights, redemptions, runtime
from tasks.slices import Batch, Slice
from tests.redeeming import Scripted, check_books, redeemed
from tests.tasks.redeeming import KEYS, books, card, meet, partner, past, path, row, work

__all__ = ["card", "partner"]


def test_what_is_due_is_ordered_and_its_card_is_fetched_and_sealed(
    engine: Engine, partner: Scripted, card: UUID
) -> None:
    partner.script.append(Answer("succeeded", "OK", "P7", Money(Decimal("4.75"), "USD")))
    id_ = redeemed(engine, card)
    work()
    found = row(engine, id_)
    assert (found.state, found.partner_id, found.cost_amount, found.lease_until) == (
        "succeeded",
        "P7",
        Decimal("4.75"),
        None,
    )
    assert (path(engine, id_), books(engine, id_)) == (["held", "submitting", "succeeded"], ["hold", "capture"])
    [order] = partner.submitted
    assert (order.reference, order.product, order.value.amount) == (str(id_), "BZLMARKET0US", Decimal(5))
    work()
    assert row(engine, id_).delivered_at
    with engine.connect() as connection:
        [kept] = gift_cards.of_redemption(connection, id_)
        opened = GiftCodes(KEYS).open(id_, 0, sealed(kept))
    assert opened == Card("CODE-1234-5678", "99", None)
    assert b"CODE" not in kept.sealed + kept.wrapped + kept.fingerprint


def sealed(kept: gift_cards.GiftCard) -> Sealed:
    return Sealed(kept.key_id, kept.wrapped, kept.sealed, kept.fingerprint, kept.fingerprint_key)


def test_the_lease_is_committed_before_the_call_and_no_transaction_is_open_during_it(
    engine: Engine, partner: Scripted, card: UUID
) -> None:
    id_ = redeemed(engine, card)
    seen = []

    def look() -> None:
        found = row(engine, id_)
        with engine.connect() as connection:
            statement = text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL "
                "AND pid <> pg_backend_pid()"
            )
            idle = connection.execute(statement).scalar()
            attempts = connection.execute(
                text("SELECT ended_at FROM redemption_attempts WHERE redemption_id = :id"), {"id": id_}
            )
            seen.append((found.state, found.lease_until is not None, idle, attempts.scalars().all()))

    partner.during = look
    work()
    assert seen == [("submitting", True, 0, [None])]
    assert row(engine, id_).state == "succeeded"


@pytest.mark.parametrize(
    ("script", "states", "moves"),
    [
        (["refused"], ["submitting", "failed", "refunded"], ["release"]),
        (["in_progress", "succeeded"], ["submitting", "in_progress", "succeeded"], ["capture"]),
        (["ambiguous", "succeeded"], ["submitting", "unknown", "succeeded"], ["capture"]),
        (["not_sent", "throttled", "succeeded"], ["submitting", "held"] * 2 + ["submitting", "succeeded"], ["capture"]),
        (
            ["ambiguous", "absent", "absent", "absent", "succeeded"],
            ["submitting", "unknown", "submitting", "succeeded"],
            ["capture"],
        ),
        (["reversed"], ["submitting", "succeeded", "reversed"], ["capture", "credit"]),
    ],
)
def test_each_answer_is_a_step(
    engine: Engine, partner: Scripted, card: UUID, script: list[Any], states: list[str], moves: list[str]
) -> None:
    partner.script.extend(script)
    id_ = redeemed(engine, card)
    while partner.script:
        past(engine, id_)
        work()
    assert (path(engine, id_), books(engine, id_)) == (["held", *states], ["hold", *moves])
    assert len(set(partner.submitted)) == 1, "the same order at each attempt"


def test_a_worker_that_died_leaves_what_is_looked_up(engine: Engine, partner: Scripted, card: UUID) -> None:
    id_ = redeemed(engine, card)
    with engine.begin() as connection:
        [claimed] = redemption_claims.claim(connection, "tremendous", 1, 60, [], may_submit=True)
    work()
    assert row(engine, id_).state == "submitting", "its lease holds"
    assert (partner.submitted, partner.asked) == ([], [])
    past(engine, id_, "lease_until")
    redemptions.lapse()
    assert (row(engine, id_).state, row(engine, id_).doubts) == ("unknown", 1)
    past(engine, id_)
    partner.script.append(Answer("succeeded", partner_id="P9"))
    revived = Scripted()
    revived.script.append("refused")
    partner.during = partial(flights.fly, revived, claimed, flights.boottime() + 60)
    work()
    assert (row(engine, id_).state, partner.submitted) == ("succeeded", [])
    with engine.connect() as connection:
        statement = text("SELECT late FROM redemption_attempts WHERE redemption_id = :id ORDER BY fence")
        assert connection.execute(statement, {"id": id_}).scalars().all() == [True, False]
    assert books(engine, id_) == ["hold", "capture"]


def test_a_worker_frozen_between_lease_and_call_sends_nothing(engine: Engine, partner: Scripted, card: UUID) -> None:
    id_ = redeemed(engine, card)
    with engine.begin() as connection:
        [claimed] = redemption_claims.claim(connection, "tremendous", 1, 60, [], may_submit=True)
    flights.fly(partner, claimed, flights.boottime() + partner.call_most_s)
    assert partner.submitted == []
    found = row(engine, id_)
    assert (found.state, found.last_code) == ("held", "lease_ran_out")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT failures FROM partner_state WHERE partner = 'tremendous'")).scalar() == 0


def test_two_workers_never_send_one_reference(engine: Engine, partner: Scripted, card: UUID) -> None:
    ids = [redeemed(engine, card) for _ in range(5)]
    inside, go = Event(), Event()

    partner.during = partial(meet, inside, go)
    flights.flights.start(runtime.partners())
    assert inside.wait(20)
    other = flights.Flights()
    assert other.start(runtime.partners()) == 0
    go.set()
    flights.flights.land()
    assert len(partner.submitted) == len(ids)


def test_the_answer_of_who_lost_the_lease_to_a_hint_changes_nothing(
    engine: Engine, partner: Scripted, card: UUID
) -> None:
    id_ = redeemed(engine, card)
    partner.script.extend(["in_progress", "succeeded"])
    work()
    past(engine, id_)

    def told() -> None:
        with engine.begin() as connection:
            assert redemption_hints.hint(connection, id_)

    partner.during = told
    work()
    assert row(engine, id_).state == "in_progress", "the look-up began before the news"
    partner.during = lambda: None
    work()
    assert row(engine, id_).state == "succeeded"


def test_what_is_being_sent_is_not_disturbed_by_hints_and_statements(
    engine: Engine, partner: Scripted, card: UUID
) -> None:
    id_ = redeemed(engine, card)

    def told() -> None:
        with engine.begin() as connection:
            assert not redemption_hints.hint(connection, id_)
            assert redemption_hints.state(connection, id_, Answer("succeeded")) is None

    partner.during = told
    work()
    assert path(engine, id_) == ["held", "submitting", "succeeded"]


def test_a_statement_ends_what_it_names(engine: Engine, partner: Scripted, card: UUID) -> None:
    id_ = redeemed(engine, card)
    partner.script.append("ambiguous")
    work()
    with engine.begin() as connection:
        changed = redemption_hints.state(connection, id_, Answer("succeeded", partner_id="P3"))
    assert changed
    assert (row(engine, id_).state, row(engine, id_).partner_id) == ("succeeded", "P3")
    with engine.begin() as connection:
        redemption_hints.state(connection, id_, Answer("reversed"))
    assert books(engine, id_) == ["hold", "capture", "credit"]


def test_a_code_that_was_issued_before_is_for_people(engine: Engine, partner: Scripted, card: UUID) -> None:
    ids = [redeemed(engine, card) for _ in range(2)]
    partner.cards = (Card("SAME-0000-0001"),)
    work()
    work()
    with engine.connect() as connection:
        statement = text("SELECT subject FROM cases WHERE queue = 'redemptions' AND opened_by = 'same_code'")
        assert set(ids) <= set(connection.execute(statement).scalars())


def test_cards_that_do_not_come_are_asked_for_again(engine: Engine, partner: Scripted, card: UUID) -> None:
    """Nor is one kept that says nothing yet, or the others of its order without it."""
    id_ = redeemed(engine, card)
    for tries, cards in enumerate([(), (Card(None, None, None),), (Card("LATE-0000-0001"), Card(None, None, None))]):
        partner.cards = cards
        work()
        past(engine, id_, "deliver_at")
        work()
        found = row(engine, id_)
        assert (found.delivered_at, found.delivery_tries) == (None, tries + 1)
        with engine.connect() as connection:
            assert gift_cards.of_redemption(connection, id_) == []
    with engine.begin() as connection:
        connection.execute(text("UPDATE redemptions SET delivery_tries = 50 WHERE id = :id"), {"id": id_})
    past(engine, id_, "deliver_at")
    work()
    wait = row(engine, id_).deliver_at - datetime.now(UTC)
    assert wait < timedelta(minutes=1), "who has paid is not kept for long after a partner is back"
    partner.cards = (Card("LATE-0000-0002"),)
    past(engine, id_, "deliver_at")
    work()
    assert row(engine, id_).delivered_at


def test_people_look_at_what_is_not_known_for_a_day_until_it_is(engine: Engine, partner: Scripted, card: UUID) -> None:
    partner.script.extend(["ambiguous", "ambiguous", "succeeded"])
    id_ = redeemed(engine, card)
    work()
    past(engine, id_)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE redemptions SET changed_at = now() - interval '25 hours' WHERE id = :id"), {"id": id_}
        )
    work()
    with engine.connect() as connection:
        statement = text("SELECT opened_by, decision FROM cases WHERE queue = 'redemptions' AND subject = :id")
        assert connection.execute(statement, {"id": id_}).one() == ("manual_review", None)
    past(engine, id_)
    work()
    with engine.connect() as connection:
        assert connection.execute(statement, {"id": id_}).one() == ("manual_review", "succeeded")


@pytest.mark.usefixtures("partner")
def test_an_event_only_wakes(engine: Engine, card: UUID) -> None:
    def batch(id_: UUID) -> Batch:
        event = RedemptionRequested(event_id="e1", redemption_id=id_, requested_at=datetime.now(UTC))
        return Batch(Slice(REDEMPTIONS.name, "id", 0, 0, 1, 0, [b""]), [event], [0])

    id_ = redeemed(engine, card)
    with engine.begin() as connection:
        assert redemptions.apply(connection, batch(id_)) == Tally(applied=1)
        assert redemptions.apply(connection, batch(id_)) == Tally(copies=1)
        with pytest.raises(Rejected):
            redemptions.apply(connection, batch(UUID(int=1)))
    assert row(engine, id_).state == "held"


def test_the_books_of_all_this_hold(engine: Engine) -> None:
    """The last of this module, after all that the others did."""
    check_books(engine)
