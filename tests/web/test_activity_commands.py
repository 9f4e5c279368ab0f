"""`flask activity`: what was counted is held against its sources, says so by its exit code, and is mended."""

import json
from typing import Any

from flask import Flask
from sqlalchemy import Engine, text

from tests.web.conftest import Guest


def run(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["activity", *words])


def figures(app: Flask, *words: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code of an audit, and its figures by name."""
    told = run(app, "audit", "--json", *words)
    return told.exit_code, {one["name"]: one for one in json.loads(told.output)}


def change(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount


def test_what_was_counted_wrong_is_found_named_and_mended(app: Flask, engine: Engine, guest: Guest) -> None:
    guest.start()
    assert run(app, "rebuild").exit_code == 0
    code, before = figures(app)
    assert (code, [one["wrong"] for one in before.values()]) == (0, [False] * len(before))
    assert before["active"]["counted"] == before["active"]["found"] > 0
    change(engine, "UPDATE activity_days SET active = active + 1")
    code, found = figures(app)
    assert (code, [name for name, one in found.items() if one["wrong"]]) == (1, ["active"])
    assert found["active"]["counted"] == before["active"]["counted"] + 1
    assert figures(app, "--day", "2020-01-01")[0] == 0, "of another day nothing is wrong"
    mended = run(app, "rebuild", "--reason", "a drift")
    assert mended.exit_code == 0, mended.output
    assert figures(app) == (0, before)
    with engine.connect() as connection:
        said = text("SELECT actor, reason FROM audit_log WHERE action = 'activity.rebuild' ORDER BY at DESC LIMIT 1")
        assert connection.execute(said).one().reason == "a drift"


def test_what_is_marked_and_not_counted_yet_is_counted_first(app: Flask, engine: Engine, guest: Guest) -> None:
    assert run(app, "rebuild").exit_code == 0
    guest.start()
    change(engine, "UPDATE activity_marks SET counted = false")
    change(engine, "DELETE FROM activity_days")
    change(engine, "DELETE FROM activity_retention")
    for table in ("cohorts", "players", "weeks"):
        change(engine, f"DELETE FROM activity_{table}")
    assert figures(app)[0] == 0


def test_what_is_no_day_is_said(app: Flask) -> None:
    told = run(app, "audit", "--day", "today")
    assert told.exit_code == 2
    assert "today" in told.output
