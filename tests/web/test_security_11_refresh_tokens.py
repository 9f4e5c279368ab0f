"""SECURITY 11: refresh tokens rotate, reuse kills the family, log-out is the server's; and what Postgres keeps."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from rules.logins import IDLE, REPEAT
from tasks import runtime
from tasks.retention import forget_old
from tests.crossing import is_held, noting
from tests.processes import until
from tests.web.conftest import Guest
from web.refresh_tokens import RefreshTokens
from web.tokens import ACCESS_S

DAY = timedelta(days=1)


@pytest.fixture
def client(app: Flask) -> Any:
    """Somebody who says of themselves what they are."""
    return app.test_client()


@pytest.fixture
def key() -> str:
    """A device key."""
    return str(uuid7())


def enter(client: Any, key: str, agent: str = "a phone") -> dict[str, Any]:
    response = client.post("/v1/players", json={"device_key": key}, headers={"User-Agent": agent})
    assert response.status_code in (200, 201), response.text
    body: dict[str, Any] = response.json
    return body


def refresh(client: Any, token: str) -> Any:
    return client.post("/v1/auth/refresh", json={"refresh_token": token})


def refused(client: Any, token: str) -> bool:
    response = refresh(client, token)
    assert response.status_code in (200, 401), response.text
    return bool(response.status_code == 401 and response.json["code"] == "refresh_token_invalid")


def age(engine: Engine, login: dict[str, Any], by: timedelta) -> None:
    """Let a login's last rotation lie so much further back."""
    statement = text("UPDATE devices SET rotated_at = rotated_at - :by WHERE player_id = :player")
    with engine.begin() as connection:
        connection.execute(statement, {"by": by, "player": login["player"]["id"]})


def me(client: Any, access: str) -> Any:
    return client.get("/v1/me", headers={"Authorization": f"Bearer {access}"})


def test_11_a_guest_is_given_both_tokens_and_each_renewal_gives_two_others(client: Any, key: str) -> None:
    login = enter(client, key)
    assert login["expires_in"] == ACCESS_S == 900
    renewed = refresh(client, login["refresh_token"])
    assert renewed.status_code == 200
    assert renewed.json.keys() == {"access_token", "expires_in", "refresh_token"}
    assert renewed.json["refresh_token"] != login["refresh_token"]
    assert me(client, renewed.json["access_token"]).json["id"] == login["player"]["id"]
    assert refresh(client, renewed.json["refresh_token"]).status_code == 200


def test_11_access_tokens_last_a_quarter_of_an_hour_and_name_their_login(client: Any, key: str) -> None:
    claims = jwt.decode(enter(client, key)["access_token"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 900
    assert UUID(claims["sid"])


def test_11_the_same_token_within_30_seconds_gives_the_same_successor(client: Any, key: str, engine: Engine) -> None:
    login = enter(client, key)
    first = refresh(client, login["refresh_token"]).json
    age(engine, login, REPEAT - timedelta(seconds=15))
    again = refresh(client, login["refresh_token"]).json
    assert again["refresh_token"] == first["refresh_token"]
    assert refresh(client, first["refresh_token"]).status_code == 200


def test_11_twice_at_once_gives_one_successor(app: Flask, key: str, engine: Engine) -> None:
    login = enter(app.test_client(), key)
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: refresh(app.test_client(), login["refresh_token"]), range(8)))
    assert {response.status_code for response in given} == {200}
    assert len({response.json["refresh_token"] for response in given}) == 1
    with engine.connect() as connection:
        statement = text("SELECT generation FROM devices WHERE player_id = :player")
        assert connection.execute(statement, {"player": login["player"]["id"]}).scalar() == 1


def test_11_a_login_is_held_while_its_token_is_exchanged(app: Flask, client: Any, key: str, engine: Engine) -> None:
    login = enter(client, key)
    with noting(
        app.extensions["wires"].postgres.engine,
        "SET generation",
        lambda: is_held(engine, "devices", "player_id", login["player"]["id"]),
    ) as found:
        assert refresh(client, login["refresh_token"]).status_code == 200
    assert found == [True]


def test_11_the_same_token_later_ends_the_login_for_both(client: Any, key: str, engine: Engine) -> None:
    login = enter(client, key)
    successor = refresh(client, login["refresh_token"]).json["refresh_token"]
    age(engine, login, REPEAT + timedelta(seconds=1))
    assert refused(client, login["refresh_token"])
    assert refused(client, successor)
    until(lambda: me(client, login["access_token"]).status_code == 401, what="the end of its access tokens")
    with engine.connect() as connection:
        statement = text("SELECT end_reason FROM devices WHERE player_id = :player")
        assert connection.execute(statement, {"player": login["player"]["id"]}).scalar() == "reused"


def test_11_a_token_two_generations_old_ends_the_login_at_once(client: Any, key: str) -> None:
    login = enter(client, key)
    second = refresh(client, login["refresh_token"]).json["refresh_token"]
    third = refresh(client, second).json["refresh_token"]
    assert refused(client, login["refresh_token"])
    assert refused(client, third)


def test_11_a_forged_token_is_refused_and_ends_nothing(client: Any, key: str, engine: Engine) -> None:
    login = enter(client, key)
    token = login["refresh_token"]
    with engine.connect() as connection:
        statement = text("SELECT id, seed FROM devices WHERE player_id = :player")
        row = connection.execute(statement, {"player": login["player"]["id"]}).one()
    other = RefreshTokens([b"x" * 32]).sign(row.id, 0, row.seed)
    forged = [token[:-4] + "AAAA", token[1:], token + "A", "", "é" * 70, "+" * 70, other, token[:30] + other[30:]]
    for one in forged:
        assert refresh(client, one).status_code in (401, 422), one
    assert refresh(client, token).status_code == 200


def test_11_the_older_key_still_verifies_and_the_first_signs(
    make_app: Callable[..., Flask], client: Any, key: str
) -> None:
    login = enter(client, key)
    rotated: Any = make_app(secret_keys=(b"new" * 11, b"k" * 32)).test_client()
    renewed = refresh(rotated, login["refresh_token"])
    assert renewed.status_code == 200
    assert refused(client, renewed.json["refresh_token"])  # it does not know the new key


def test_11_unused_for_sixty_days_is_the_end(client: Any, key: str, engine: Engine) -> None:
    login = enter(client, key)
    age(engine, login, IDLE + DAY)
    assert refused(client, login["refresh_token"])


def test_11_postgres_keeps_no_token(client: Any, key: str, engine: Engine) -> None:
    login = enter(client, key)
    with engine.connect() as connection:
        statement = text("SELECT d::text FROM devices d WHERE player_id = :player")
        row = connection.execute(statement, {"player": login["player"]["id"]}).scalar_one()
    token = login["refresh_token"]
    assert token not in row
    mac = RefreshTokens([b"k" * 32]).read(token).mac
    assert mac.hex() not in row


def test_11_the_device_key_begins_its_login_anew_and_voids_the_tokens_before(client: Any, key: str) -> None:
    first = enter(client, key)
    second = enter(client, key)
    assert second["player"] == first["player"]
    assert refused(client, first["refresh_token"])
    assert refresh(client, second["refresh_token"]).status_code == 200


def test_11_log_out_is_the_servers(client: Any, key: str, become: Callable[..., Guest]) -> None:
    login, other = enter(client, key), become()
    headers = {"Authorization": f"Bearer {login['access_token']}"}
    assert client.post("/v1/auth/logout", headers=headers).status_code == 204
    assert refused(client, login["refresh_token"])
    assert other.get("/v1/me/devices").json["items"] != []


def test_11_devices_are_listed_and_revoked_by_their_player_alone(
    client: Any, key: str, become: Callable[..., Guest]
) -> None:
    login, stranger = enter(client, key, "a \x1fphone"), become()
    player = Guest(client, UUID(login["player"]["id"]), login["access_token"])
    [device] = player.get("/v1/me/devices").json["items"]
    assert (device["how"], device["agent"], device["current"]) == ("guest", "a ?phone", True)
    assert (
        stranger.client.delete(
            f"/v1/me/devices/{device['id']}", headers={"Authorization": f"Bearer {stranger.token}"}
        ).json["code"]
        == "device_unknown"
    )
    headers = {"Authorization": f"Bearer {login['access_token']}"}
    assert client.delete(f"/v1/me/devices/{device['id']}", headers=headers).status_code == 204
    assert refused(client, login["refresh_token"])
    again = Guest(client, player.id, enter(client, key)["access_token"])
    assert device["id"] not in [one["id"] for one in again.get("/v1/me/devices").json["items"]]
    assert again._send("DELETE", f"/v1/me/devices/{device['id']}", {}).status_code == 404


def test_11_logins_nobody_can_use_are_forgotten(client: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    old, young = enter(client, str(uuid7())), enter(client, str(uuid7()))
    age(engine, old, IDLE + 31 * DAY)
    age(engine, young, IDLE + 29 * DAY)
    forget_old()
    with engine.connect() as connection:
        statement = text("SELECT player_id::text FROM devices WHERE player_id::text IN (:old, :young)")
        values = {"old": old["player"]["id"], "young": young["player"]["id"]}
        assert connection.execute(statement, values).scalars().all() == [young["player"]["id"]]
