"""Logins of one player, of which there are so many."""

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from tests.crossing import is_held, noting
from tests.web.visitors import Visitor, email, visitor

__all__ = ["email", "visitor"]


def test_the_login_that_was_unused_for_longest_makes_room(
    visitor: Visitor, email: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.devices.ACTIVE_MOST", 3)
    player = visitor.sign_up(email)["player"]["id"]
    for _ in range(2):
        assert visitor.log_in(email).status_code == 200
    with engine.begin() as connection:
        ids = text("SELECT id FROM devices WHERE player_id = :player ORDER BY created_at")
        _, unused, _ = connection.execute(ids, {"player": player}).scalars()
        aged = text("UPDATE devices SET rotated_at = rotated_at - interval '1 day' WHERE id = :id")
        connection.execute(aged, {"id": unused})
    assert visitor.log_in(email).status_code == 200
    with engine.connect() as connection:
        ended = text("SELECT id FROM devices WHERE player_id = :player AND end_reason = 'crowded'")
        assert connection.execute(ended, {"player": player}).scalars().all() == [unused]


def test_logins_of_one_player_are_counted_one_after_the_other(
    visitor: Visitor, email: str, engine: Engine, app: Flask
) -> None:
    player = visitor.sign_up(email)["player"]["id"]
    with noting(
        app.extensions["wires"].postgres.engine,
        "INTO devices",
        lambda: is_held(engine, "players", "id", player, alone=True),
    ) as found:
        assert visitor.log_in(email).status_code == 200
    assert found == [True]
