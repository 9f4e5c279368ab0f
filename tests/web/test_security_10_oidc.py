"""SECURITY 10 and 6: coming in with an id token of an issuer outside, and whose account that may open."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from lab.issuer import AUDIENCE as LAB_AUDIENCE
from lab.issuer import claims
from models import accounts
from rules.issuers import Issuer
from tests.crossing import is_held, noting
from tests.issuing import NONCE, Outside
from tests.processes import until
from tests.web.conftest import Guest
from tests.web.outsiders import app, body, come, count, fresh, outside, own, player
from tests.web.visitors import PASSWORD, Visitor, email, visitor
from web.attempts import IDENTITIES
from web.auth import FRESH_S

__all__ = ["app", "email", "outside", "own", "visitor"]


def test_somebody_new_becomes_an_account_and_comes_back_as_the_same(visitor: Visitor, outside: Outside) -> None:
    first = come(visitor, outside.token(sub="ada"), name="Ada", country="de")
    made = first.json["player"]
    assert (made["registered"], made["name"], made["country"]) == (True, "Ada", "de")
    again = come(visitor, outside.token(sub="ada", email="another@x.example", email_verified=True), name="Eve")
    assert again.json["player"] == made
    me = visitor.client.get("/v1/me", headers={"Authorization": f"Bearer {again.json['access_token']}"}).json
    assert me["identities"] == ["outside"]
    assert player(come(visitor, outside.token(sub="Ada"))) != made["id"], "another subject"
    renewed = visitor.post("/refresh", {"refresh_token": again.json["refresh_token"]})
    assert renewed.status_code == 200


def test_a_guest_becomes_the_account_and_keeps_everything(
    visitor: Visitor, outside: Outside, become: Callable[..., Guest]
) -> None:
    key = uuid4().hex
    guest = visitor.client.post("/v1/players", json={"device_key": key, "name": "Gus"}).json
    session = Guest(visitor.client, UUID(guest["player"]["id"]), guest["access_token"]).start()
    response = come(visitor, outside.token(sub="gus"), guest["access_token"], name="Not this one")
    assert response.json["player"] == guest["player"] | {"registered": True}
    account = Guest(visitor.client, UUID(player(response)), response.json["access_token"])
    assert account.get(f"/v1/sessions/{session}").status_code == 200
    assert visitor.client.post("/v1/players", json={"device_key": key}).json["player"]["id"] != str(account.id)
    other = become()
    back = come(visitor, outside.token(sub="gus"), other.token)
    assert player(back) == str(account.id), "who has an account comes into it"
    assert other.get("/v1/me").json["registered"] is False, "and the guest stays what it was"


def test_an_identity_is_locked_before_the_player_of_the_token_beside_it(
    visitor: Visitor, outside: Outside, become: Callable[..., Guest], app: Flask, engine: Engine
) -> None:
    """As who comes with the identity alone locks it before its player: neither waits for the other for ever."""
    guest = become()
    with noting(
        app.extensions["wires"].postgres.engine,
        "pg_advisory_xact_lock",
        lambda: is_held(engine, "players", "id", guest.id),
    ) as found:
        assert come(visitor, outside.token(sub="gil"), guest.token).status_code == 200
    assert found == [False]


def test_logins_by_an_identity_are_counted_one_after_the_other(
    visitor: Visitor, outside: Outside, app: Flask, engine: Engine
) -> None:
    me = player(come(visitor, outside.token(sub="lea")))
    with noting(
        app.extensions["wires"].postgres.engine,
        "INTO devices",
        lambda: is_held(engine, "players", "id", me, alone=True),
    ) as found:
        assert player(come(visitor, outside.token(sub="lea"))) == me
    assert found == [True]


def test_security_10_a_token_is_good_once_and_only_here(
    visitor: Visitor, outside: Outside, wires: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = outside.token(sub="once")
    with monkeypatch.context() as patch:
        patch.setattr("web.oidc._begin", lambda *_: 1 / 0)
        assert come(visitor, token).status_code == 500
    assert come(visitor, token).status_code == 200, "what failed has not used it up"
    again = come(visitor, token)
    assert (again.status_code, again.json["code"]) == (401, "identity_refused")
    bearer = {"Authorization": f"Bearer {outside.token()}"}
    assert visitor.client.get("/v1/me", headers=bearer).status_code == 401
    ours = wires.tokens.sign_access(uuid7())
    assert come(visitor, ours).json["code"] == "identity_refused"


def test_security_10_what_is_forged_opens_nothing(visitor: Visitor, outside: Outside, engine: Engine) -> None:
    def players() -> int:
        with engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM players")).scalar_one())

    before = players()
    mac = jwt.encode(outside.claims(), "k" * 32, "HS256", {"kid": outside.key.kid})
    for token in (mac, outside.token(aud="else"), outside.token(exp=1), outside.token(nonce="x" * 64), "a.b.c"):
        response = come(visitor, token)
        assert (response.status_code, response.json["code"]) == (401, "identity_refused"), response.text
    for fields in ({"nonce": "short"}, {"id_token": "no token"}, {"registered": True}, {"name": "A\u200bda"}):
        response = come(visitor, outside.token(), **fields)
        assert (response.status_code, response.json["code"]) == (422, "invalid")
    assert players() == before


def test_an_identity_has_one_player(visitor: Visitor, outside: Outside, email: str) -> None:
    taken = player(come(visitor, outside.token(sub="taken")))
    access = fresh(visitor, visitor.sign_up(email)["access_token"])
    response = come(visitor, outside.token(sub="taken"), access)
    assert (response.status_code, response.json["code"]) == (409, "identity_taken")
    assert player(come(visitor, outside.token(sub="taken"))) == taken


def test_security_12_who_is_blocked_gets_no_login(visitor: Visitor, outside: Outside, app: Flask) -> None:
    welcome = come(visitor, outside.token(sub="cheat")).json
    blocked = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    app.test_cli_runner().invoke(args=["players", "block", str(blocked.id), "--reason", "cheats"])
    until(lambda: blocked.get("/v1/me").status_code == 403, what="the block")
    refused = come(visitor, outside.token(sub="cheat"))
    assert (refused.status_code, refused.json["code"]) == (403, "blocked")


def test_reauthentication_by_an_identity_of_ones_own_and_erasure(
    visitor: Visitor, outside: Outside, engine: Engine
) -> None:
    welcome = come(visitor, outside.token(sub="eraser"))
    me, access = player(welcome), welcome.json["access_token"]

    def erase(token: str) -> int:
        return int(visitor.client.delete("/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code)

    assert erase(access) == 403
    other = visitor.post("/reauthenticate", body(outside.token(sub="somebody else")), access)
    assert (other.status_code, other.json["code"]) == (403, "identity_other")
    claims = outside.claims()
    old = outside.token(sub="eraser", iat=claims["iat"] - FRESH_S - 5)
    late = visitor.post("/reauthenticate", body(old), access)
    assert (late.status_code, late.json["code"]) == (401, "identity_refused")
    both = visitor.post("/reauthenticate", body(outside.token(sub="eraser"), password=PASSWORD), access)
    assert both.status_code == 422
    shown = visitor.post("/reauthenticate", body(outside.token(sub="eraser")), access)
    assert shown.status_code == 200, shown.text
    assert erase(shown.json["access_token"]) == 204
    assert count(engine, "identities", me) == 0
    assert player(come(visitor, outside.token(sub="eraser"))) != me, "the identity is free again"


def test_security_06_tokens_that_are_refused_are_counted(visitor: Visitor, outside: Outside) -> None:
    bad = outside.token(aud="else")
    answers = [come(visitor, bad).status_code for _ in range(IDENTITIES.an_account + 1)]
    assert answers == [401] * IDENTITIES.an_account + [429]
    assert come(visitor, outside.token()).status_code == 200


def test_security_07_without_redis_nobody_comes_in(make_app: Callable[..., Flask], outside: Outside) -> None:
    away = make_app(boards_url="redis://127.0.0.1:9/0", oidc_issuers=(outside.issuer,))
    assert away.test_client().post("/v1/auth/oidc", json=body(outside.token())).status_code == 503


def test_security_26_an_issuer_whose_keys_cannot_be_had_is_away_and_uses_nothing_up(
    make_app: Callable[..., Flask], outside: Outside
) -> None:
    nowhere = replace(outside.issuer, jwks_url="http://127.0.0.1:9/keys")
    client: Any = make_app(oidc_issuers=(nowhere,)).test_client()
    token = outside.token()
    assert client.post("/v1/auth/oidc", json=body(token)).status_code == 503
    assert (
        make_app(oidc_issuers=(outside.issuer,)).test_client().post("/v1/auth/oidc", json=body(token)).status_code
        == 200
    )


def test_two_at_once_with_one_identity_are_one_player(visitor: Visitor, outside: Outside, engine: Engine) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: player(come(visitor, outside.token(sub="twins"))), range(4)))
    assert len(set(found)) == 1
    assert count(engine, "identities", found[0]) == 1


def test_config_tells_clients_whose_tokens_are_taken(visitor: Visitor) -> None:
    assert visitor.client.get("/v1/config").json["identity_issuers"] == ["outside"]


def test_the_labs_issuer_is_one_like_any_other(make_app: Callable[..., Flask], tmp_path: Any, engine: Engine) -> None:
    from threading import Thread
    from urllib.parse import parse_qs, urlsplit

    import httpx

    from bridges.identities import nonce_claim
    from lab.issuer import DOMAIN, Key, make_pem, serve
    from lab.ports import Ports

    port, origin = Ports(tmp_path).claim("issuer"), "http://play.test"
    url = f"http://127.0.0.1:{port}"
    with serve(port, origin, Key(make_pem().encode())) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        found = httpx.get(f"{url}/.well-known/openid-configuration").json()
        issuer = Issuer(
            "lab",
            frozenset({found["issuer"]}),
            frozenset({LAB_AUDIENCE}),
            found["jwks_uri"],
            frozenset({DOMAIN}),
            loopback=True,
        )
        client: Any = make_app(oidc_issuers=(issuer,)).test_client()
        said = {"email": f"lab@{DOMAIN}", "verified": "true", "nonce": nonce_claim(NONCE)}
        token = httpx.post(f"{url}/token", data=said).json()["id_token"]
        first = client.post("/v1/auth/oidc", json=body(token))
        asked = {
            "client_id": LAB_AUDIENCE,
            "response_type": "id_token",
            "redirect_uri": f"{origin}/back",
            "state": "s<",
        }
        page = httpx.get(f"{url}/authorize", params=asked | said)
        assert (page.status_code, 'value="s&lt;"' in page.text) == (200, True)
        back = httpx.post(f"{url}/authorize", data=asked | said)
        parts = urlsplit(back.headers["Location"])
        assert (back.status_code, parts.netloc, parts.path) == (303, "play.test", "/back")
        answer = parse_qs(parts.fragment)
        assert answer["state"] == ["s<"]
        second = client.post("/v1/auth/oidc", json=body(answer["id_token"][0]))
        for wrong in ({"redirect_uri": "http://evil.test/"}, {"client_id": "x"}, {"nonce": ""}):
            assert httpx.post(f"{url}/authorize", data=asked | said | wrong).status_code == 400
        server.shutdown()
    assert player(first) == player(second)
    with engine.connect() as connection:
        assert accounts.by_email(connection, f"lab@{DOMAIN}") is not None
    assert claims("i", "A@x", "n", verified=True)["sub"] == claims("i", "a@x", "n", verified=False)["sub"]
