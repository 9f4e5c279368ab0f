"""Frames of a battle leave in the order of `seq`, whatever the order is in which moves are heard of."""

from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest

from web.realtime.viewer import Viewer


@pytest.fixture
def shown() -> list[str]:
    return []


@pytest.fixture
def viewer(shown: list[str]) -> Viewer:
    connection: Any = SimpleNamespace(put=lambda frame: shown.append(frame.decode()))
    return Viewer(connection, 0)


def hear(viewer: Viewer, *seqs: int) -> None:
    for seq in seqs:
        viewer.hear(seq, [f"{seq}a".encode(), f"{seq}b".encode()])


@pytest.mark.parametrize("order", list(permutations((4, 5, 6))))
def test_what_is_heard_before_its_turn_waits(viewer: Viewer, shown: list[str], order: tuple[int, ...]) -> None:
    viewer.show(3, b"at 3")
    hear(viewer, *order)
    assert shown == ["at 3", "4a", "4b", "5a", "5b", "6a", "6b"]
    assert not viewer.misses


def test_what_is_heard_before_the_snapshot_follows_it_unless_it_is_in_it(viewer: Viewer, shown: list[str]) -> None:
    hear(viewer, 4, 5, 3)
    assert shown == []
    viewer.show(4, b"at 4")
    hear(viewer, 4, 3)
    assert shown == ["at 4", "5a", "5b"]


def test_a_hole_is_known_and_a_snapshot_fills_it(viewer: Viewer, shown: list[str]) -> None:
    viewer.show(3, b"at 3")
    hear(viewer, 5)
    assert (viewer.misses, shown) == (True, ["at 3"])
    viewer.await_snapshot()
    hear(viewer, 6)
    assert not viewer.misses
    viewer.show(5, b"at 5")
    assert shown == ["at 3", "at 5", "6a", "6b"]


def test_an_older_snapshot_that_comes_late_is_not_shown(viewer: Viewer, shown: list[str]) -> None:
    viewer.show(5, b"at 5")
    viewer.show(4, b"at 4")
    hear(viewer, 6)
    assert shown == ["at 5", "6a", "6b"]


def test_a_move_of_which_a_side_is_told_nothing_is_no_hole(viewer: Viewer, shown: list[str]) -> None:
    viewer.show(3, b"at 3")
    viewer.hear(4, [])
    hear(viewer, 5)
    assert shown == ["at 3", "5a", "5b"]


def test_after_its_end_nothing_is_told(viewer: Viewer, shown: list[str]) -> None:
    viewer.show(3, b"at 3")
    viewer.end([b"void"])
    hear(viewer, 4)
    viewer.show(5, b"at 5")
    assert shown == ["at 3", "void"]
