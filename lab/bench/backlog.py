"""Answers as the web would have produced them; and events put into Kafka all at once."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from confluent_kafka import Producer

from bridges.kafka import producer_config
from events.catalog import AnswerSubmitted, Event
from events.codec import encode
from events.identity import answer_event_id
from lab.bench.history import QUESTIONS, RIGHT, WRONG, Asked

_AT_ONCE = 10_000
_SKILL = 0.7


def events(asked: Sequence[Asked], players: int, seed: int) -> Iterator[AnswerSubmitted]:
    """Every answer of the sessions, all players playing at the same time: first questions, second ones, ...

    Received one after the other until now; each 1.5 to 8 s after its question.
    """
    random = Random(seed)
    total = len(asked) * QUESTIONS
    began = datetime.now(UTC) - timedelta(milliseconds=total / 10)
    number = 0
    for start in range(0, len(asked), players):
        for question in range(QUESTIONS):
            for one in asked[start : start + players]:
                number += 1
                received = began + timedelta(milliseconds=number / 10)
                response = RIGHT if random.random() < _SKILL else WRONG
                yield AnswerSubmitted(
                    event_id=answer_event_id(one.session_id, question, response),
                    session_id=one.session_id,
                    question_no=question,
                    player_id=one.player_id,
                    response=response,
                    delivered_at=received - timedelta(seconds=random.uniform(1.5, 8)),
                    received_at=received,
                )


def produce(kafka: str, answers: Iterator[Event]) -> int:
    """Produce them, keyed as ever; how many. All are acknowledged when it returns."""
    config = {**producer_config(kafka, linger_ms=20), "queue.buffering.max.messages": 200_000}
    producer = Producer({**config, "message.timeout.ms": 60_000})
    failed: list[str] = []
    count = 0
    for count, event in enumerate(answers, 1):
        producer.produce(
            event.topic.name,
            key=event.key,
            value=encode(event),
            on_delivery=lambda error, _: failed.append(error.str()) if error else None,
        )
        if count % _AT_ONCE == 0:
            producer.poll(0)
            while len(producer) > 150_000:
                producer.poll(0.05)
    producer.flush()
    if failed:
        raise RuntimeError(f"Kafka did not take {len(failed)} events: {failed[0]}")
    return count
