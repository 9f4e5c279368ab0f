"""Work that goes on whatever happens."""

from collections.abc import Iterator

import pytest
from psycopg.errors import LockNotAvailable, UndefinedTable
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from web.realtime import tireless


class _EndError(BaseException):
    pass


@pytest.mark.parametrize(("orig", "level"), [(LockNotAvailable(), "info"), (UndefinedTable(), "error")])
def test_a_row_that_another_holds_is_waited_for(monkeypatch: pytest.MonkeyPatch, orig: Exception, level: str) -> None:
    monkeypatch.setattr(tireless, "sleep", lambda _: None)
    turns: Iterator[BaseException] = iter([OperationalError("SELECT", {}, orig), _EndError()])

    def work() -> None:
        raise next(turns)

    with capture_logs() as logs, pytest.raises(_EndError):
        tireless.for_ever(work)
    assert [line["log_level"] for line in logs] == [level]
