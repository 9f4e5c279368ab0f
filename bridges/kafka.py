"""What every Kafka client of ours has in common, and the topics as Kafka itself knows them."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from time import monotonic, sleep
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

from events.catalog import Topic

_RETENTION_MS = 14 * 24 * 3600 * 1000
_DESCRIBED_S = 30.0
_AGAIN_S = 0.1


def producer_config(bootstrap_servers: str, linger_ms: float = 0) -> dict[str, Any]:
    """Settings of a producer: all replicas acknowledge, retries make no copies, a message gives up after 4 s.

    One partitioner for all of them, so that a key has one partition whichever process produced it.
    """
    return {
        "bootstrap.servers": bootstrap_servers,
        "acks": "all",
        "enable.idempotence": True,
        "compression.type": "lz4",
        "linger.ms": linger_ms,
        "message.timeout.ms": 4_000,
        "queue.buffering.max.messages": 10_000,
        "partitioner": "murmur2_random",
        "topic.metadata.refresh.interval.ms": 30_000,
    }


def consumer_config(bootstrap_servers: str, member: str) -> dict[str, Any]:
    """Settings of a bridge: a static member whose offsets live in Postgres, and that never guesses where to begin."""
    return {
        "bootstrap.servers": bootstrap_servers,
        "group.id": "buzzline-bridge",
        "group.instance.id": member,
        "session.timeout.ms": 6_000,
        "heartbeat.interval.ms": 1_500,
        "max.poll.interval.ms": 60_000,
        "partition.assignment.strategy": "cooperative-sticky",
        "enable.auto.commit": False,
        "auto.offset.reset": "error",
        "fetch.wait.max.ms": 100,
        "queued.max.messages.kbytes": 16_384,
        "topic.metadata.refresh.interval.ms": 5_000,
    }


def admin(bootstrap_servers: str) -> AdminClient:
    """A client for set-up and for looking at topics; it connects at first use."""
    return AdminClient({"bootstrap.servers": bootstrap_servers, "socket.timeout.ms": 5_000})


def create_topics(client: AdminClient, topics: Iterable[Topic], partitions: int, replicas: int) -> None:
    """Make the topics that are missing, with `partitions` unless they have a number of their own.

    Returns once Kafka describes them all, which may be a moment after it said that they are made. Raises KafkaException
    for anything but "it is there already", and TimeoutError.
    """
    config = {
        "retention.ms": str(_RETENTION_MS),
        "cleanup.policy": "delete",
        "min.insync.replicas": str(min(2, replicas)),
        "unclean.leader.election.enable": "false",
    }
    wanted = [NewTopic(topic.name, topic.partitions or partitions, replicas, config=config) for topic in topics]
    for name, future in client.create_topics(wanted).items():
        try:
            future.result(timeout=30)
        except KafkaException as error:
            if error.args[0].name() != "TOPIC_ALREADY_EXISTS":
                raise KafkaException(f"{name}: {error}") from error
    _await_description(client, {topic.topic for topic in wanted})


def _await_description(client: AdminClient, names: Collection[str]) -> None:
    deadline = monotonic() + _DESCRIBED_S
    while missing := set(names) - topic_ids(client, names).keys():
        if monotonic() > deadline:
            raise TimeoutError(f"Kafka does not describe {', '.join(sorted(missing))}, which it made")
        sleep(_AGAIN_S)


def topic_ids(client: AdminClient, names: Iterable[str], timeout: float = 5) -> dict[str, tuple[str, int]]:
    """Kafka's id and number of partitions of each topic that exists."""
    found = {}
    for name, future in client.describe_topics(TopicCollection(list(names)), request_timeout=timeout).items():
        try:
            description = future.result(timeout=timeout + 1)
        except KafkaException as error:
            if error.args[0].name() != "UNKNOWN_TOPIC_OR_PART":
                raise
            continue
        found[name] = (str(description.topic_id), len(description.partitions))
    return found


def log_bounds(
    client: AdminClient, places: Iterable[tuple[str, int]], timeout: float = 5
) -> dict[tuple[str, int], tuple[int, int]]:
    """First offset kept and next offset to be written, by (topic, partition). Raises KafkaException.

    A broker that has just started may answer, and not know yet where a log ends: that is no answer.
    """
    parts = [TopicPartition(topic, partition) for topic, partition in places]
    begins = client.list_offsets({part: OffsetSpec.earliest() for part in parts}, request_timeout=timeout)
    ends = client.list_offsets({part: OffsetSpec.latest() for part in parts}, request_timeout=timeout)
    end = {(part.topic, part.partition): _known(future.result(timeout + 1).offset) for part, future in ends.items()}
    return {
        (part.topic, part.partition): (_known(future.result(timeout + 1).offset), end[(part.topic, part.partition)])
        for part, future in begins.items()
    }


def _known(offset: int) -> int:
    if offset < 0:
        raise KafkaException(KafkaError(KafkaError._NO_OFFSET))
    return offset


def first_held(bootstrap_servers: str, place: tuple[str, int], offset: int, patience_s: float = 5) -> int:
    """The first offset from `offset` on that the log of (topic, partition) holds; `offset` if nothing follows it."""
    message = record_at(bootstrap_servers, place, offset, patience_s)
    return offset if message is None else int(message.offset())


def find(
    bootstrap_servers: str, starts: Mapping[tuple[str, int], int], needle: bytes, patience_s: float = 5
) -> Message | None:
    """The first record from these offsets on, by (topic, partition), that has `needle` in its value.

    None: none has in the logs as they are now, or Kafka said nothing for `patience_s`.
    """
    with closing(_looking(bootstrap_servers, {"enable.partition.eof": True})) as consumer:
        consumer.assign([TopicPartition(*place, offset) for place, offset in starts.items()])
        reading = set(starts)
        while reading and (message := consumer.poll(patience_s)) is not None:
            if message.error():  # its end, too
                reading.discard((str(message.topic()), int(message.partition() or 0)))
            elif needle in (message.value() or b""):
                return message
    return None


def tail(bootstrap_servers: str, starts: Mapping[tuple[str, int], int], patience_s: float = 5) -> list[Message]:
    """All records from these offsets on, by (topic, partition), to the ends of the logs as they are now.

    Raises KafkaException if Kafka says nothing for `patience_s` before all of them are read: then some may be missing.
    """
    found: list[Message] = []
    with closing(_looking(bootstrap_servers, {"enable.partition.eof": True})) as consumer:
        consumer.assign([TopicPartition(*place, offset) for place, offset in starts.items()])
        reading = set(starts)
        while reading:
            message = consumer.poll(patience_s)
            if message is None:
                raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
            if not message.error():
                found.append(message)
            elif message.error().code() == KafkaError._PARTITION_EOF:
                reading.discard((str(message.topic()), int(message.partition() or 0)))
            else:
                raise KafkaException(message.error())
    return found


def record_at(bootstrap_servers: str, place: tuple[str, int], offset: int, patience_s: float = 5) -> Message | None:
    """The first record from `offset` on in the log of (topic, partition); None if there is none, or Kafka is away."""
    with closing(_looking(bootstrap_servers, {})) as consumer:
        consumer.assign([TopicPartition(*place, offset)])
        message = consumer.poll(patience_s)
        return None if message is None or message.error() else message


def _looking(bootstrap_servers: str, more: Mapping[str, Any]) -> Consumer:
    """A consumer that reads what it is told to, and keeps no place."""
    config = {"bootstrap.servers": bootstrap_servers, "group.id": "buzzline-look", "auto.offset.reset": "earliest"}
    return Consumer({**config, "enable.auto.commit": False, **more})
