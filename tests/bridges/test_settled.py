"""Whether all that was accepted has its outcome: only who looks into the outbox too can tell."""

from collections.abc import Callable

from sqlalchemy import Engine, create_engine, text

from bridges.postgres import Postgres
from bridges.settled import Settled
from models import carried, outbox
from tests.processes import until


def test_where_the_logs_end_is_not_told_while_the_outbox_holds_some_of_it(
    database_url: str, engine: Engine, kafka_servers: str, make_topic: Callable[..., str]
) -> None:
    topic = make_topic()
    mine = create_engine(database_url)
    settled = Settled(Postgres(mine), kafka_servers, topic)
    with engine.begin() as connection:
        carried.setup(connection, topic, "an id", {0: 0})
        outbox.put(connection, "another topic", "a key", b"a value")
    until(lambda: settled.ends() == {0: 0}, what="the log's end is told")
    with engine.begin() as connection:
        outbox.put(connection, topic, "a key", b"a value")
    assert settled.ends() is None
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox WHERE topic = :topic"), {"topic": topic})
    until(lambda: settled.ends() == {0: 0}, what="it is told again")
    mine.dispose()
