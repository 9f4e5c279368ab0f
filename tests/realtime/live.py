"""A live quiz for tests: the workers that apply its answers, and players who follow it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition
from sqlalchemy import Engine

from bridges.kafka import admin, topic_ids
from events.catalog import SUBMISSIONS
from models import carried, programme
from models.programme import Pace, Wish
from models.quizzes import QuizRow
from tasks import scoring
from tasks.slices import Slice, run
from tests.processes import until
from tests.realtime.client import Client
from tests.web.conftest import Guest, option

PACE = Pace(question_ms=4_000, reveal_ms=3_000, lobby_ms=60_000)


class Workers(Thread):
    """Applies what reaches `quiz.submissions`, as bridge and workers would; not while `held`."""

    def __init__(self, engine: Engine, servers: str) -> None:
        super().__init__(daemon=True)
        self.held = Event()
        self._ended = Event()
        self._topic_id, count = topic_ids(admin(servers), [SUBMISSIONS.name])[SUBMISSIONS.name]
        self._consumer = Consumer({"bootstrap.servers": servers, "group.id": "test-live"})
        places = [TopicPartition(SUBMISSIONS.name, number) for number in range(count)]
        for place in places:
            until(partial(self._find_end, place), what="a leader of the partition")
        self._consumer.assign(places)
        with engine.begin() as connection:
            begins = {place.partition: place.offset for place in places}
            carried.setup(connection, SUBMISSIONS.name, self._topic_id, begins)

    def _find_end(self, place: TopicPartition) -> bool:
        try:
            place.offset = self._consumer.get_watermark_offsets(place, timeout=10)[1]
        except KafkaException:
            return False
        return True

    def run(self) -> None:
        """Until stopped."""
        while not self._ended.is_set():
            if self.held.is_set():
                self._ended.wait(0.02)
                continue
            for message in self._consumer.consume(100, 0.05):
                place = (message.partition(), message.offset(), message.offset() + 1)
                run(Slice(SUBMISSIONS.name, self._topic_id, *place, 0, [message.value()]), scoring.apply)
        self._consumer.close()

    def stop(self) -> None:
        """End it."""
        self._ended.set()
        self.join(20)


def make(engine: Engine, seconds: float = 3, count: int = 3, pace: Pace = PACE, elimination: bool = False) -> QuizRow:
    """A live quiz whose first question opens in some seconds."""
    pace = replace(pace, elimination=elimination)
    opens_at = datetime.now(UTC) + timedelta(seconds=seconds)
    wish = Wish("live", "maths", opens_at.replace(microsecond=0), count=count, pace=pace)
    with engine.begin() as connection:
        return programme.put(connection, wish)


def enter(guest: Guest, quiz: QuizRow) -> str:
    """Begin the one attempt; its session."""
    response = guest.post("/v1/sessions", {"mode": "live", "quiz_id": str(quiz.id)})
    assert response.status_code in (200, 201), response.text
    return str(response.json["id"])


class Fan:
    """A guest with a socket on a quiz. `frames` are all that came."""

    def __init__(self, guest: Guest, client: Client, quiz: QuizRow) -> None:
        self.guest = guest
        self.frames: list[dict[str, Any]] = []
        self._client = client
        self.topic = f"quiz:{quiz.id}"
        self.session = ""
        client.send(type="hello", token=guest.post("/v1/realtime/tokens").json["token"], protocol=1)
        self.welcome = client.receive_type("welcome")
        client.send(type="subscribe", topic=self.topic)

    def enter(self, quiz: QuizRow) -> "Fan":
        """Begin the one attempt."""
        self.session = enter(self.guest, quiz)
        return self

    def get(self, kind: str, no: int | None = None) -> dict[str, Any]:
        """Read on to a frame."""
        while True:
            frame = self._client.receive()
            self.frames.append(frame)
            if (frame["type"], frame.get("no")) == (kind, no):
                return frame

    def answer(self, no: int, right: bool = True) -> tuple[dict[str, Any], str]:
        """Wait for question and token, and answer: the question, and the event's address."""
        question, token = self.get("quiz.question", no), self.get("quiz.token", no)
        accepted = self.guest.answer(question | token, right)
        assert accepted.status_code == 202, accepted.text
        return question, accepted.headers["Location"]

    def right(self, question: dict[str, Any], right: bool = True) -> str:
        """The id of an option that is right, or not."""
        return option(question, right)


@contextmanager
def watching(address: str, guest: Guest, quiz: QuizRow) -> Iterator[Fan]:
    """A guest's socket on a quiz."""
    with Client(address) as client:
        yield Fan(guest, client, quiz)
