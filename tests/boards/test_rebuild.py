"""A rebuild loses nothing that happens meanwhile, shows nothing wrong, and may die at any point."""

from collections import Counter
from collections.abc import Callable
from random import Random
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest

from bridges.rebuild import Superseded, rebuild
from models import boards as stored
from rules.boards import KEPT
from tasks import ranking
from tests.boards.conftest import EVERYONE, World
from tests.processes import until


def test_everything_is_rebuilt_from_postgres(world: World) -> None:
    people = [world.player("de" if i % 2 else None) for i in range(1_200)]
    for index, player in enumerate(people[:30]):
        world.gain(player, 10 + index)
    world.rank(world.changed(*people))
    assert world.live("global.day") is None
    world.rebuild("global.day", "country.de.week", "category.music.all")
    for name, count in (("global.day", 30), ("country.de.week", 15), ("category.music.all", 30)):
        assert world.live(name) == world.stored(name)
        assert len(world.stored(name)) == count


def test_from_claim_to_end_the_board_does_not_count(world: World) -> None:
    player = world.player()
    world.gain(player, 5)
    world.rebuild("global.day")
    board = world.board("global.day")
    assert world.boards.claim(board, "token", force=True)
    assert world.live("global.day") is None
    world.boards.finish(board, "token")
    assert world.live("global.day") == []


def test_what_is_written_during_a_rebuild_is_in_it(world: World) -> None:
    early, late = world.player(), world.player()
    board = world.board("global.day")
    world.gain(early, 5)
    world.boards.claim(board, "token")
    with world.engine.connect() as connection:
        pages = list(stored.entries(connection, board))
    for player in (early, late):
        world.gain(player, 7)
    world.rank(world.changed(early, late))
    for page in pages:
        assert world.boards.fill(board, "token", page)
    assert world.boards.finish(board, "token")
    assert world.points("global.day") == {str(early): 12, str(late): 7}


def test_two_rebuilds_do_not_do_the_same_work(world: World) -> None:
    board = world.board("global.day")
    assert world.boards.claim(board, "first")
    assert rebuild(world.engine, world.boards, board) is None
    assert world.boards.finish(board, "first")


def test_a_superseded_rebuild_writes_nothing_more(world: World) -> None:
    player = world.player()
    board = world.board("global.day")
    world.boards.claim(board, "first")
    world.gain(player, 5)
    stale = world.read(world.changed(player))[board.key]
    stale.scores[0] += 1 << 40
    assert rebuild(world.engine, world.boards, board, force=True) == 1
    assert not world.boards.fill(board, "first", stale)
    assert not world.boards.finish(board, "first")
    assert world.points("global.day") == {str(player): 5}


def test_a_rebuild_that_lost_its_claim_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.gain(world.player(), 5)
    board = world.board("global.day")
    finish = world.boards.finish

    def too_late(*args: Any) -> bool:
        world.boards.claim(board, "another", force=True)
        return finish(*args)

    monkeypatch.setattr(world.boards, "finish", too_late)
    with pytest.raises(Superseded):
        rebuild(world.engine, world.boards, board)


def test_a_dead_rebuild_is_taken_over(world: World) -> None:
    board = world.board("global.day")
    world.boards.claim(board, "dead")
    assert not world.boards.claim(board, "next")
    building = f"board:{board.key}:building"
    long_ago = int(world.redis.hget(building, "at") or 0) - 11_000
    world.redis.hset(building, "at", long_ago)
    assert world.boards.claim(board, "next")


def test_the_tick_makes_what_is_missing(world: World) -> None:
    player = world.player("de")
    world.gain(player, 5)
    world.rank(world.changed(player))
    ranking.rebuild_boards()
    names = [f"{scope}.{period}" for scope in ("global", "category.music", "country.de") for period in ("day", "all")]
    assert [world.points(name) for name in names] == [{str(player): 5}] * len(names)
    assert ranking.missing(world.boards) == []
    versions = [world.version(name) for name in names]
    ranking.rebuild_boards()
    assert [world.version(name) for name in names] == versions


def test_only_boards_of_now_are_made_on_demand(world: World) -> None:
    world.boards.want(
        ["country.fr.day@2020-01-01", "country.fr.week@ever", "nonsense", world.board("country.fr.all").key]
    )
    ranking.rebuild_boards()
    assert world.live("country.fr.all") == []
    assert world.live("country.fr.day") is None


def test_boards_go_some_time_after_their_period(world: World) -> None:
    player = world.player()
    world.rebuild("global.day", "global.all")
    world.gain(player, 5)
    world.rank(world.changed(player))
    ended = world.noon.replace(hour=0) + KEPT / 2 + KEPT
    kept = {suffix: world.redis.expiretime(f"board:{world.board('global.day').key}{suffix}") for suffix in _PARTS}
    assert kept[":meta"] == ended.timestamp()
    assert kept[""] == kept[":v"] == ended.timestamp() + 3600
    assert [world.redis.ttl(f"board:{world.board('global.all').key}{suffix}") for suffix in _PARTS] == [-1, -1, -1]


_PARTS = ("", ":v", ":meta")


def test_nothing_is_lost_and_nothing_wrong_is_shown_while_totals_grow(world: World) -> None:
    """Writers, readers and rebuilds at once. A shown total is never behind what ranking had finished before."""
    players = [world.player() for _ in range(40)]
    world.rebuild("global.day")
    begun: Counter[UUID] = Counter()
    ranked: Counter[UUID] = Counter()
    stop, shown, wrong = Event(), [0], []

    def write(seed: int) -> None:
        random = Random(seed)
        mine = players[seed::2]
        while not stop.is_set():
            some = random.sample(mine, 3)
            for player in some:
                begun[player] += 1
                world.gain(player, 1)
            world.rank(world.changed(*some))
            ranked.update(some)

    def read() -> None:
        while not stop.is_set():
            least = dict(ranked)
            view = world.boards.view(world.board("global.day"), EVERYONE)
            most = dict(begun)
            if view is None:
                continue
            shown[0] += 1
            seen = {UUID(place.player): place.points for place in view.places}
            order = [(place.score, place.player) for place in view.places]
            if order != sorted(order, reverse=True):
                wrong.append("order")
            for player, points in least.items():
                if not points <= seen.get(player, 0) <= most[player]:
                    wrong.append(f"{player}: shown {seen.get(player)}, ranked {points}, begun {most[player]}")

    threads = [Thread(target=write, args=(0,)), Thread(target=write, args=(1,)), Thread(target=read)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(25):
            world.rebuild("global.day")
            before = shown[0]
            until(_grown(shown, before), what="a read between two rebuilds")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong, wrong[:5]
    assert world.points("global.day") == {str(player): points for player, points in begun.items()}


def _grown(counter: list[int], before: int) -> Callable[[], bool]:
    return lambda: counter[0] > before
