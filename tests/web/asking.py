"""Asking for rewards as a player's app does."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine

from models import ledger
from rules.ledger import Standing
from settings import Settings
from tests.web.conftest import Guest

Become = Callable[..., Guest]
URL = "/v1/redemptions"


def ask(guest: Guest, product: UUID, key: str | None = "", **wanted: Any) -> Any:
    body = {"product_id": str(product), "value": "5.00", "terms": Settings.terms_version, **wanted}
    headers = {} if key is None else {"Idempotency-Key": key or str(uuid4())}
    return guest.post(URL, body, headers=headers)


def stands(engine: Engine, guest: Guest) -> Standing:
    with engine.connect() as connection:
        return ledger.standing(connection, guest.id)
