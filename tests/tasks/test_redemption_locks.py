"""Whoever works on redemptions locks cases before them, those of several by their ids: nobody waits in a circle."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text

from models import cases
from models.redemption_steps import QUEUE
from tasks import redemptions
from tests.processes import until
from tests.redeeming import Scripted, redeemed
from tests.tasks.redeeming import card, partner, row, work
from tests.tasks.stated import new
from tests.tasks.test_partner_hints import HintLog, due, hint, hinted

__all__ = ["card", "hinted", "partner"]


@contextmanager
def while_a_case_is_decided(engine: Engine, subject: UUID, do: Callable[[], None]) -> Iterator[Connection]:
    """Somebody has its case, and what is done meanwhile in a thread waits for it."""
    with engine.begin() as connection:
        cases.lock_subjects(connection, QUEUE, [subject])
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        thread = Thread(target=do)
        thread.start()

        def waits() -> bool:
            statement = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND :pid = ANY(pg_blocking_pids(pid))")
            with engine.connect() as other:
                return bool(other.execute(statement, {"pid": pid}).scalar())

        until(waits, what="somebody who waits for the case")
        yield connection
    thread.join()


def is_free(connection: Connection, redemption: UUID) -> bool:
    """Whether nobody has its row; who has it must not wait for a case."""
    statement = text("SELECT id FROM redemptions WHERE id = :id FOR NO KEY UPDATE SKIP LOCKED")
    return connection.execute(statement, {"id": redemption}).first() is not None


def open_case(engine: Engine, *redemptions: UUID) -> None:
    with engine.begin() as connection:
        cases.signal(connection, QUEUE, "manual_review", dict.fromkeys(redemptions, 1))


def test_who_brings_a_card_has_no_row_while_waiting_for_its_case(engine: Engine, partner: Scripted, card: UUID) -> None:
    first, second = redeemed(engine, card), redeemed(engine, card)
    with engine.begin() as connection:
        connection.execute(text("UPDATE redemptions SET next_attempt_at = NULL WHERE id = :id"), {"id": second})
    work()
    work()
    assert row(engine, first).delivered_at
    with engine.begin() as connection:
        connection.execute(text("UPDATE redemptions SET next_attempt_at = now() WHERE id = :id"), {"id": second})
    work()
    open_case(engine, first, second)
    with while_a_case_is_decided(engine, second, work) as connection:
        assert is_free(connection, second)
    assert row(engine, second).delivered_at
    assert partner.submitted
    with engine.connect() as connection:
        statement = text("SELECT opened_by, weight FROM cases WHERE subject = ANY(:ids) AND decided_at IS NULL")
        assert len(connection.execute(statement, {"ids": [first, second]}).all()) == 2


@pytest.mark.usefixtures("partner")
def test_leases_that_ran_out_are_taken_by_their_ids_and_their_cases_first(engine: Engine, card: UUID) -> None:
    low, high = sorted(redeemed(engine, card) for _ in range(2))
    open_case(engine, low, high)
    statement = text(
        "UPDATE redemptions SET state = 'submitting', lease_until = now() - CAST(:age AS interval) WHERE id = :id"
    )
    for held in (low, high):
        with engine.begin() as connection:
            connection.execute(statement, {"id": low, "age": "1 minute"})
            connection.execute(statement, {"id": high, "age": "2 minutes"})
        with while_a_case_is_decided(engine, held, redemptions.lapse) as connection:
            assert [is_free(connection, one) for one in (low, high)] == [True, True]
        assert {row(engine, one).state for one in (low, high)} == {"unknown"}


def test_webhooks_of_several_have_no_row_while_waiting_for_a_case(engine: Engine, hinted: HintLog) -> None:
    low, high = sorted(new(engine, "unknown") for _ in range(2))
    open_case(engine, high)
    with while_a_case_is_decided(engine, high, lambda: hinted.applied(hint(low, 1), hint(high, 2))) as connection:
        assert [is_free(connection, one) for one in (low, high)] == [True, True]
    assert [due(engine, one) for one in (low, high)] == [True, True]
