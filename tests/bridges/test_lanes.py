"""A lane keeps one slice on its way, from where Postgres stands."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bridges.lanes import Hole, Lane
from events.catalog import LEADERBOARD, SUBMISSIONS
from models.carried import Standing

AT = datetime(2026, 11, 23, tzinfo=UTC)
STANDING = Standing("quiz.submissions", "id", 0, 0, 10, 10, 0, 0, 0, 0, 0, None, None, AT)


def lane(*values: bytes, begin: int = 10, gather: float = 0, pause: float = 0, most: int = 2_000) -> Lane:
    lane = Lane(replace(SUBMISSIONS, gather=gather, pause=pause, max_events=most), begin)
    for offset, value in enumerate(values, begin):
        lane.take(offset, value)
    return lane


def test_a_hole_is_not_carried() -> None:
    with pytest.raises(Hole):
        lane(b"a").take(12, b"c")


def test_what_was_read_before_is_let_go() -> None:
    read = lane(b"a", b"b")
    read.take(10, b"again")
    assert read.values == [b"a", b"b"]


def test_one_slice_at_a_time_and_again_only_when_it_stands_still() -> None:
    sent = lane(b"a", b"b", b"c")
    assert sent.due(100.0, 0)
    sent.note_sent(2, 100.0)
    assert not sent.due(100.49, 0)
    assert sent.due(100.5, 0)
    assert not sent.due(100.5, queue_length=1)
    assert sent.due(102.0, queue_length=1)
    assert sent.attempt == 1
    sent.note_sent(2, 102.0)
    assert not sent.due(102.9, 0)
    assert sent.due(103.0, 0)


def test_progress_sends_the_next_at_once() -> None:
    sent = lane(b"a", b"b", b"c")
    sent.note_sent(2, 100.0)
    assert sent.settle(12, 100.1)
    assert sent.values == [b"c"]
    assert sent.due(100.1, 0)
    assert sent.attempt == 0


def test_another_bridges_shorter_slice_is_progress_too() -> None:
    sent = lane(b"a", b"b", b"c")
    sent.note_sent(3, 100.0)
    assert sent.settle(11, 100.1)
    assert sent.values == [b"b", b"c"]
    assert sent.due(100.1, 0)


def test_events_gather_between_two_slices() -> None:
    sent = lane(b"a", b"b", gather=0.1)
    assert sent.due(100.0, 0)
    sent.note_sent(1, 100.0)
    sent.settle(11, 100.02)
    assert not sent.due(100.09, 0)
    assert sent.due(100.1, 0)


def test_it_is_late_while_a_full_slice_waits_behind_the_one_on_its_way_and_that_moves() -> None:
    sent = lane(b"a", b"b", b"c", b"d", b"e", most=2)
    sent.note_sent(2, 100.0)
    assert not sent.is_late(100.1)  # nothing has moved yet
    sent.take(15, b"f")
    sent.settle(12, 100.2)
    assert sent.is_late(100.3)
    sent.note_sent(2, 100.3)
    assert not sent.is_late(110.0)
    sent.settle(14, 110.1)
    assert not sent.is_late(110.1)


def test_what_follows_late_lanes_waits_for_more_but_not_for_ever() -> None:
    late, other = lane(*[b"a"] * 6, most=2), lane(b"b")
    late.note_sent(2, 99.0)
    late.settle(12, 99.9)
    boards = Lane(LEADERBOARD, 10)
    boards.take(10, b"changed")
    assert not boards.awaits([other], 100.0)
    assert boards.awaits([other, late], 100.1)
    late.settle(13, 103.0)
    late.take(16, b"a")
    assert boards.awaits([other, late], 104.9)
    assert not boards.awaits([other, late], 105.1)
    boards.note_sent(1, 105.1)
    assert not boards.awaits([other, late], 106.0)  # it may have to be sent again
    late.settle(14, 106.1)
    assert not boards.awaits([other, late], 106.2)


def test_what_follows_late_lanes_does_not_wait_for_more_than_a_slice_holds() -> None:
    late = lane(*[b"a"] * 6, most=2)
    late.note_sent(2, 99.0)
    late.settle(12, 99.9)
    for full in (replace(LEADERBOARD, max_events=2), replace(LEADERBOARD, max_bytes=2)):
        boards = Lane(full, 10)
        boards.take(10, b"a")
        assert boards.awaits([late], 100.0)
        boards.take(11, b"b")
        assert not boards.awaits([late], 100.0)


def test_a_full_slice_does_not_wait_for_more() -> None:
    sent = lane(b"a", b"b", b"c", gather=0.1, most=2)
    sent.note_sent(1, 100.0)
    sent.settle(11, 100.02)
    assert sent.due(100.02, 0)


def test_it_rests_as_long_as_its_last_slice_took_times_its_pause_unless_the_next_is_full() -> None:
    sent = lane(b"a", b"b", pause=3.0, most=2)
    sent.note_sent(1, 100.0)
    sent.settle(11, 100.2)
    assert not sent.due(100.7, 0)
    assert sent.due(100.81, 0)
    sent.take(12, b"c")
    assert sent.due(100.2, 0)


def test_a_topic_that_coalesces_rests_even_if_the_next_slice_is_full() -> None:
    boards = Lane(replace(LEADERBOARD, gather=0, pause=3.0, max_events=1), 10, [b"a", b"b"])
    boards.note_sent(1, 100.0)
    boards.settle(11, 100.2)
    assert not boards.due(100.7, 0)
    assert boards.due(100.81, 0)


def test_a_slice_that_stood_still_for_long_is_not_followed_by_a_long_rest() -> None:
    sent = lane(b"a", b"b", pause=3.0)
    sent.note_sent(1, 100.0)
    sent.settle(11, 110.0)
    assert not sent.due(110.9, 0)
    assert sent.due(111.0, 0)


def test_a_postgres_that_stands_before_the_buffer_asks_to_read_again() -> None:
    read = lane(b"a")
    assert not read.settle(9, 100.0)
    read.rewind(9)
    read.take(9, b"z")
    assert (read.begin, read.values) == (9, [b"z"])


def test_a_lane_that_reads_again_sends_at_once_and_as_if_for_the_first_time() -> None:
    read = lane(b"a")
    read.note_sent(1, 100.0)
    read.rewind(9)
    read.take(9, b"z")
    assert read.due(100.0, 0)
    assert read.attempt == 0


def test_a_postgres_that_stands_behind_the_buffer_asks_to_read_on_from_there() -> None:
    read = lane(b"a")
    assert not read.settle(12, 100.0)


def test_slices_keep_to_the_cut_of_a_suspected_killer() -> None:
    read = lane(*[b"x" * 100] * 10, most=8)
    assert len(read.next_slice(STANDING)) == 8
    assert len(read.next_slice(replace(STANDING, cut=1))) == 1


def test_slices_keep_to_the_topics_bytes() -> None:
    read = lane(*[b"x" * (SUBMISSIONS.max_bytes // 2)] * 5)
    assert len(read.next_slice(STANDING)) == 2
