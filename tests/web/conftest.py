"""The REST app on real services, guests that play on it, and what reached Kafka."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import psutil
import pytest
from confluent_kafka import Consumer, TopicPartition
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.kafka import admin, create_topics
from events.catalog import SUBMISSIONS, TOPICS
from lab.stack import Server, Stack
from models import bank
from models.bank import NewQuestion
from models.base import CARRIER_LIMITS, open_engine
from rules.content import Content, Wording
from settings import Settings
from tasks import runtime
from tests.pipeline import Log
from tests.processes import until
from web.app import create_app
from web.wires import Wires

QUESTIONS = 40


@pytest.fixture(scope="module")
def settings(services: Stack, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Of an app on a database of this module's own."""
    create_topics(admin(services.urls["KAFKA_BOOTSTRAP_SERVERS"]), TOPICS.values(), 2, 1)
    redis = urlsplit(services.urls["REDIS_URL"])
    return Settings(
        database_url=database_url,
        broker_url=redis._replace(path="/0").geturl(),
        boards_url=redis._replace(path="/1").geturl(),
        kafka_bootstrap_servers=services.urls["KAFKA_BOOTSTRAP_SERVERS"],
        secret_keys=(b"k" * 32, b"old" * 16),
        api_url="http://api.test",
        realtime_url="ws://socket.test/v1/realtime",
        cors_origins=frozenset({"https://play.test"}),
        admin_origins=frozenset({"https://admin.test"}),
        admin_url="https://admin.test/admin/",
        media_dir=str(tmp_path_factory.mktemp("media")),
        media_url="http://api.test/v1/media",
        exposed=frozenset({"docs", "metrics"}),
        guests_a_minute=100_000,
    )


@pytest.fixture(scope="module")
def make_app(settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Makes warm apps, with other settings if need be."""
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        app = create_app(replace(settings, **changes))
        app.testing = True
        app.config["PROPAGATE_EXCEPTIONS"] = False
        app.extensions["wires"].start()
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["wires"].stop()
        app.extensions["wires"].postgres.engine.dispose()


@pytest.fixture(scope="module")
def app(make_app: Callable[..., Flask], filled: None) -> Flask:  # noqa: ARG001 - filled before it is read
    """A warm app with questions to ask."""
    return make_app()


@pytest.fixture(scope="module")
def wires(app: Flask) -> Wires:
    """What the app is connected to."""
    found: Wires = app.extensions["wires"]
    return found


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    """The database, beside the app."""
    engine = open_engine(database_url, CARRIER_LIMITS, pool_size=4)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def filled(engine: Engine) -> None:
    """Two categories: `maths` with 40 questions, `tiny` with three. Right options begin with `right`."""
    with engine.begin() as connection:
        for id_, slug, count in ((1, "maths", QUESTIONS), (2, "tiny", 3)):
            connection.execute(text("INSERT INTO categories VALUES (:id, :slug, :slug)"), {"id": id_, "slug": slug})
            bank.add(connection, [question(id_, f"stem {slug} {number}") for number in range(count)])


def question(category: int, stem: str, **changes: Any) -> NewQuestion:
    """A single choice whose right option begins with `right`, or another question."""
    content = Content("single_choice", (Wording("en", stem, (f"right of {stem}", "x", "y", "z")),), correct=(0,))
    new = NewQuestion(uuid7(), category, content, difficulty="easy", source="test", licence="CC0-1.0")
    return replace(new, **changes)


@dataclass
class Guest:
    """A guest player on a test client."""

    client: Any
    id: UUID
    token: str

    def get(self, path: str, **options: Any) -> Any:
        """GET as this player."""
        return self._send("GET", path, options)

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        """POST JSON as this player."""
        return self._send("POST", path, options | ({} if json is None else {"json": json}))

    def start(self, **wanted: Any) -> str:
        """Start a session; its id."""
        response = self.post(
            "/v1/sessions", {"category": "maths", **({"mode": "practice"} if "count" in wanted else {}), **wanted}
        )
        assert response.status_code == 201, response.text
        return str(response.json["id"])

    def start_quiz(self, mode: str, quiz: str) -> str:
        """Enter a quiz; the session."""
        response = self.post("/v1/sessions", {"mode": mode, "quiz_id": quiz})
        assert response.status_code == 201, response.text
        return str(response.json["id"])

    def next(self, session: str, after: int | None = None) -> dict[str, Any]:
        """The next question."""
        response = self.post(f"/v1/sessions/{session}/next", None if after is None else {"after": after})
        assert response.status_code == 200, response.text
        question: dict[str, Any] = response.json
        return question

    def answer(self, question: dict[str, Any], right: bool = True, **options: Any) -> Any:
        """Answer a question."""
        return self.post("/v1/answers", {"token": question["token"], "response": option(question, right)}, **options)

    def _send(self, method: str, path: str, options: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **options)


def option(question: dict[str, Any], right: bool = True) -> str:
    """The id of an option that is right, or not."""
    return next(str(option["id"]) for option in question["options"] if option["text"].startswith("right") == right)


@pytest.fixture
def become(app: Flask) -> Callable[..., Guest]:
    """Makes guests, of this app or another."""

    def make(on: Flask = app, **fields: Any) -> Guest:
        client: Any = on.test_client()
        body = client.post("/v1/players", json={"device_key": str(uuid7()), **fields}).json
        return Guest(client, UUID(body["player"]["id"]), body["access_token"])

    return make


@pytest.fixture
def guest(become: Callable[..., Guest]) -> Guest:
    """A guest."""
    return become()


@contextmanager
def frozen(server: Server) -> Iterator[None]:
    """SIGSTOP to a server and to each of its children: Postgres' own lead groups of their own."""
    parent = psutil.Process(server.pid)
    parent.suspend()
    family = [parent, *parent.children(recursive=True)]
    for process in family:
        process.suspend()
    try:
        yield
    finally:
        for process in family:
            process.resume()


class Tail:
    """What is written to a topic, that of the answers without one, from now on."""

    def __init__(self, servers: str, topic: str = SUBMISSIONS.name) -> None:
        self._consumer = Consumer({"bootstrap.servers": servers, "group.id": f"test-{uuid7()}"})
        partitions = self._consumer.list_topics(topic, timeout=10).topics[topic].partitions
        places = [TopicPartition(topic, number) for number in partitions]
        for place in places:
            place.offset = self._consumer.get_watermark_offsets(place, timeout=10)[1]
        self._consumer.assign(places)

    def read(self, count: int) -> list[tuple[int, int, bytes]]:
        """The next `count` events: partition, offset, bytes."""
        found: list[tuple[int, int, bytes]] = []

        def enough() -> bool:
            found.extend((m.partition(), m.offset(), m.value()) for m in self._consumer.consume(count, 0.2))
            return len(found) >= count

        until(enough, what=f"{count} events in Kafka")
        return found

    def drain(self) -> list[bytes]:
        """What has come meanwhile."""
        return [message.value() for message in self._consumer.consume(500, 0.2)]

    def close(self) -> None:
        """Leave."""
        self._consumer.close()


@pytest.fixture
def tail(settings: Settings) -> Iterator[Tail]:
    """What reaches Kafka during the test."""
    tail = Tail(settings.kafka_bootstrap_servers)
    yield tail
    tail.close()


@pytest.fixture
def log(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Log:
    """A partition that the test applies, as the workers would."""
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    return Log(engine)


@pytest.fixture
def apply_answers(log: Log, tail: Tail) -> Callable[[int], list[tuple[int, int]]]:
    """Applies the next answers that reached Kafka; their places there."""

    def apply(count: int = 1) -> list[tuple[int, int]]:
        begin = len(log.values)
        records = tail.read(count)
        log.values += [value for _, _, value in records]
        assert log.apply(begin) == "applied"
        return [(partition, offset) for partition, offset, _ in records]

    return apply


def refusal(response: Any) -> tuple[int, str]:
    """Status and code of a problem."""
    return response.status_code, response.json["code"]
