"""Redemptions at work, and what is to be seen of them afterwards."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from bridges.gift_codes import GiftCodes
from rules.partnering import PartnerName
from tasks import flights, redemptions, runtime
from tests.redeeming import Scripted, sell

KEYS = {"new": b"n" * 32, "old": b"o" * 32}


@contextmanager
def alone(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
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


@pytest.fixture(scope="module")
def card(module_engine: Engine) -> UUID:
    """A product that this partner sells."""
    return sell(module_engine)


@pytest.fixture
def partner(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """The only one there is."""
    with alone(engine, monkeypatch) as partner:
        yield partner


def meet(inside: Event, go: Event) -> None:
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
