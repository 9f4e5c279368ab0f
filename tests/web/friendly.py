"""What tests of friends and blocks ask and look at."""

from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from events.catalog import NOTIFICATIONS, PlayerTold
from events.codec import decode
from tests.web.conftest import Guest


def put(guest: Guest, path: str, **options: Any) -> Any:
    """PUT as a player."""
    return guest._send("PUT", path, options)


def delete(guest: Guest, path: str) -> Any:
    """DELETE as a player."""
    return guest._send("DELETE", path, {})


def ask(guest: Guest, other: Guest) -> str:
    """Ask another; the state then."""
    response = put(guest, f"/v1/friends/{other.id}")
    assert response.status_code == 200, response.text
    assert response.json["player_id"] == str(other.id)
    return str(response.json["state"])


def befriend(one: Guest, other: Guest) -> None:
    """Make two players friends."""
    assert (ask(one, other), ask(other, one)) == ("asked", "friends")


def remove(guest: Guest, other: Guest) -> None:
    """Remove another, take an asking back, or decline it."""
    assert delete(guest, f"/v1/friends/{other.id}").status_code == 204


def block(guest: Guest, other: Guest) -> None:
    """Block another."""
    response = put(guest, f"/v1/blocks/{other.id}")
    assert (response.status_code, response.json["player_id"]) == (200, str(other.id)), response.text


def unblock(guest: Guest, other: Guest) -> None:
    """End that."""
    assert delete(guest, f"/v1/blocks/{other.id}").status_code == 204


def listed(guest: Guest, state: str | None = None) -> dict[UUID, str]:
    """Whom a player has to do with, by id."""
    response = guest.get("/v1/friends", query_string={"state": state} if state else {})
    assert response.status_code == 200, response.text
    return {UUID(item["player_id"]): item["state"] for item in response.json["items"]}


def blocked(guest: Guest) -> list[UUID]:
    """Whom a player has blocked."""
    return [UUID(item["player_id"]) for item in guest.get("/v1/blocks").json["items"]]


def profile(guest: Guest, other: Guest) -> Any:
    """Another's public profile."""
    response = guest.get(f"/v1/players/{other.id}")
    assert response.status_code == 200, response.text
    return response.json


def found(guest: Guest, name: str) -> list[UUID]:
    """Who is found by that name."""
    response = guest.post("/v1/players/search", {"name": name})
    assert response.status_code == 200, response.text
    return [UUID(item["id"]) for item in response.json["items"]]


def told(engine: Engine, guest: Guest) -> list[PlayerTold]:
    """What is on its way to a player's inbox."""
    statement = text("SELECT value FROM outbox WHERE topic = :topic AND key = :key ORDER BY id")
    with engine.connect() as connection:
        values = connection.execute(statement, {"topic": NOTIFICATIONS.name, "key": str(guest.id)}).scalars().all()
    events = [decode(value) for value in values]
    return [event for event in events if isinstance(event, PlayerTold)]


def rows(engine: Engine, table: str, *guests: Guest) -> int:
    """How many rows of a table of pairs there are about these players."""
    statement = text(f"SELECT count(*) FROM {table} WHERE low_id = ANY(:ids) OR high_id = ANY(:ids)")
    with engine.connect() as connection:
        return int(connection.execute(statement, {"ids": [guest.id for guest in guests]}).scalar_one())
