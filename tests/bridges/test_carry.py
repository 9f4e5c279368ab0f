"""The bridge on real Kafka, Redis and Postgres: what it sends, sends again, and refuses to send."""

from collections.abc import Callable
from signal import SIGTERM
from threading import Event
from typing import Any

import pytest
from confluent_kafka import Producer, TopicPartition
from structlog.testing import capture_logs

from bridges.carry import Carrier, Place
from bridges.kafka import create_topics, topic_ids
from bridges.parcel import unpack
from events.catalog import NOTIFICATIONS, SUBMISSIONS, TOPICS
from lab.stack import Stack
from models import carried
from rules.carrying import QUEUE_DEPTH
from tasks import scoring
from tasks.slices import Slice, run
from tests.bridges.conftest import Start
from tests.bridges.courier import PARTITIONS, Bridge
from tests.processes import until

Make = Callable[..., Bridge]
POISON = [b"poison %d" % number for number in range(10)]
"""Ten events that need no session: they end as dead letters, as many as may fail without a halt."""


def work(arguments: dict[str, Any]) -> None:
    run(Slice.of(**arguments), scoring.apply)


def started(bridges: Make) -> Bridge:
    bridge = bridges()
    bridge.set_up()
    bridge.start()
    return bridge


def test_slices_follow_each_other_from_where_postgres_stands(bridges: Make) -> None:
    bridge = started(bridges)
    bridge.produce(*POISON[:3])
    arguments = bridge.next_slice()
    assert (arguments["lo"], unpack(arguments["parcel"])[0]) == (0, b"poison 0")
    assert len(unpack(arguments["parcel"])) == arguments["hi"] - arguments["lo"]
    work(arguments)
    while bridge.applied() < 3:
        work(bridge.next_slice())
    bridge.produce(*POISON[3:6])
    assert bridge.next_slice()["lo"] == 3


def test_a_slice_that_the_courier_lost_is_sent_again(bridges: Make) -> None:
    bridge = started(bridges)
    bridge.produce(POISON[0])
    first = bridge.next_slice()  # taken from the queue, and gone with its worker
    again = bridge.next_slice()
    assert unpack(again["parcel"]) == [b"poison 0"]
    bridge.queues.flushall()
    third = bridge.next_slice()
    assert unpack(third["parcel"]) == [b"poison 0"]
    # By its number a worker knows that the slice may have killed, and counts its start.
    assert (first["attempt"], again["attempt"]) == (0, 1)
    assert third["attempt"] >= 2
    work(third)
    assert bridge.applied() == 1


def test_nothing_is_sent_into_a_queue_that_is_full(bridges: Make) -> None:
    bridge = started(bridges)
    backlog = [b"not taken up yet"] * (QUEUE_DEPTH * PARTITIONS + 1)
    bridge.queues.lpush(SUBMISSIONS.queue, *backlog)
    bridge.produce(POISON[0])
    until(lambda: bridge.buffered() == 1, what="the event is read")
    for partition in range(PARTITIONS):  # the second is sent in a round that began after the event was read
        bridge.produce(b"poison too", topic=NOTIFICATIONS, partition=partition)
        assert bridge.next_slice(topic=NOTIFICATIONS)
    assert bridge.queues.lrange(SUBMISSIONS.queue, 0, -1) == backlog
    bridge.queues.rpop(SUBMISSIONS.queue)
    until(lambda: bridge.queues.llen(SUBMISSIONS.queue) == len(backlog), what="it is sent once there is room")


def test_a_restarted_bridge_goes_on_from_what_is_applied(bridges: Make) -> None:
    bridge = started(bridges)
    bridge.produce(*POISON[:4])
    first = bridge.next_slice()
    bridge.stop()
    bridge.queues.flushall()
    bridge.start()
    again = bridge.next_slice()
    assert (again["lo"], unpack(again["parcel"])[0]) == (0, b"poison 0")
    work(first)
    work(again)
    while bridge.applied() < 4:
        work(bridge.next_slice())
    assert bridge.bounds() == (0, 4)


def test_two_bridges_share_the_partitions(bridges: Make) -> None:
    one = started(bridges)
    two = bridges("bridge-2")
    two.start()
    for partition in range(PARTITIONS):
        one.produce(*POISON[:5], partition=partition)
    while any(one.applied(partition) < 5 for partition in range(PARTITIONS)):
        work(one.next_slice())
    one.stop()
    for partition in range(PARTITIONS):
        two.produce(*POISON[5:], partition=partition)
    while any(two.applied(partition) < 10 for partition in range(PARTITIONS)):
        work(two.next_slice())


def test_a_log_that_begins_after_what_is_applied_halts(bridges: Make) -> None:
    bridge = bridges()
    bridge.set_up()
    bridge.produce(*POISON)
    cut = TopicPartition(SUBMISSIONS.name, 0, 4)
    for future in bridge.admin.delete_records([cut]).values():
        future.result(30)
    bridge.start()
    until(lambda: bridge.halted(), what="the gap is seen")
    assert "gap" in (bridge.halted() or "")
    assert bridge.applied() == 0
    topic_id = topic_ids(bridge.admin, [SUBMISSIONS.name])[SUBMISSIONS.name][0]
    with bridge.engine.begin() as connection:
        moved = carried.accept_gap(connection, SUBMISSIONS.name, topic_id, 0, bridge.bounds())
    assert moved == (0, 4)
    arguments = bridge.next_slice()
    assert (arguments["lo"], unpack(arguments["parcel"])[0]) == (4, b"poison 4")
    work(arguments)
    until(lambda: bridge.halted() is None and bridge.applied() > 4)


def test_a_log_that_ends_before_what_is_applied_halts(bridges: Make) -> None:
    bridge = bridges()
    bridge.set_up()
    bridge.produce(*POISON[:2])
    with bridge.engine.begin() as connection:
        carried.advance(
            connection,
            {"topic_id": topic_ids(bridge.admin, TOPICS)[SUBMISSIONS.name][0], "partition": 0, "hi": 5},
            carried.Tally(copies=5),
        )
    bridge.start()
    until(lambda: bridge.halted(), what="the short log is seen")
    assert "gap" in (bridge.halted() or "")


def test_a_resumed_partition_is_read_again_from_where_it_stands(bridges: Make) -> None:
    """The consumer was refused its offset, and no longer asks Kafka for that partition by itself."""
    bridge = bridges()
    bridge.set_up()
    place = {"topic_id": topic_ids(bridge.admin, TOPICS)[SUBMISSIONS.name][0], "partition": 0}
    with bridge.engine.begin() as connection:
        carried.advance(connection, place | {"hi": 5}, carried.Tally(copies=5))
    with capture_logs() as logs:
        bridge.start()
        until(lambda: bridge.halted(), what="the short log is seen")
        bridge.produce(*POISON[:6])  # Kafka has been restored
        with bridge.engine.begin() as connection:
            assert carried.resume(connection, SUBMISSIONS.name, 0, None)
        assert bridge.next_slice()["lo"] == 5
    assert "reading again" in [line["event"] for line in logs]


def test_a_partition_that_is_resumed_before_the_bridge_looks_again_is_read_again(
    bridges: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bridge never sees it halted in Postgres: that it was is for the bridge itself to know."""
    bridge = bridges()
    bridge.set_up()
    place = {"topic_id": topic_ids(bridge.admin, TOPICS)[SUBMISSIONS.name][0], "partition": 0}
    with bridge.engine.begin() as connection:
        carried.advance(connection, place | {"hi": 5}, carried.Tally(copies=5))
    halt, resumed = Carrier._halt, Event()

    def halt_and_resume(self: Carrier, where: Place, why: str) -> None:
        halt(self, where, why)
        if bridge.halted() and not resumed.is_set():
            bridge.produce(*POISON[:6])
            with bridge.engine.begin() as connection:
                assert carried.resume(connection, SUBMISSIONS.name, 0, None)
            resumed.set()

    monkeypatch.setattr(Carrier, "_halt", halt_and_resume)
    with capture_logs() as logs:
        bridge.start()
        assert resumed.wait(30)
        assert bridge.next_slice()["lo"] == 5
    assert "reading again" in [line["event"] for line in logs]


def test_a_hole_in_the_log_halts(bridges: Make) -> None:
    """A producer with transactions leaves one: the mark of its commit has an offset, and no event."""
    bridge = started(bridges)
    foreign = Producer({"bootstrap.servers": bridge.kafka, "transactional.id": "not one of ours"})
    foreign.init_transactions(60)
    foreign.begin_transaction()
    foreign.produce(SUBMISSIONS.name, value=POISON[0], partition=0)
    foreign.commit_transaction(60)
    until(lambda: bridge.bounds() == (0, 2), what="the mark is in the log")
    bridge.produce(POISON[1])
    until(lambda: bridge.halted(), what="the hole is seen")
    assert bridge.halted() == "offset 2 came where 1 must be"


@pytest.mark.parametrize(("store", "told"), [("valkey", "the broker is away"), ("postgres", "postgres is away")])
def test_a_bridge_outlives_a_store_that_is_away(bridges: Make, services: Stack, store: str, told: str) -> None:
    bridge = started(bridges)
    bridge.produce(POISON[0])
    work(bridge.next_slice())
    with capture_logs() as logs:
        services.servers[store].kill()
        try:
            bridge.produce(POISON[1])
            until(lambda: told in [line["event"] for line in logs], what=f"the bridge says: {told}")
        finally:
            services.servers[store].start()
    assert unpack(bridge.next_slice()["parcel"]) == [POISON[1]]


def test_a_topic_made_anew_under_its_old_name_is_not_carried(bridges: Make) -> None:
    bridge = started(bridges)
    bridge.produce(*POISON[:2])
    work(bridge.next_slice())
    until(lambda: bridge.applied() > 0)
    for future in bridge.admin.delete_topics([SUBMISSIONS.name], operation_timeout=30).values():
        future.result(30)
    create_topics(bridge.admin, [SUBMISSIONS], PARTITIONS, 1)
    until(lambda: bridge.halted(), seconds=60, what="the new topic is seen")
    assert "made anew" in (bridge.halted() or "") or "gap" in (bridge.halted() or "")


def test_a_topic_made_anew_that_is_longer_than_before_is_not_carried_either(bridges: Make) -> None:
    bridge = bridges()
    bridge.set_up()
    before = topic_ids(bridge.admin, [SUBMISSIONS.name])
    for future in bridge.admin.delete_topics([SUBMISSIONS.name], operation_timeout=30).values():
        future.result(30)

    def made_anew() -> bool:
        create_topics(bridge.admin, [SUBMISSIONS], PARTITIONS, 1)
        return topic_ids(bridge.admin, [SUBMISSIONS.name]) not in (before, {})

    until(made_anew, what="the topic is made anew")
    bridge.produce(*POISON)
    bridge.start()
    until(lambda: bridge.halted(), what="the new topic is seen")
    assert "made anew" in (bridge.halted() or "")
    assert bridge.applied() == 0
    until(lambda: bridge.buffered() == len(POISON), what="the events are read")
    for partition in range(PARTITIONS):  # the second is sent in a round that began after they were
        bridge.produce(b"poison too", topic=NOTIFICATIONS, partition=partition)
        assert bridge.next_slice(topic=NOTIFICATIONS)
    assert bridge.queues.llen(SUBMISSIONS.queue) == 0


def test_a_bridge_told_to_stop_leaves_its_slice_to_the_next(bridges: Make, start: Start) -> None:
    world = bridges("bridge-9")
    world.set_up()
    world.produce(*POISON[:3])
    first = start("carry")
    sent = world.next_slice(60)
    first.send_signal(SIGTERM)
    assert first.wait(30) == 0
    assert world.applied() == 0
    world.queues.flushall()  # what it sent again before it ended

    start("carry")
    again = world.next_slice(60)
    assert sent["lo"] == again["lo"] == 0
    # Where a slice ends is Kafka's affair, which may hand out one event before the others; and it is sent again.
    work(sent)
    work(again)
    while world.applied() < 3:
        work(world.next_slice(60))
    world.produce(POISON[3])
    until(lambda: world.next_slice(60)["lo"] == 3, what="the next slice follows")
