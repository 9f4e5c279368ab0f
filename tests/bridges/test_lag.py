"""How far behind the pipeline is, as operators are told."""

from collections.abc import Callable

from confluent_kafka import Producer
from sqlalchemy import Engine, create_engine

from bridges.kafka import producer_config
from bridges.lag import LagMeter
from bridges.postgres import Postgres
from models import carried, outbox
from models.carried import Tally
from tests.processes import until


def test_lag_is_what_kafka_holds_and_is_not_applied(
    database_url: str, engine: Engine, kafka_servers: str, make_topic: Callable[..., str]
) -> None:
    topic = make_topic()
    producer = Producer(producer_config(kafka_servers))
    for _ in range(3):
        producer.produce(topic, b"an event")
    assert producer.flush(30) == 0
    with engine.begin() as connection:
        carried.setup(connection, topic, "an id", {0: 0})
        carried.advance(connection, {"topic_id": "an id", "partition": 0, "hi": 1}, Tally(applied=1))
        outbox.put(connection, topic, "a key", b"a value")
    mine = create_engine(database_url)
    meter = LagMeter(Postgres(mine).connect, kafka_servers)
    until(lambda: meter.read().behind == {(topic, 0): 2}, what="two events lag")
    lag = meter.read()
    assert lag.still_s.keys() == {(topic, 0)}
    assert lag.outbox_rows == 1
    meter.close()
    mine.dispose()
