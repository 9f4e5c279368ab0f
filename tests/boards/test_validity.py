"""A Redis that was wiped, restarted or is away counts as empty; the same boards come from Postgres."""

from collections.abc import Iterator

import pytest
from redis import Redis
from sqlalchemy import text

from bridges.postgres import Postgres
from lab.stack import Stack
from models.base import REQUEST_LIMITS, open_engine
from rules.places import Window
from tasks import ranking
from tests.boards.conftest import World
from tests.processes import until
from web.scoreboard import Scoreboard


@pytest.fixture
def scoreboard(database_url: str, boards_url: str) -> Iterator[Scoreboard]:
    """A web process' own."""
    redis = Redis.from_url(boards_url, socket_timeout=0.5, socket_connect_timeout=0.5)
    engine = open_engine(database_url, REQUEST_LIMITS)
    yield Scoreboard(Postgres(engine), redis)
    engine.dispose()
    redis.close()


def play(world: World) -> None:
    """Some players with points, on boards that count."""
    for points in (5, 7, 7, 9):
        world.gain(world.player(), points)
    world.rebuild("global.day")


def same_from_both(world: World, scoreboard: Scoreboard) -> None:
    board = world.board("global.day")
    middle = world.stored("global.day")[1]
    for window in (Window(3), Window(2, after=(middle.score, middle.player)), Window(2, around=middle.player)):
        live = scoreboard.look(board, window, [middle.player])
        world.redis.hdel(f"board:{board.key}:meta", "run")
        fallen_back = scoreboard.look(board, window, [middle.player])
        assert (live.source, fallen_back.source) == ("live", "database")
        assert live.view.places == fallen_back.view.places
        assert live.view.mine == fallen_back.view.mine
        world.rebuild("global.day")


def test_the_same_page_from_postgres(world: World, scoreboard: Scoreboard) -> None:
    play(world)
    same_from_both(world, scoreboard)


def test_a_wiped_redis_has_no_boards(world: World, scoreboard: Scoreboard) -> None:
    play(world)
    before = world.version("global.day")
    places = world.stored("global.day")
    world.redis.flushdb()
    look = scoreboard.look(world.board("global.day"), Window(10))
    assert (look.source, list(look.view.places)) == ("database", places)
    player = world.player()
    world.gain(player, 100)
    world.rank(world.changed(player))
    assert world.live("global.day") is None
    ranking.rebuild_boards()
    assert world.live("global.day") == world.stored("global.day")
    assert world.version("global.day") > before


def test_what_a_reader_misses_is_made(world: World, scoreboard: Scoreboard) -> None:
    assert scoreboard.look(world.board("country.fr.week"), Window(10)).source == "database"
    ranking.rebuild_boards()
    assert scoreboard.look(world.board("country.fr.week"), Window(10)).source == "live"


def test_a_flushed_script_is_loaded_again(world: World) -> None:
    play(world)
    world.redis.script_flush()
    assert world.live("global.day") == world.stored("global.day")
    player = world.player()
    world.gain(player, 100)
    world.redis.script_flush()
    world.rank(world.changed(player))
    assert world.points("global.day")[str(player)] == 100


def test_a_restarted_redis_has_old_boards_that_do_not_count(
    world: World, scoreboard: Scoreboard, services: Stack
) -> None:
    """Its log restored them, but what was written just before it died may be missing."""
    play(world)
    board = world.board("global.day")
    world.boards.claim(world.board("global.week"), "before")
    # A fixed write to the log, so that the boards are there after the restart and only their run has changed.
    world.redis.config_set("appendfsync", "always")
    world.redis.set("written", 1)
    services.valkey.kill()
    look = scoreboard.look(board, Window(10))
    assert (look.source, list(look.view.places)) == ("database", world.stored("global.day"))
    services.valkey.start()
    until(world.redis.ping, what="redis")
    assert world.redis.zcard(f"board:{board.key}") == 4
    assert world.live("global.day") is None
    assert not world.boards.finish(world.board("global.week"), "before")
    player = world.player()
    world.gain(player, 100)
    world.rank(world.changed(player))
    assert world.live("global.day") is None
    ranking.rebuild_boards()
    assert world.live("global.day") == world.stored("global.day")
    until(lambda: scoreboard.look(board, Window(10)).source == "live", what="the web seeing Redis again")


def test_ranking_waits_for_redis(world: World, services: Stack) -> None:
    """Without Redis a slice fails as a whole, and comes again."""
    player = world.player()
    world.gain(player, 100)
    services.valkey.kill()
    try:
        with pytest.raises(Exception, match=r"(?i)connect|closed"):
            world.rank(world.changed(player))
    finally:
        services.valkey.start()
    world.rank(world.changed(player))
    ranking.rebuild_boards()
    assert world.points("global.day") == {str(player): 100}


def test_faces_are_remembered_while_postgres_is_away(
    world: World, scoreboard: Scoreboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    player, other = str(world.player("de")), str(world.player())
    assert scoreboard.faces([player])[player] == ("Ada", "de")
    with world.engine.begin() as connection:
        connection.execute(text("UPDATE players SET name = 'Eve'"))
    assert scoreboard.faces([player])[player].name == "Ada"
    monkeypatch.setattr("web.scoreboard.monotonic", lambda: float("inf"))
    assert scoreboard.faces([player, other])[player].name == "Eve"
