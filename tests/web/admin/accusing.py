"""Players who are reported, and who appeal: what tests of both say and see."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from models import entries
from tests.contests import Contest, contest
from tests.web.admin.reviewing import CASES
from tests.web.conftest import Guest

URL = "/v1/reports"
APPEALS = "/v1/appeals"


@pytest.fixture(autouse=True)
def unreported(engine: Engine) -> None:
    """Nobody has said anything of anybody."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM player_reports"))


@pytest.fixture
def rogue(become: Callable[..., Guest]) -> Guest:
    """Somebody whom others report."""
    return become()


@pytest.fixture
def voted(engine: Engine, rogue: Guest) -> Contest:
    """The rogue's battle, which is voted on."""
    return contest(engine, (rogue.id, uuid4())).open()


def report(guest: Guest, kind: str, id_: object, ground: str = "offensive", **more: Any) -> Any:
    """Somebody says something of somebody."""
    return guest.post(URL, {"kind": kind, "id": str(id_), "ground": ground, **more})


def undo(member: Any, case: str) -> Any:
    """A decision is taken back."""
    return member.post(f"{CASES}/{case}/undo", json={"reason": "a mistake"})


def one(engine: Engine, query: str, **values: Any) -> Any:
    """The first column of the first row."""
    with engine.begin() as connection:
        return connection.execute(text(query), values).scalar()


def states(engine: Engine, battle: Contest) -> list[str]:
    """Of both entries, as the closing judges them."""
    with engine.connect() as connection:
        found = entries.of_battles(connection, [battle.id])[battle.id]
    return [entry.state for entry in found]


def decisions(guest: Guest) -> list[dict[str, Any]]:
    """What was decided about somebody, as they read it."""
    found: list[dict[str, Any]] = guest.get(APPEALS).json["items"]
    return found


def appeal(guest: Guest, of: dict[str, Any]) -> Any:
    """Somebody says something against it."""
    return guest.post(APPEALS, {"kind": of["kind"], "id": of["id"], "text": "It was <b>not</b> me."})
