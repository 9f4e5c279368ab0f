"""Kafka to Celery: reads partitions in order and keeps one slice of each on its way, until Postgres says it is applied.

The bridge remembers nothing that matters. Where a partition stands is `carried.applied`; a slice that does not move it
is sent again, and the task that meets it twice does nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic, sleep

import structlog
from celery import Celery
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridges.couriers import SendError, send_slice
from bridges.lanes import Hole, Lane
from bridges.topics import TopicWatch
from events.catalog import TOPICS
from models import carried
from models.carried import Standing
from rules.carrying import QUEUE_DEPTH, look_after

log = structlog.get_logger()

_ENOUGH = 16_000
_FEW = 4_000
_AT_ONCE = 4_000
_POLL_S = 0.01
_IDLE_POLL_S = 0.1
_REST_S = 0.5

Place = tuple[str, int]


@dataclass
class Wires:
    """What a bridge is connected to."""

    consumer: Consumer
    engine: Engine
    celery: Celery
    queues: "Redis"
    watch: TopicWatch


class Carrier:
    """One bridge: a static member of the group, with the lanes that Kafka assigned to it."""

    def __init__(self, wires: Wires) -> None:
        self._wires = wires
        self._lanes: dict[Place, Lane] = {}
        self._standings: dict[Place, Standing] = {}
        self._looked_at = 0.0
        self._rest_until = 0.0
        self._running = True

    def stop(self) -> None:
        """Ask the loop to end; what is on its way goes on without us."""
        self._running = False

    def run(self) -> None:
        """Carry until stopped. Raises on what a restart may cure; nothing is lost by one."""
        self._await_kafka()
        self._wires.watch.start()
        self._wires.consumer.subscribe(
            list(TOPICS), on_assign=self._assign, on_revoke=self._revoke, on_lost=self._revoke
        )
        while self._running:
            self._read()
            self._look()
            self._send()
        self._wires.watch.stop()
        self._wires.consumer.close()

    def _await_kafka(self) -> None:
        """Wait until Kafka describes its topics: it is away, or has just made them."""
        while self._running:
            try:
                self._wires.watch.look()
                return
            except KafkaException as error:
                log.info("waiting for kafka", error=str(error))
                sleep(_REST_S)

    # Reading

    def _read(self) -> None:
        """Take what Kafka has for us, waiting a moment if it has nothing."""
        busy = any(lane.values for lane in self._lanes.values())
        first = self._wires.consumer.poll(_POLL_S if busy else _IDLE_POLL_S)
        if first is None:
            return
        for message in (first, *self._wires.consumer.consume(_AT_ONCE, timeout=0)):
            if message.error():
                self._note_error(message)
            else:
                self._take(message)
        self._hold()

    def _take(self, message: Message) -> None:
        place = (message.topic(), message.partition())
        lane = self._lanes.get(place)
        if lane is None:
            return
        try:
            lane.take(message.offset(), message.value() or b"")
        except Hole as hole:
            self._halt(place, str(hole))

    def _note_error(self, message: Message) -> None:
        error = message.error()
        if error.fatal():
            raise ConnectionError(f"kafka: {error.str()}")
        if error.code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
            self._halt((message.topic(), message.partition()), f"gap: {error.str()}")
        else:
            log.info("kafka", error=error.str())

    def _hold(self) -> None:
        """Stop reading partitions of which enough is buffered, go on with those that run low."""
        full = [p for p, lane in self._lanes.items() if not lane.held and len(lane.values) >= _ENOUGH]
        low = [p for p, lane in self._lanes.items() if lane.held and len(lane.values) <= _FEW]
        if full:
            self._wires.consumer.pause([TopicPartition(*place) for place in full])
        if low:
            self._wires.consumer.resume([TopicPartition(*place) for place in low])
        for place in (*full, *low):
            self._lanes[place].held = place in full

    # Knowing

    def _look(self) -> None:
        """Read where the partitions stand, if there is something to learn from it."""
        soonest = min((lane.look_s for lane in self._lanes.values()), default=look_after(0, 0))
        if monotonic() - self._looked_at < soonest:
            return
        try:
            self._standings = self._read_standings()
        except SQLAlchemyError as error:
            log.warning("postgres is away", error=str(error.__cause__ or error))
            self._standings = {}
            sleep(_REST_S)
        self._looked_at = now = monotonic()
        for place, standing in self._standings.items():
            lane = self._lanes.get(place)
            if lane is None:
                continue
            resumed = lane.halted and not standing.halted
            lane.halted = bool(standing.halted)
            if resumed or not lane.settle(standing.applied, now):
                self._reread(place, lane, standing.applied)
            self._check(place, standing)
        self._hold()

    def _read_standings(self) -> dict[Place, Standing]:
        with self._wires.engine.connect() as connection:
            rows = carried.standings(connection)
        ids = self._wires.watch.sight.ids
        standings: dict[Place, Standing] = {}
        for row in rows:  # of a topic made anew, the row of the id that Kafka shows, if there is one
            if ids.get(row.topic) == row.topic_id or (row.topic, row.partition) not in standings:
                standings[(row.topic, row.partition)] = row
        return standings

    def _check(self, place: Place, standing: Standing) -> None:
        why = self._wires.watch.sight.complaint(*place, standing.topic_id, standing.applied)
        if why and not standing.halted:
            # What was seen seconds ago may lie behind what was applied since.
            try:
                why = self._wires.watch.look().complaint(*place, standing.topic_id, standing.applied)
            except KafkaException as error:
                log.info("kafka does not describe its topics", error=str(error))
                return
            if why:
                self._halt(place, why)

    def _reread(self, place: Place, lane: Lane, offset: int) -> None:
        """Postgres stands elsewhere than what is buffered (a restore, an accepted gap): go there."""
        log.warning("reading again", place=place, offset=offset)
        lane.rewind(offset)
        lane.held = False
        # Not a seek: a partition whose offset Kafka refused is no longer fetched, and cannot be sought in.
        self._wires.consumer.incremental_unassign([TopicPartition(*place)])
        self._wires.consumer.incremental_assign([TopicPartition(*place, offset)])

    def _halt(self, place: Place, why: str) -> None:
        """Stop a partition, and say so where operators look."""
        standing = self._standings.get(place)
        if standing is None or standing.halted:
            return
        with self._wires.engine.begin() as connection:
            if carried.halt(connection, standing.topic_id, standing.partition, why):
                log.error("partition halted", place=place, why=why)
        self._standings[place] = replace(standing, halted=why)
        if place in self._lanes:
            self._lanes[place].halted = True  # so that it is read again even if it is resumed before the next look
        self._looked_at = 0.0

    # Sending

    def _send(self) -> None:
        now = monotonic()
        if now < self._rest_until:
            return
        due = [place for place in self._lanes if self._may_send(place, now)]
        if not due:
            return
        try:
            lengths = self._queue_lengths({TOPICS[topic].queue for topic, _ in due})
            for place in due:
                self._send_lane(place, lengths, now)
        except (SendError, RedisError) as error:
            log.warning("the broker is away", error=str(error))
            self._rest_until = now + _REST_S

    def _may_send(self, place: Place, now: float) -> bool:
        """Whether a slice is due, or would be if its queue were empty."""
        lane, standing = self._lanes[place], self._standings.get(place)
        if standing is None or standing.halted or standing.applied != lane.begin:
            return False
        return lane.due(now, queue_length=0) and not lane.awaits(self._lanes.values(), now)

    def _send_lane(self, place: Place, lengths: dict[str, int], now: float) -> None:
        lane, standing, topic = self._lanes[place], self._standings[place], TOPICS[place[0]]
        length = lengths[topic.queue]
        if not lane.due(now, length) or length > QUEUE_DEPTH * sum(other[0] == place[0] for other in self._lanes):
            return
        values = lane.next_slice(standing)
        send_slice(self._wires.celery, standing, topic, lane.attempt, values)
        lane.note_sent(len(values), now)

    def _queue_lengths(self, queues: set[str]) -> dict[str, int]:
        names = sorted(queues)
        pipeline = self._wires.queues.pipeline(transaction=False)
        for name in names:
            pipeline.llen(name)
        return dict(zip(names, pipeline.execute(), strict=True))

    # Kafka's group

    def _assign(self, consumer: Consumer, partitions: Sequence[TopicPartition]) -> None:
        """Begin each partition where Postgres says the last slice ended."""
        standings: dict[Place, Standing] = {}
        while self._running:
            try:
                standings = self._read_standings()
                break
            except SQLAlchemyError as error:
                log.warning("postgres is away", error=str(error.__cause__ or error))
                sleep(_REST_S)
        taken = []
        for part in partitions:
            standing = standings.get((part.topic, part.partition))
            if standing is None:
                log.error(
                    "partition unknown: `flask carried setup`, then restart the bridge",
                    topic=part.topic,
                    partition=part.partition,
                )
                continue
            part.offset = standing.applied
            self._lanes[(part.topic, part.partition)] = Lane(TOPICS[part.topic], standing.applied)
            taken.append(part)
        self._standings |= standings
        self._looked_at = 0.0  # nothing is sent before the new partitions were checked
        consumer.incremental_assign(taken)
        log.info("assigned", partitions=[f"{part.topic}/{part.partition}@{part.offset}" for part in taken])

    def _revoke(self, consumer: Consumer, partitions: Sequence[TopicPartition]) -> None:
        for part in partitions:
            self._lanes.pop((part.topic, part.partition), None)
        consumer.incremental_unassign([p for p in partitions if p in consumer.assignment()])
