"""Audits that run by themselves leave what they found."""

import pytest
from redis import Redis
from sqlalchemy import Engine, text

from models import audits
from tasks import app, auditing, runtime
from tests.pipeline import Log


def test_each_audit_leaves_a_run_that_says_what_is_broken(
    log: Log, engine: Engine, boards_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    redis = Redis.from_url(boards_url)
    monkeypatch.setattr(runtime, "boards", lambda: redis)
    with engine.begin() as connection:
        connection.execute(text("UPDATE carried SET applied_n = 5 WHERE topic_id = :id"), {"id": log.topic_id})
    for run in (auditing.audit_pipeline, auditing.audit_ledger, auditing.audit_boards):
        run()
    redis.close()
    with engine.connect() as connection:
        last = audits.latest(connection)
        assert [(kind, last[kind].kind) for kind in audits.KINDS] == [(kind, kind) for kind in audits.KINDS]
        assert "carried adds up" in {found["name"] for found in last["pipeline"].broken}
        assert last["pipeline"].checked > 20 < last["ledger"].checked + 10
        assert audits.runs(connection, "boards", last["boards"].id, 5) == []


def test_beat_runs_them_where_they_hold_nothing_up() -> None:
    planned = {entry["task"] for entry in app.conf.beat_schedule.values()}
    for task in (auditing.audit_pipeline, auditing.audit_ledger, auditing.audit_boards):
        assert task.name in planned
        assert app.conf.task_routes[task.name] == {"queue": "imports"}
