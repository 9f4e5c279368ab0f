"""The catalogue, its page, and the tasks it names."""

from pathlib import Path

import pytest

from events.__main__ import page
from events.catalog import EVENTS, TOPICS

ROOT = Path(__file__).parents[2]


def test_the_page_is_the_catalogue() -> None:
    assert (ROOT / "docs" / "events.md").read_text() == page(), "run: python -m events > docs/events.md"


def test_every_event_goes_to_a_topic_of_the_catalogue() -> None:
    assert {event.topic for event in EVENTS.values()} == set(TOPICS.values())


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What celeryconfig asks of the environment; nothing of it is connected to."""
    for name in ("BROKER_URL", "BOARDS_URL"):
        monkeypatch.setenv(name, "redis://127.0.0.1:1/0")
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/none")
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setenv("SECRET_KEYS", "k" * 32)
    monkeypatch.setenv("API_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("REALTIME_URL", "ws://127.0.0.1:1/v1/realtime")


@pytest.mark.usefixtures("environment")
def test_every_topics_task_is_registered_and_routed_to_its_queue() -> None:
    from tasks import app

    app.loader.import_default_modules()
    queues = {queue.name for queue in app.conf.task_queues}
    for topic in TOPICS.values():
        assert topic.task in app.tasks
        assert app.conf.task_routes[topic.task] == {"queue": topic.queue}
        assert topic.queue in queues


@pytest.mark.usefixtures("environment")
def test_beat_names_tasks_that_are_registered_and_whose_ticks_expire() -> None:
    from tasks import app

    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] == entry["schedule"]
