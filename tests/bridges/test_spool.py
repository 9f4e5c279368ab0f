"""The outbox's writer in a web process, while Postgres lets it wait."""

from collections.abc import Iterator
from threading import Thread

import pytest
from sqlalchemy import Engine, create_engine, text

from bridges.postgres import Postgres
from bridges.spool import Spool
from tests.processes import until


@pytest.fixture
def spool(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spool]:
    """One whose connection has all the time in the world."""
    monkeypatch.setattr("bridges.postgres.PATIENCE_S", 60)
    engine = create_engine(database_url)
    spool = Spool(Postgres(engine))
    yield spool
    spool.stop()
    engine.dispose()


def test_while_the_writer_is_stuck_nobody_queues_behind_it(spool: Spool, engine: Engine) -> None:
    with engine.begin() as holder:
        holder.execute(text("LOCK TABLE outbox IN EXCLUSIVE MODE"))
        first = Thread(target=spool.put, args=([("topic", "first", b"")],))
        first.start()
        until(lambda: spool.is_away, seconds=4, what="the writer is seen to be stuck")
        assert not spool.put([("topic", "second", b"")])
    first.join(10)
    until(lambda: not spool.is_away, what="it goes on")
    spool.stop(30)
    with engine.connect() as connection:
        assert list(connection.execute(text("SELECT key FROM outbox")).scalars()) == ["first"]
