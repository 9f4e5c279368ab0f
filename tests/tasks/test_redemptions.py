"""Redemptions at work: claimed under a lease, called outside transactions, and settled by who still has the lease."""

from collections.abc import Iterator, Mapping
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
    ledger_audit,
    partner_state,
    redemption_claims,
    redemption_hints,
    switches,
)
from models.carried import Tally
from rules.errors import Rejected
from rules.partner_health import OPENS_AFTER
from rules.partnering import Answer, Card, Money, PartnerName
from tasks import flights, redemptions, runtime
from tasks.slices import Batch, Slice
from tests.redeeming import Scripted, redeemed, sell
from tests.web.test_redemptions import GRANTS

KEYS = {"new": b"n" * 32, "old": b"o" * 32}


@pytest.fixture(scope="module")
def card(module_engine: Engine) -> UUID:
    return sell(module_engine)


@pytest.fixture
def partner(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """The only partner there is; whatever else is due here is put off."""
    partner = Scripted()
    partners: Mapping[PartnerName, Scripted] = {"tremendous": partner}
    monkeypatch.setattr(runtime, "partners", lambda: partners)
    monkeypatch.setattr(runtime, "gift_codes", lambda: GiftCodes(KEYS))
    monkeypatch.setattr("tasks.hints.tell", list)
    with engine.begin() as connection:
        connection.execute(text("UPDATE redemptions SET next_attempt_at = NULL, deliver_at = NULL"))
        connection.execute(
            text(
                "UPDATE partner_state SET failures = 0, rests_until = NULL, rest_reason = NULL, paused_reason = NULL, "
                "frozen_reason = NULL, rate_a_second = 1000, burst = 1000, level = 1000, in_flight_most = 16"
            )
        )
    yield partner
    flights.flights.land()


def _meet(inside: Event, go: Event) -> None:
    """A call that is under way until it may go."""
    inside.set()
    assert go.wait(20)


def work() -> None:
    """One round, landed."""
    redemptions.lapse()
    flights.flights.start(runtime.partners())
    flights.flights.land()


def row(engine: Engine, id_: UUID) -> Any:
    with engine.connect() as connection:
        return connection.execute(text("SELECT * FROM redemptions WHERE id = :id"), {"id": id_}).one()


def past(engine: Engine, id_: UUID, column: str = "next_attempt_at") -> None:
    """Its time has come."""
    with engine.begin() as connection:
        statement = f"UPDATE redemptions SET {column} = now() - interval '1 hour' WHERE id = :id"
        connection.execute(text(statement), {"id": id_})


def path(engine: Engine, id_: UUID) -> list[str]:
    with engine.connect() as connection:
        statement = text("SELECT after FROM redemption_transitions WHERE redemption_id = :id ORDER BY version")
        return list(connection.execute(statement, {"id": id_}).scalars())


def books(engine: Engine, id_: UUID) -> list[str]:
    """What was done with its tokens."""
    with engine.connect() as connection:
        statement = text("SELECT kind FROM transfers WHERE scope = 'redemption' AND key LIKE :id || ':%' ORDER BY id")
        return list(connection.execute(statement, {"id": str(id_)}).scalars())


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

    partner.during = partial(_meet, inside, go)
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
        assert redemption_hints.find(connection, "tremendous", None, str(id_)) == id_
        changed = redemption_hints.state(connection, id_, Answer("succeeded", partner_id="P3"))
    assert changed
    assert (row(engine, id_).state, row(engine, id_).partner_id) == ("succeeded", "P3")
    with engine.begin() as connection:
        redemption_hints.state(connection, id_, Answer("reversed"))
    assert books(engine, id_) == ["hold", "capture", "credit"]


@pytest.mark.parametrize(
    "why", ["paused", "frozen", "rests", "redemptions", "redemptions.partner.tremendous", "product"]
)
def test_what_stops_submissions_stops_no_look_ups(engine: Engine, partner: Scripted, card: UUID, why: str) -> None:
    partner.script.append("ambiguous")
    asked = redeemed(engine, card)
    work()
    past(engine, asked)
    waits = redeemed(engine, card)

    def turn(stops: bool) -> None:
        with engine.begin() as connection:
            match why:
                case "paused":
                    partner_state.pause(connection, "tremendous", "test" if stops else None)
                case "frozen":
                    partner_state.freeze(connection, "tremendous", "restored" if stops else None)
                case "rests" if stops:
                    partner_state.rest(connection, "tremendous", 60, "test")
                case "rests":
                    partner_state.went_well(connection, "tremendous")
                case _:
                    name = f"redemptions.product.{card}" if why == "product" else why
                    switches.turn(connection, name, not stops, "test", None)

    turn(True)
    work()
    assert (row(engine, asked).state, row(engine, waits).state) == ("succeeded", "held")
    turn(False)
    work()
    assert row(engine, waits).state == "succeeded"


def test_books_that_may_have_lost_something_submit_nothing(engine: Engine, partner: Scripted, card: UUID) -> None:
    work()
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET timeline = timeline + 1 WHERE timeline IS NOT NULL"))
    id_ = redeemed(engine, card)
    for _ in range(2):
        work()
    assert (row(engine, id_).state, partner.submitted) == ("held", [])
    with engine.begin() as connection:
        assert str(partner_state.room(connection, "tremendous", 1).why_not).startswith("frozen: Postgres was restored")
        partner_state.freeze(connection, "tremendous", None)
    work()
    assert row(engine, id_).state == "succeeded"


def test_the_breaker_opens_and_one_tries_it_again(engine: Engine, partner: Scripted, card: UUID) -> None:
    partner.script.extend(["not_sent"] * OPENS_AFTER)
    for _ in range(OPENS_AFTER):
        redeemed(engine, card)
    work()
    later = [redeemed(engine, card) for _ in range(3)]
    with engine.begin() as connection:
        assert "rests" in str(partner_state.room(connection, "tremendous", 9).why_not)
    work()
    assert len(partner.submitted) == OPENS_AFTER
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET rests_until = now() - interval '1 second'"))
    inside, go = Event(), Event()
    partner.during = partial(_meet, inside, go)
    flights.flights.start(runtime.partners())
    assert inside.wait(20)
    assert flights.Flights().start(runtime.partners()) == 0, "others wait for the one that tries"
    go.set()
    flights.flights.land()
    assert len(partner.submitted) == OPENS_AFTER + 1
    work()
    assert {row(engine, one).state for one in later} == {"succeeded"}


@pytest.mark.parametrize("code", ["INSUFFICIENT_BALANCE", "INVALID_CREDENTIALS"])
def test_what_we_lack_fails_nobody_and_is_said(engine: Engine, partner: Scripted, card: UUID, code: str) -> None:
    partner.script.append(Answer("parked", code, http_status=402))
    first = redeemed(engine, card)
    work()
    second = redeemed(engine, card)
    work()
    assert [row(engine, one).state for one in (first, second)] == ["held", "held"]
    with engine.connect() as connection:
        [state] = [one for one in partner_state.every(connection) if one.partner == "tremendous"]
    assert state.rest_reason == code
    assert len(partner.submitted) == 1


def test_no_more_calls_than_the_partner_takes(engine: Engine, partner: Scripted, card: UUID) -> None:
    for _ in range(4):
        redeemed(engine, card)
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET level = 2.5, rate_a_second = 0.001, level_at = now()"))
    for _ in range(2):
        work()
    assert len(partner.submitted) == 2
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET level = 100, in_flight_most = 1"))
    work()
    assert len(partner.submitted) == 3


@pytest.mark.usefixtures("partner")
def test_a_phone_is_recharged_again_after_two_minutes(engine: Engine, module_engine: Engine) -> None:
    recharge = sell(module_engine, "341", kind="recharge", country="NG")
    phone: dict[str, Any] = {"phone": "+2348031234567", "phone_hash": b"h" * 32}
    ids = [redeemed(engine, recharge, **phone) for _ in range(2)]
    for _ in range(3):
        work()
    assert [row(engine, one).state for one in ids] == ["succeeded", "held"]
    wait = row(engine, ids[1]).next_attempt_at - row(engine, ids[0]).sent_at
    assert wait > timedelta(seconds=119)
    past(engine, ids[1])
    work()
    assert row(engine, ids[1]).state == "held", "whatever it was told"
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE redemptions SET sent_at = sent_at - interval '3 minutes' WHERE recipient_hash = :h"),
            {"h": b"h" * 32},
        )
    past(engine, ids[1])
    work()
    assert row(engine, ids[1]).state == "succeeded"
    assert not row(engine, ids[1]).deliver_at, "a recharge has no card"


def test_a_code_that_was_issued_before_is_for_people(engine: Engine, partner: Scripted, card: UUID) -> None:
    ids = [redeemed(engine, card) for _ in range(2)]
    partner.cards = (Card("SAME-0000-0001"),)
    work()
    work()
    with engine.connect() as connection:
        statement = text("SELECT subject FROM cases WHERE queue = 'redemptions' AND opened_by = 'same_code'")
        assert set(ids) <= set(connection.execute(statement).scalars())


def test_cards_that_do_not_come_are_asked_for_again(engine: Engine, partner: Scripted, card: UUID) -> None:
    partner.cards = ()
    id_ = redeemed(engine, card)
    work()
    work()
    found = row(engine, id_)
    assert (found.delivered_at, found.delivery_tries) == (None, 1)
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
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        assert {one.name for one in ledger_audit.audit(connection) if one.broken} <= {GRANTS}
