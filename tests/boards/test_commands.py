"""What operators do to boards."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from events.catalog import PointsCorrected, StandingsChanged
from events.codec import decode
from settings import Settings
from tasks import ranking
from tests.boards.conftest import World, days
from web.app import create_app

Flask_ = Callable[..., Any]


@pytest.fixture
def flask(world: World) -> Iterator[Flask_]:  # noqa: ARG001 - its stores
    """Runs `flask boards ... --json`; what it printed, or its complaint."""
    app: Flask = create_app(Settings.from_environ())
    runner = app.test_cli_runner()

    def run(*arguments: str) -> Any:
        result = runner.invoke(args=["boards", *arguments, "--json"])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return json.loads(result.stdout) if result.exit_code == 0 else result.output

    yield run
    app.extensions["wires"].postgres.engine.dispose()
    app.extensions["wires"].redis.close()


def outbox(world: World) -> list[Any]:
    """The events on their way to Kafka."""
    with world.engine.connect() as connection:
        return [decode(value) for value in connection.execute(text("SELECT value FROM outbox ORDER BY id")).scalars()]


def test_rebuild_all_and_one(world: World, flask: Flask_) -> None:
    world.gain(world.player("de"), 5)
    world.rebuild("global.day")
    board = f"board:{world.board('global.day').key}"
    world.redis.zadd(board, {str(uuid4()): 1 << 40})
    assert flask("rebuild", "global.day") == [{"board": world.board("global.day").key, "rebuilt": True, "rows": 1}]
    assert world.live("global.day") == world.stored("global.day")
    rebuilt = {result["board"] for result in flask("rebuild")}
    assert {world.board(name).key for name in ("global.all", "category.music.week", "country.de.season")} <= rebuilt
    assert world.live("country.de.season") == world.stored("country.de.season") != []
    assert "one of day, week, season, all" in flask("rebuild", "global.year")


def test_show(world: World, flask: Flask_) -> None:
    player = world.player("de")
    world.gain(player, 5)
    shown = flask("show", "country.de.day")
    assert shown["source"] == "database"
    assert shown["places"] == [{"rank": 1, "player": str(player), "name": "Ada", "country": "de", "points": 5}]
    assert flask("show", "country.de.day", "--at", (world.today - days(1)).isoformat())["places"] == []


def test_correct(world: World, flask: Flask_) -> None:
    player = world.player()
    given = ["--category", "music", "--points", "-7", "--reason", "cheating", "--day", "2026-11-23"]
    told = flask("correct", "--player", str(player), *given)
    (event,) = outbox(world)
    assert isinstance(event, PointsCorrected)
    assert (event.event_id, event.player_id, event.category_id) == (told["event_id"], player, 1)
    assert (event.day.isoformat(), event.points, event.reason) == ("2026-11-23", -7, "cheating")
    assert "no category" in flask("correct", "--player", str(player), *given, "--category", "maths")
    assert "no such player" in flask("correct", "--player", str(uuid4()), *given)
    assert len(outbox(world)) == 1


def test_hide_and_unhide(world: World, flask: Flask_) -> None:
    """However long ago the rows are that its boards show."""
    player = world.player("de")
    names = ["global.day", "global.season", "global.all", "country.de.all", "category.music.week"]
    for ago in (60, 40, 2, 0):
        world.gain(player, 5, world.noon - days(ago))
    world.rebuild(*names)
    flask("hide", str(player))
    (event,) = outbox(world)
    assert isinstance(event, StandingsChanged)
    assert {(change.category_id, change.day) for change in event.changes} == {
        (category, world.today - days(40)) for category in (0, 1)
    }
    world.rank(event)
    assert [world.live(name) for name in names] == [[]] * len(names)
    flask("unhide", str(player))
    world.rank(outbox(world)[-1])
    assert [world.live(name) for name in names] == [world.stored(name) for name in names]
    assert all(world.points(name)[str(player)] for name in names)
    assert "no such player" in flask("hide", str(uuid4()))


def test_hiding_reaches_who_has_not_played_for_long(world: World, flask: Flask_) -> None:
    player = world.player()
    world.gain(player, 5, world.noon - days(60))
    ranking.rebuild_boards()
    flask("hide", str(player))
    world.rank(*outbox(world))
    assert world.live("global.all") == world.live("global.season") == []
