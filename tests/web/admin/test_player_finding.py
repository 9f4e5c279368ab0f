"""Players as the staff find them: by what, how fast, and what the log keeps of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event, text
from uuid_utils.compat import uuid7

from models import player_finding
from tests.web.admin.seeing import PLAYERS, Audited, Employ, found, search
from tests.web.conftest import Guest
from tests.web.visitors import Visitor, email, visitor

__all__ = ["email", "visitor"]


PHONE = "+4915112345678"


@pytest.fixture
def account(visitor: Visitor, email: str, engine: Engine) -> UUID:
    """A player with an address and a phone."""
    player = UUID(visitor.sign_up(email)["player"]["id"])
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM phones WHERE phone = :phone"), {"phone": PHONE})
        connection.execute(
            text("INSERT INTO phones (player_id, phone) VALUES (:id, :phone)"), {"id": player, "phone": PHONE}
        )
    return player


def test_32_a_player_is_found_by_each_thing_and_no_address_reaches_the_log(
    employ: Employ, account: UUID, email: str, engine: Engine, audited: Audited
) -> None:
    member, who = employ("support"), str(account)
    with engine.connect() as connection:
        statement = text("SELECT id FROM devices WHERE player_id = :p")
        login = connection.execute(statement, {"p": account}).scalar_one()
    assert found(member, "email", email.upper()) == [who]
    assert found(member, "phone", "+49 1511 2345678") == [who]
    assert found(member, "id", who) == [who]
    assert found(member, "device", str(login)) == [who]
    assert found(member, "email", "nobody@example.com") == found(member, "phone", "nonsense") == []
    assert found(member, "id", str(uuid4())) == found(member, "device", "a key that nobody has") == []
    rows = audited(member.staff.id)
    assert [(row["action"], row["subject_id"], row["after"]["found"]) for row in rows[:4]] == [
        ("players.search", by, [who]) for by in ("email", "phone", "id", "device")
    ]
    assert email not in str(rows)
    assert "1511" not in str(rows)


def test_a_devices_guest_is_found_by_its_key_and_whoever_came_with_it(employ: Employ, visitor: Visitor) -> None:
    key = f"key of {uuid7()}"
    begin = {"json": {"device_key": key}}
    accounts: list[str] = []
    for address in (f"{uuid7().hex}@example.com" for _ in range(2)):
        guest = visitor.client.post("/v1/players", **begin).json
        assert found(employ("viewer"), "device", key) == [*accounts, guest["player"]["id"]]
        accounts.append(visitor.sign_up(address, token=guest["access_token"])["player"]["id"])
        assert accounts[-1] == guest["player"]["id"]
    assert found(employ("viewer"), "device", key) == accounts


@pytest.mark.parametrize("role", ["viewer", "editor", "finance"])
def test_who_may_not_see_contacts_sees_them_masked_and_searches_by_none(
    employ: Employ, account: UUID, email: str, role: Any
) -> None:
    member = employ(role)
    for by, value in (("email", email), ("phone", PHONE)):
        assert search(member, by, value).json["code"] == "forbidden"
    contacts = member.get(f"{PLAYERS}/{account}").json["contacts"]
    assert (contacts["masked"], contacts["phone"]) == (True, "+49…78")
    assert contacts["email"] != email
    assert contacts["email"].startswith(f"{email[0]}…@")
    seen = employ("support").get(f"{PLAYERS}/{account}").json["contacts"]
    assert seen == {"masked": False, "email": email, "phone": PHONE}


def test_names_are_found_by_their_beginning_page_by_page(
    employ: Employ, become: Callable[..., Guest], engine: Engine
) -> None:
    names = ["Zoë A", "zoë b", "ZOË C", "Zoë D", "Zoe x", "Zoëé", "Percy %", "Percy_"]
    ids = {name: become(name=name).id for name in names}
    member, seen, cursor = employ("viewer"), [], ""
    while cursor is not None:
        page = search(member, "name", "Zoë ", f"?limit=3{cursor and '&cursor=' + cursor}").json
        seen += [one["name"] for one in page["items"]]
        cursor = page["next"]
    assert seen == ["Zoë A", "zoë b", "ZOË C", "Zoë D"]
    assert found(member, "name", "percy %") == [str(ids["Percy %"])]
    assert found(member, "name", "percy_") == [str(ids["Percy_"])]
    with engine.begin() as connection:
        connection.execute(text("UPDATE players SET erased_at = now() WHERE id = :id"), {"id": ids["Zoe x"]})
    assert found(member, "name", "zoe x") == []
    assert search(member, "name", "x", "?cursor=AAAA").json["code"] == "bad_cursor"


@pytest.mark.parametrize(
    "body",
    [
        {"by": "id", "value": "nonsense"},
        {"by": "name", "value": "x" * 41},
        {"by": "name", "value": ""},
        {"by": "name", "value": "a\0b"},
        {"by": "password", "value": "x"},
        {"by": "email"},
        {"by": "email", "value": "a@b.c", "more": 1},
    ],
)
def test_what_cannot_be_searched_for_is_said(employ: Employ, body: dict[str, Any]) -> None:
    refused = employ("owner").post(f"{PLAYERS}/search", json=body)
    assert (refused.status_code, refused.json["code"]) == (422, "invalid")


@contextmanager
def explained(engine: Engine) -> Iterator[list[str]]:
    """The plans of all that is asked of the database meanwhile."""
    plans: list[str] = []

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        if not statement.startswith("SELECT p.id"):
            return
        cursor.execute(f"EXPLAIN {statement}", parameters)
        plans.append("\n".join(row[0] for row in cursor.fetchall()))

    event.listen(engine, "before_cursor_execute", explain)
    yield plans
    event.remove(engine, "before_cursor_execute", explain)


def test_every_search_has_an_index(engine: Engine, owner_engine: Engine) -> None:
    """Of fifty thousand players none is looked through, and names come in the order of their index."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO players (id, name, device_key_hash) SELECT gen_random_uuid(), 'Crowd ' || n, "
                "decode(md5(n::text), 'hex') FROM generate_series(1, 50000) n"
            )
        )
    with owner_engine.begin() as connection:
        connection.execute(text("ANALYZE players"))
    with engine.begin() as connection, explained(engine) as plans:
        page = player_finding.by_name(connection, "crowd", None, 20)
        assert len(page) == 20
        following = player_finding.by_name(connection, "crowd", (page[-1].name_key, page[-1].id), 20)
        assert following[0].name > page[-1].name
        player_finding.by_id(connection, page[0].id)
        player_finding.by_email(connection, "nobody@example.com")
        player_finding.by_phone(connection, PHONE)
        player_finding.by_login(connection, page[0].id)
        player_finding.by_device_key(connection, b"x")
        connection.execute(text("DELETE FROM players WHERE name LIKE 'Crowd %'"))
    assert len(plans) == 7
    assert all("Seq Scan on players" not in plan for plan in plans), plans
    assert all("Index Scan using players_name_ix" in plan for plan in plans[:2]), plans[:2]
