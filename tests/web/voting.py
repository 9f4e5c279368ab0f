"""Votes over the API, as they reach Kafka and are applied from there."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text

from events.catalog import VOTES
from settings import Settings
from tasks import runtime, votes
from tests.contests import Contest, VoteLog, clear, contest
from tests.processes import until
from tests.web.conftest import Guest, Tail


class Booth:
    """What is voted from now on, and its counting."""

    def __init__(self, engine: Engine, tail: Tail) -> None:
        self.log = VoteLog(engine)
        self._tail = tail

    def count(self, events: int = 1) -> list[tuple[int, int]]:
        """Apply the next votes that reached Kafka; their places there."""
        begin = len(self.log.values)
        records = self._tail.read(events)
        self.log.values += [value for _, _, value in records]
        assert self.log.apply(begin, apply=votes.apply) == "applied"
        return [(partition, offset) for partition, offset, _ in records]

    def count_all(self, events: int) -> None:
        """Apply so many votes, those too that a busy Kafka did not acknowledge in time: they are in the outbox."""
        begin = len(self.log.values)

        def all_there() -> bool:
            self.log.values += self._tail.drain()
            with self.log.engine.begin() as connection:
                query = text("DELETE FROM outbox WHERE topic = :topic RETURNING value")
                self.log.values += map(bytes, connection.execute(query, {"topic": VOTES.name}).scalars())
            return len(self.log.values) - begin >= events

        until(all_there, what=f"{events} votes")
        assert self.log.apply(begin, apply=votes.apply) == "applied"


@pytest.fixture
def booth(engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Booth]:
    """On a database without battles."""
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    clear(engine)
    tail = Tail(settings.kafka_bootstrap_servers, VOTES.name)
    yield Booth(engine, tail)
    tail.close()


@pytest.fixture
def battle(booth: Booth, engine: Engine) -> Contest:  # noqa: ARG001 - empties the tables first
    """One that is voted on."""
    return contest(engine).open()


def ballot(guest: Guest) -> dict[str, Any]:
    """Two entries to choose from."""
    response = guest.get("/v1/votes/next")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json
    return found


def vote(guest: Guest, shown: dict[str, Any], place: int = 0, **options: Any) -> Any:
    """Vote for the entry at a place of those that were shown."""
    return guest.post("/v1/votes", {"token": shown["token"], "entry_id": shown["entries"][place]["id"]}, **options)
