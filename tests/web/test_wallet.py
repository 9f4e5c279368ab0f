"""A player's own wallet and statement."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from models import grants, ledger
from models.grants import Due
from models.ledger import Wanted
from tests.web.conftest import Guest

Become = Callable[..., Guest]

URL = "/v1/wallet"


def post(engine: Engine, player: UUID, kind: ledger.Kind, amount: int, pending: int | None = None) -> int:
    cause = {"grant": f"of {amount}"}
    wanted = Wanted("test", str(uuid7()), player, kind, amount, "achievement", "minted", cause, pending)
    with engine.begin() as connection:
        [posted] = ledger.post(connection, [wanted])
    return posted.id


@pytest.fixture
def guest(become: Become) -> Guest:
    return become()


def test_who_has_none_is_told_so(guest: Guest) -> None:
    nothing = {"version": 0, "posted": 0, "held": 0, "free": 0, "owed": 0, "waiting": 0}
    assert guest.get(URL).json == nothing
    assert guest.get(f"{URL}/entries").json == {"items": [], "next": None}


def test_what_is_mine_held_and_waiting(guest: Guest, engine: Engine) -> None:
    post(engine, guest.id, "credit", 100)
    last = post(engine, guest.id, "hold", 30)
    with engine.begin() as connection:
        grants.add(connection, [Due(guest.id, "streak", "7", 25, datetime.now(UTC))])
        grants.take(connection, 10)
    assert guest.get(URL).json == {"version": last, "posted": 100, "held": 30, "free": 70, "owed": 0, "waiting": 25}


def test_the_statement_adds_up_page_by_page(guest: Guest, become: Become, engine: Engine) -> None:
    post(engine, become().id, "credit", 9)
    post(engine, guest.id, "credit", 100)
    held = post(engine, guest.id, "hold", 30)
    post(engine, guest.id, "capture", 30, held)
    post(engine, guest.id, "claw_back", 90)
    post(engine, guest.id, "credit", 50)
    items, cursor = [], None
    while True:
        page = guest.get(f"{URL}/entries", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).json
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    shown = [(one["kind"], one["amount"], one["change"], one["balance"], one["owed"]) for one in items]
    assert shown == [
        ("credit", 50, 30, 30, -20),
        ("claw_back", 90, -70, 0, 20),
        ("capture", 30, -30, 70, 0),
        ("hold", 30, 0, None, 0),
        ("credit", 100, 100, 100, 0),
    ]
    assert items[0]["cause"] == "of 50"
    assert sum(one["change"] for one in items) == guest.get(URL).json["posted"]


def test_it_is_for_who_is_logged_in(guest: Guest) -> None:
    for path in (URL, f"{URL}/entries"):
        assert guest.client.get(path).status_code == 401
    refused = guest.get(f"{URL}/entries", query_string={"cursor": "AAAA"})
    assert (refused.status_code, refused.json["code"]) == (422, "bad_cursor")
