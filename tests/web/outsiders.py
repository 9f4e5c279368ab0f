"""Who comes in with an id token of an issuer outside."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from tests.issuing import NONCE, OWN_DOMAIN, Outside
from tests.web.visitors import PASSWORD, Visitor


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    """An issuer that answers."""
    with Outside().running() as outside:
        yield outside


@pytest.fixture(scope="module")
def app(make_app: Callable[..., Flask], filled: None, outside: Outside) -> Flask:  # noqa: ARG001 - filled first
    """An app that believes it."""
    return make_app(oidc_issuers=(outside.issuer,))


@pytest.fixture
def own() -> str:
    """An address at the issuer, of nobody yet."""
    return f"{uuid4().hex}@{OWN_DOMAIN}"


def body(token: str, **fields: Any) -> dict[str, Any]:
    return {"id_token": token, "nonce": NONCE, **fields}


def come(visitor: Visitor, token: str, access: str | None = None, **fields: Any) -> Any:
    return visitor.post("/oidc", body(token, **fields), access)


def player(response: Any) -> str:
    assert response.status_code == 200, response.text
    return str(response.json["player"]["id"])


def count(engine: Engine, table: str, player: str) -> int:
    with engine.connect() as connection:
        statement = text(f"SELECT count(*) FROM {table} WHERE player_id = :player")
        return int(connection.execute(statement, {"player": player}).scalar_one())


def fresh(visitor: Visitor, access: str, password: str = PASSWORD) -> str:
    return str(visitor.post("/reauthenticate", {"password": password}, access).json["access_token"])
