"""A case is decided once, however many decide it."""

from typing import Any

from flask import Flask
from sqlalchemy import Engine

from models import cases
from tests.crossing import before, is_held
from tests.web.admin.test_cases import Employ, decide, doubted, empty, flag

__all__ = ["doubted", "empty"]


def test_a_case_of_nobodys_is_held_while_it_is_decided_and_decided_once(
    app: Flask, employ: Employ, engine: Engine, doubted: Any
) -> None:
    flag(engine, doubted)
    with engine.connect() as connection:
        [case] = cases.of_subject(connection, doubted.id)
    found: list[bool] = []
    deciding = before(
        app.extensions["wires"].postgres.engine,
        "SET decided_at",
        lambda: found.append(is_held(engine, "cases", "id", case.id)),
    )
    with deciding:
        assert decide(employ("editor"), str(case.id), "dismiss").status_code == 200
    assert found == [True]
    assert decide(employ("editor"), str(case.id), "dismiss").json["code"] == "case_decided"
    with engine.connect() as connection:
        assert [one["action"] for one in cases.history(connection, case.id, 10)] == ["cases.decide"]
