"""Referrals in a world where a test needs little: two games, and no hold."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import Connection, Engine, event, text

from events.catalog import PlayerTold
from events.codec import decode
from models import (
    thresholds,
)
from models.audit import Finding
from models.ledger_audit import audit
from tasks import hints, runtime
from tests.pipeline import Log, answer
from tests.referring import NOW, ReferralLog, claim, empty, inviting, of, player, standing

DAYS = {"referral_play_days": 1, "referral_games": 2, "referral_hold_days": 0}


@pytest.fixture(autouse=True)
def _empty(owner_engine: Engine, boards_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    empty(owner_engine)
    client = Redis.from_url(boards_url)
    monkeypatch.setattr(runtime, "boards", lambda: client)
    monkeypatch.setattr(hints, "_quiet_until", 0.0)
    yield
    client.close()


@pytest.fixture
def log(engine: Engine) -> ReferralLog:
    """An empty partition of referrals, in a world where two games and no hold are enough."""
    for name, value in DAYS.items():
        put(engine, name, value)
    return ReferralLog(engine)


def put(engine: Engine, name: str, value: int) -> None:
    with engine.begin() as connection:
        thresholds.put(connection, name, value, "test", None)


def play(engine: Engine, who: UUID, games: int = 2, took_ms: int = 3_000) -> None:
    """Ranked sessions to their end, as slices of answers."""
    answers = Log(engine)
    for number in range(games):
        session = answers.session(who, count=4)
        at = NOW + timedelta(minutes=1 + number)
        answers.values += [answer(session, who, no, "a", at=at, took_ms=took_ms) for no in range(4)]
    answers.apply()


def brought(log: ReferralLog, known: bool = True, **more: Any) -> tuple[UUID, UUID]:
    """A referrer, and who claimed their code."""
    referrer = inviting(log.engine)
    referee = player(log.engine, "Boris", known, **more)
    log.values.append(claim(referee, referrer))
    log.follow()
    return referrer, referee


def held(log: ReferralLog) -> tuple[UUID, UUID]:
    referrer, referee = brought(log)
    play(log.engine, referee)
    log.follow()
    assert of(log.engine, referee).state == "held"
    return referrer, referee


def posted(engine: Engine, *who: UUID) -> list[int]:
    return [standing(engine, one).posted for one in who]


def broken(engine: Engine) -> list[Finding]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return [finding for finding in audit(connection) if finding.broken]


def told_of(engine: Engine) -> list[PlayerTold]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT value FROM outbox WHERE topic = 'player.notifications' ORDER BY id"))
        found = [decode(bytes(row.value)) for row in rows]
    return [event for event in found if isinstance(event, PlayerTold)]


def refused(log: Log) -> list[str]:
    return [row[0] for row in log.all("SELECT code FROM refused WHERE topic = 'referral.events' ORDER BY kafka_offset")]


@pytest.fixture
def impatient(engine: Engine) -> None:
    """Whoever waits for a row gives up at once, as after the two seconds of a worker's own connections."""

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '20ms'")

    event.listen(engine, "begin", begin)
