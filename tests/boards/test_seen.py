"""From taking an answer until boards show it: what workers saw."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from redis import RedisError

from bridges import seen
from bridges.board_audit import audit
from models.audit import Finding
from rules.figures import bucket_of, end_of
from rules.places import Entries
from tasks import hints
from tasks.slices import Slice
from tests.boards.conftest import World
from tests.pipeline import answer

PLACE = "quiz.submissions/0"


@pytest.fixture(autouse=True)
def nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was seen before."""
    monkeypatch.setattr(hints, "_quiet_until", 0.0)
    for key in world.redis.scan_iter("seen:*"):
        world.redis.delete(key)


def test_the_oldest_answer_of_a_slice_counts_for_all_that_boards_show_of_it(world: World) -> None:
    player, now = world.player(), time.time()
    world.gain(player, 10)
    taken = datetime.fromtimestamp(now - 0.3, UTC)
    values = [answer(player, player, number, at=taken + timedelta(milliseconds=number)) for number in range(4)]
    hints.received(Slice("quiz.submissions", "t", 0, 6, 10, 0, values))
    world.rank(msgspec.structs.replace(world.changed(player), source=f"{PLACE} 7-10"))
    count, p50, p95 = seen.reading(world.redis, time.time())
    assert count == 3
    assert p50 == p95
    assert p50 is not None
    assert p50 >= 300, "no less than it took"


def test_a_slice_is_counted_once_and_acts_of_operators_not_at_all(world: World) -> None:
    now = 1_000_000.0
    for lo in (0, 10, 20):
        seen.applied(world.redis, PLACE, lo, lo + 10, datetime.fromtimestamp(now - 0.1, UTC))
    for sources in (
        [f"{PLACE} 0-10", f"{PLACE} 10-14"],
        [f"{PLACE} 0-10"],
        ["a sanction 7-8", "x"],
        [f"{PLACE} 14-20"],
    ):
        seen.shown(world.redis, sources, now)
    assert seen.reading(world.redis, now).answers == 20
    assert seen.reading(world.redis, now).p95_ms == end_of(bucket_of(100))
    assert seen.reading(world.redis, now + 61) == (0, None, None)


def test_what_is_not_measured_holds_nothing_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise RedisError

    monkeypatch.setattr(seen, "shown", away)
    monkeypatch.setattr(seen, "applied", away)
    player = world.player()
    world.gain(player, 10)
    world.rebuild("global.day")
    world.rank(world.changed(player))
    hints.received(Slice("quiz.submissions", "t", 0, 0, 1, 0, [b"malformed"]))
    hints.received(Slice("quiz.submissions", "t", 0, 0, 1, 0, [answer(player, player, 0)]))
    assert world.points("global.day") == {str(player): 10}


def found(world: World, looks: list[int] | None = None) -> Finding:
    (finding,) = audit(world.engine.connect, world.redis, lambda: looks.append(1) if looks is not None else None)
    return finding


def test_the_audit_of_boards_sees_one_that_stays_wrong_and_no_other(world: World) -> None:
    player = world.player()
    world.gain(player, 10)
    world.rebuild("global.day", "category.music.all")
    looks: list[int] = []
    assert (found(world, looks).broken, looks) == (0, [])
    board = world.board("global.day")
    world.boards.write({board.key: Entries([str(player)], [10**6], [77 << 24])})
    wrong = found(world, looks)
    assert (wrong.broken, wrong.examples, len(looks)) == (1, [board.key], 3)


def test_a_board_that_moves_while_it_is_looked_at_is_not_wrong(world: World) -> None:
    player = world.player()
    world.gain(player, 10)
    world.rebuild("global.day")
    world.gain(player, 5)  # not ranked yet
    (finding,) = audit(world.engine.connect, world.redis, lambda: world.gain(player, 1))
    assert finding.broken == 0
    assert replace(found(world), examples=[]).broken == 1, "it stands still, and lags"
