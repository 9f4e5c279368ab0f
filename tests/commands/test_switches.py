"""`flask switches`."""

import json

from sqlalchemy import Engine, text

from models import switches
from tests.commands.conftest import Run


def test_a_switch_is_turned_with_its_reason_in_the_log(run: Run, engine: Engine) -> None:
    assert run("switches", "turn", "sessions", "off", "--reason", "The disk is full").exit_code == 0
    found = {one["name"]: one for one in json.loads(run("switches", "list", "--json").output)}
    assert (found["sessions"]["is_on"], found["sessions"]["reason"]) == (False, "The disk is full")
    assert found["ranked"]["is_on"]
    assert run("switches", "turn", "moonlight", "off", "--reason", "x").exit_code == 1
    with engine.connect() as connection:
        assert switches.off(connection) == {"sessions"}
        row = connection.execute(text("SELECT actor, subject_id, before, after, reason FROM audit_log")).one()
    assert tuple(row) == ("flask", "sessions", {"is_on": True}, {"is_on": False}, "The disk is full")
