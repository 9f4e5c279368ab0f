"""What keeps redemptions from being sent, for how long, and what goes on meanwhile."""

from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from models import (
    partner_state,
    switches,
)
from rules.partner_health import OPENS_AFTER
from rules.partnering import Answer
from tasks import flights, runtime
from tests.redeeming import Scripted, check_books, redeemed, sell
from tests.tasks.redeeming import card, meet, partner, past, row, work

__all__ = ["card", "partner"]


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


def test_what_people_froze_stays_theirs_through_a_fail_over(engine: Engine, partner: Scripted) -> None:  # noqa: ARG001 - there is one
    """Its reason is not that of a restore, after which partners thaw by themselves; it counts from the later."""
    work()
    with engine.begin() as connection:
        partner_state.freeze(connection, "tremendous", "their books are wrong")
        connection.execute(text("UPDATE partner_state SET frozen_at = '2026-01-01', timeline = 0"))
    with engine.begin() as connection:
        assert partner_state.room(connection, "tremendous", 1).why_not == "frozen: their books are wrong"
        assert not partner_state.thaw(connection, "tremendous", partner_state.RESTORED)
        statement = text("SELECT frozen_at > '2026-01-02' FROM partner_state WHERE partner = 'tremendous'")
        assert connection.execute(statement).scalar()


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
    partner.during = partial(meet, inside, go)
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


def test_cards_keep_no_order_out_where_there_is_room_for_one_call(
    engine: Engine, partner: Scripted, card: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = redeemed(engine, card)
    work()
    second = redeemed(engine, card)
    for drawn in (0.2, 0.8):
        monkeypatch.setattr(flights, "chance", partial(float, drawn))
        with engine.begin() as connection:
            connection.execute(text("UPDATE partner_state SET level = 1.5, rate_a_second = 0.001, level_at = now()"))
        work()
        assert [one.reference for one in partner.submitted] == [str(first), str(second)]
        assert (row(engine, first).delivered_at is not None) is (drawn == 0.8), drawn


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


def test_the_books_of_all_this_hold(engine: Engine) -> None:
    """The last of this module, after all that the others did."""
    check_books(engine)
