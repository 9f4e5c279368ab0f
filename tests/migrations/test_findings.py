"""What imports had found before findings had rows is read as it was."""

from collections.abc import Iterator
from runpy import run_path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from lab.folder import ROOT
from models import findings, imports
from models.base import encode_json

(_FILE,) = (ROOT / "migrations" / "versions").glob("*_streaks_and_findings.py")
MIGRATION = run_path(str(_FILE))
REPORT: dict[str, Any] = {
    "rows": 9,
    "fatal": 1,
    "faults": [
        {"line": 7, "code": "faulty", "detail": "No stem.", "fatal": True},
        {"line": 3, "code": "markup_dropped", "detail": "Bold.", "fatal": False},
    ],
    "duplicate_rows": [{"line": 5, "of": None}, {"line": 9, "of": 5}],
}


@pytest.fixture
def before(owner_engine: Engine) -> Iterator[Connection]:
    """A transaction in which the migration was not run; it is rolled back."""
    with owner_engine.connect() as connection:
        connection.execute(text(MIGRATION["_DOWN"]))
        yield connection


def test_findings_in_reports_become_rows(before: Connection) -> None:
    job, waiting = uuid7(), uuid7()
    for id_ in (job, waiting):
        imports.create(before, id_, uuid7(), "gift", {}, b"")
    report = {"report": encode_json(REPORT), "job": job}
    before.execute(text("UPDATE imports SET report = CAST(:report AS jsonb) WHERE id = :job"), report)
    before.execute(text(MIGRATION["_UP"]))
    found = [(one.line, one.code, one.detail, one.fatal) for one in findings.after(before, job, 0, 100)]
    assert found == [
        (3, "markup_dropped", "Bold.", False),
        (5, "duplicate", "the bank has it", False),
        (7, "faulty", "No stem.", True),
        (9, "duplicate", "as line 5", False),
    ]
    after = imports.one(before, job)
    assert after is not None
    assert after.report == {"rows": 9, "fatal": 1}
    assert findings.after(before, waiting, 0, 100) == []
