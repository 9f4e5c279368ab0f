"""Who has challenged somebody is told of it when they accept."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from redis import Redis
from sqlalchemy import Engine

from bridges.told import CHANNEL, read
from models import seasons
from settings import Settings
from tests.processes import until
from tests.web.conftest import Guest
from tests.web.test_challenges import accept, challenge, change, other

__all__ = ["other"]


@pytest.fixture
def ear(settings: Settings) -> Iterator[Callable[[], list[tuple[str, Any]]]]:
    """What players' sockets are told from now on."""
    redis: Redis = Redis.from_url(settings.boards_url)
    listening = redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis-py's is not
    listening.subscribe(CHANNEL)
    until(lambda: redis.pubsub_numsub(CHANNEL)[0][1], what="the subscription")
    heard: list[tuple[str, Any]] = []

    def hear() -> list[tuple[str, Any]]:
        while message := listening.get_message(timeout=0.05):
            player, frame = read(message["data"])
            heard.append((player, msgspec.json.decode(frame)))
        return heard

    yield hear
    listening.close()
    redis.close()


Ear = Callable[[], list[tuple[str, Any]]]


def accepted(guest: Guest, ear: Ear) -> Any:
    """The one `challenge.accepted` that a challenger is told."""

    def mine() -> list[Any]:
        return [frame for player, frame in ear() if player == str(guest.id) and frame["type"] == "challenge.accepted"]

    until(mine, what="a frame")
    [frame] = mine()
    return frame


def test_the_challenger_is_told(guest: Guest, other: Guest, engine: Engine, ear: Ear) -> None:
    change(engine, "INSERT INTO ratings VALUES (:p, 'quiz', 1, 1612.4, 80, 0.06, 12, now())", p=other.id)
    code = challenge(guest)["code"]
    battle = accept(other, code).json["battle_id"]
    accept(other, code)
    frame = accepted(guest, ear)
    assert (frame["code"], frame["battle_id"]) == (code, battle)
    assert frame["opponent"]["id"] == str(other.id)
    assert (frame["opponent"]["rating"], frame["opponent"]["provisional"]) == (1612, False)


def test_the_challenger_is_told_what_an_earlier_season_left(
    guest: Guest, other: Guest, engine: Engine, ear: Ear
) -> None:
    """As who is matched by the queue is."""
    with engine.begin() as connection:
        season = seasons.create(connection, "Long ago", date(2019, 1, 1), date(2019, 1, 31), [])
    rating = "INSERT INTO ratings VALUES (:p, 'quiz', :s, 1800, 80, 0.06, 12, now())"
    change(engine, rating, p=other.id, s=season)
    accept(other, challenge(guest)["code"])
    opponent = accepted(guest, ear)["opponent"]
    change(engine, "DELETE FROM ratings WHERE season_id = :s", s=season)
    change(engine, "DELETE FROM seasons WHERE id = :s", s=season)
    assert (opponent["rating"], opponent["provisional"]) == (1650, True)
