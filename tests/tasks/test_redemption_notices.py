"""What players are told of their redemptions: each thing once a cause, and nothing that only they may see."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from lab.chaos.redeeming.evidence import books
from lab.chaos.redeeming.judge import untold
from models import redemption_hints, redemption_steps
from rules import redemption
from rules.partnering import Answer
from rules.redemption import Standing, Step
from tests.pipeline import Log
from tests.redeeming import Scripted, redeemed
from tests.tasks.given import in_english, notices
from tests.tasks.redeeming import card, partner, row, work
from tests.tasks.test_inbox import deliver

__all__ = ["card", "partner"]


def kinds(log: Log, id_: UUID) -> list[str]:
    """Of all that was told of one, in order."""
    told = notices(log, row(log.engine, id_).player_id)
    assert all(event.values["redemption"] == str(id_) for event in told)
    return [event.kind for event in told]


def step(engine: Engine, id_: UUID, make: Callable[[Standing, datetime], Step | None], cause: str) -> None:
    with engine.begin() as connection:
        one = redemption_steps.lock(connection, id_)
        assert one
        made = make(redemption_steps.standing(one), datetime.now(UTC))
        assert made
        redemption_steps.take(connection, one, made, cause)


@pytest.mark.usefixtures("partner")
def test_what_was_issued_is_told_once_and_without_its_code(log: Log, card: UUID) -> None:
    id_ = redeemed(log.engine, card)
    assert kinds(log, id_) == []
    work()
    work()
    assert row(log.engine, id_).delivered_at
    [told] = notices(log, row(log.engine, id_).player_id)
    words = in_english(told)
    assert (told.kind, words.category, words.link) == ("redemption_issued", "rewards", f"/redemptions/{id_}")
    assert "Market is yours" in words.body
    [sent] = log.all("SELECT value FROM outbox WHERE key = :p", p=str(told.player_id))
    assert b"CODE" not in bytes(sent[0])
    deliver(log.engine, [bytes(sent[0])] * 2)
    assert log.all("SELECT id FROM notifications WHERE player_id = :p", p=told.player_id) == [(UUID(told.event_id),)]


@pytest.mark.usefixtures("partner")
def test_chaos_finds_whose_inbox_does_not_say_how_it_ended(log: Log, card: UUID) -> None:
    id_ = redeemed(log.engine, card)

    def lacks() -> bool:
        with log.engine.connect() as connection:
            return any(str(id_) in shown for shown in untold(books(connection)))

    assert not lacks(), "it goes on"
    work()
    assert lacks()
    [sent] = log.all("SELECT value FROM outbox WHERE key = :p", p=str(row(log.engine, id_).player_id))
    deliver(log.engine, [bytes(sent[0])])
    assert not lacks()


def test_what_is_declined_or_taken_back_says_which_tokens_are_back(log: Log, partner: Scripted, card: UUID) -> None:
    partner.script += ["refused", "succeeded"]
    declined = redeemed(log.engine, card)
    work()
    [told] = notices(log, row(log.engine, declined).player_id)
    assert (told.kind, in_english(told).title) == ("redemption_refunded", "5,000 tokens back")
    taken = redeemed(log.engine, card)
    work()
    for _ in range(2):
        with log.engine.begin() as connection:
            redemption_hints.state(connection, taken, Answer("reversed"))
    assert kinds(log, taken) == ["redemption_issued", "redemption_refunded"]


def test_who_waits_for_people_is_told_each_time(log: Log, card: UUID) -> None:
    id_ = redeemed(log.engine, card, review="suspicion 60")
    assert kinds(log, id_) == ["redemption_in_review"]
    step(log.engine, id_, redemption.cleared, "staff")
    step(log.engine, id_, redemption.stopped, "sanction")
    assert kinds(log, id_) == ["redemption_in_review"] * 2
    assert len({event.event_id for event in notices(log, row(log.engine, id_).player_id)}) == 2
    lost = redeemed(log.engine, card)
    step(
        log.engine, lost, lambda one, _: Step(one._replace(state="manual_review"), None, ("manual_review",)), "look_up"
    )
    assert kinds(log, lost) == ["redemption_in_review"]


@pytest.mark.parametrize(("cause", "told"), [("staff", ["redemption_refunded"]), ("player", []), ("erasure", [])])
def test_who_cancels_it_themselves_is_not_told(log: Log, card: UUID, cause: str, told: list[str]) -> None:
    id_ = redeemed(log.engine, card)
    step(log.engine, id_, redemption.cancelled, cause)
    assert kinds(log, id_) == told


def test_nothing_is_told_of_a_step_that_is_not_committed(log: Log, card: UUID) -> None:
    id_ = redeemed(log.engine, card)
    with log.engine.connect() as connection:
        one = redemption_steps.lock(connection, id_)
        assert one
        made = redemption.stopped(redemption_steps.standing(one), datetime.now(UTC))
        assert made
        redemption_steps.take(connection, one, made, "staff")
        assert connection.execute(
            text("SELECT count(*) FROM outbox WHERE key = :p"), {"p": str(one.player_id)}
        ).scalar()
        connection.rollback()
    assert kinds(log, id_) == []
