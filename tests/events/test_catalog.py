"""The catalogue, its page, and the tasks it names."""

from pathlib import Path

from events.__main__ import page
from events.catalog import EVENTS, TOPICS
from tasks import app

ROOT = Path(__file__).parents[2]


def test_the_page_is_the_catalogue() -> None:
    assert (ROOT / "docs" / "events.md").read_text() == page(), "run: python -m events > docs/events.md"


def test_every_event_goes_to_a_topic_of_the_catalogue() -> None:
    assert {event.topic for event in EVENTS.values()} == set(TOPICS.values())


def test_every_topics_task_is_registered_and_routed_to_its_queue() -> None:
    queues = {queue.name for queue in app.conf.task_queues}
    for topic in TOPICS.values():
        assert topic.task in app.tasks
        assert app.conf.task_routes[topic.task] == {"queue": topic.queue}
        assert topic.queue in queues


def test_beat_names_tasks_whose_ticks_expire_and_whose_modules_a_worker_loads() -> None:
    """By the list of modules: in a run of all tests, others import what a worker would not."""
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["task"].rpartition(".")[0] in app.conf.imports
        assert entry["options"]["expires"] == entry["schedule"]
