"""Products of which there are few: each is had once, and again when it is given back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from models import redemption_steps
from rules.partnering import Answer
from rules.redemption import answered
from tests.redeeming import able, sell
from tests.web.asking import URL, Become, ask, stands
from tests.web.conftest import refusal


def test_the_last_in_stock_is_had_once_and_again_when_it_is_given_back(become: Become, engine: Engine) -> None:
    rare = sell(engine, "RARE", stock=1)
    first, second = become(), become()
    for guest in (first, second):
        able(engine, guest.id, 10_000)
    had = ask(first, rare)
    assert refusal(ask(second, rare)) == (409, "product_unavailable")
    assert stands(engine, second).held == 0
    assert first.post(f"{URL}/{had.json['id']}/cancel").json["state"] == "cancelled"
    assert ask(second, rare).status_code == 202


@pytest.mark.parametrize(
    ("state", "verdict", "left"),
    [("in_progress", "refused", 1), ("in_progress", "reversed", 1), ("succeeded", "reversed", 0)],
)
def test_what_was_never_issued_is_in_stock_again(
    become: Become, engine: Engine, state: str, verdict: Any, left: int
) -> None:
    """What was issued and taken back later is not: its code may be used."""
    guest, few = become(), sell(engine, f"{state}-{verdict}", stock=1)
    able(engine, guest.id, 10_000)
    id_ = UUID(ask(guest, few).json["id"])
    now = datetime.now(UTC)
    with engine.begin() as connection:
        for said in ["in_progress", *([state] if state == "succeeded" else []), verdict]:
            one = redemption_steps.lock(connection, id_)
            assert one
            step = answered(redemption_steps.standing(one), "statement", Answer(said), now, now, 0, 0)
            redemption_steps.take(connection, one, step, "test")
        statement = text("SELECT stock FROM products WHERE id = :id")
        assert connection.execute(statement, {"id": few}).scalar() == left


def test_what_was_not_taken_from_a_stock_is_not_given_back_to_it(become: Become, engine: Engine) -> None:
    ada = become()
    able(engine, ada.id, 10_000)
    plenty = sell(engine, "PLENTY")
    had = ask(ada, plenty)
    with engine.begin() as connection:
        connection.execute(text("UPDATE products SET stock = 3 WHERE id = :id"), {"id": plenty})
    ada.post(f"{URL}/{had.json['id']}/cancel")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT stock FROM products WHERE id = :id"), {"id": plenty}).scalar() == 3
