"""Whoever works on a referral holds its players before its case, as an erasure does: nobody waits in a circle."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from uuid import UUID

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError
from uuid_utils.compat import uuid7

from models import cases, erasure, players, referral_decisions, referral_steps, thresholds
from models.referral_decisions import Unfit
from models.referral_steps import Said
from models.referrals import Row
from tasks import referral_deciding, referrals
from tasks.referral_deciding import Told
from tests.processes import until
from tests.referring import NOW, ReferralLog, of
from tests.tasks.referred import _empty, held, log

__all__ = ["_empty", "log"]

Act = Callable[[Connection, Row], object]


def limited(act: Callable[..., object], what: UUID | Row, connection: Connection) -> object:
    return act(what, NOW, connection, thresholds.read(connection))


ACTS: dict[str, Act] = {
    "qualify": lambda connection, one: limited(referral_deciding.qualify, one.id, connection),
    "doubt": lambda connection, one: limited(referral_deciding.doubt, one.id, connection),
    "settle": lambda connection, one: limited(referral_deciding.settle, one, connection),
    "expire": lambda connection, one: limited(referral_deciding.expire, one, connection),
    "decide": lambda connection, one: referral_decisions.decide(connection, one.id, "refuse", Said("mo", "no")),
}


def with_case(log: ReferralLog) -> Row:
    _, referee = held(log)
    one = of(log.engine, referee)
    with log.engine.begin() as connection:
        cases.signal(connection, referral_steps.QUEUE, "score", {one.id: 1})
    return one


def is_free(connection: Connection, case: UUID) -> bool:
    statement = text("SELECT id FROM cases WHERE subject = :id FOR NO KEY UPDATE SKIP LOCKED")
    return connection.execute(statement, {"id": case}).first() is not None


@pytest.mark.parametrize("act", ACTS)
def test_who_waits_for_a_player_has_no_case(log: ReferralLog, engine: Engine, act: str) -> None:
    one = with_case(log)

    def work() -> None:
        with suppress(Unfit), engine.begin() as connection:
            ACTS[act](connection, one)

    thread = Thread(target=work)
    with engine.begin() as connection:
        assert players.lock(connection, one.referee_id)
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        thread.start()

        def waits() -> bool:
            statement = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND :pid = ANY(pg_blocking_pids(pid))")
            with engine.connect() as other:
                return bool(other.execute(statement, {"pid": pid}).scalar())

        until(waits, what="somebody who waits for the player")
        assert is_free(connection, one.id)
        erasure.erase(connection, one.referee_id)
    thread.join()
    assert of(engine, one.referee_id).codes == ["erased"]


@pytest.mark.usefixtures("log")
def test_who_waited_in_a_circle_is_left_to_the_next_tick() -> None:
    def act(error: Exception, *_: object) -> Told:
        raise OperationalError("", {}, error)

    assert referrals._take(uuid7(), partial(act, DeadlockDetected())) is None
