"""What newly applied answers change, whatever order they come in."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import Rejected
from rules.scoring import fold
from rules.totals import Gains, Mark, SessionState, apply_marks, judge

PLAYER, SESSION = UUID(int=1), UUID(int=2)
LATE = datetime(2026, 11, 23, 23, 59, 58, tzinfo=UTC)


def session(count: int = 10) -> SessionState:
    nothing = [None] * count
    return SessionState(SESSION, PLAYER, 3, 15_000, ["a"] * count, None, [], True, None, nothing, nothing, 0)


def mark(number: int, base: int) -> Mark:
    """Answers of one session, a second apart, across midnight."""
    return Mark(number, base, 3_000, LATE + timedelta(seconds=number))


@given(st.lists(st.sampled_from([0, 500, 750, 1000]), min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_points_by_day_do_not_depend_on_the_order_or_the_slices(bases: list[int], random: object) -> None:
    marks = [mark(number, base) for number, base in enumerate(bases)]
    at_once = Gains()
    whole = apply_marks(session(), marks, at_once)

    shuffled = list(marks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' Random
    one_by_one, state = Gains(), session()
    for each in shuffled:
        state = apply_marks(state, [each], one_by_one)

    assert state == whole
    assert one_by_one.by_key == at_once.by_key
    assert whole.points == sum(fold(bases))
    assert sum(gain.points for key, gain in at_once.by_key.items() if key[1] == 3) == whole.points


def test_gains_count_under_the_category_and_under_all_on_the_day_of_receipt() -> None:
    gains = Gains()
    apply_marks(session(), [mark(0, 900), mark(5, 800)], gains)
    assert {(key[1], key[2], gain.points) for key, gain in gains.by_key.items()} == {
        (3, date(2026, 11, 23), 900),
        (0, date(2026, 11, 23), 900),
        (3, date(2026, 11, 24), 800),
        (0, date(2026, 11, 24), 800),
    }


def test_only_right_answers_move_the_time_a_total_was_reached() -> None:
    gains = Gains()
    apply_marks(session(), [mark(2, 900), mark(3, 0)], gains)
    assert gains.of(PLAYER, 3, date(2026, 11, 24))[0].reached_at == LATE + timedelta(seconds=2)


def test_right_answers_that_give_no_points_do_not_move_it() -> None:
    gains = Gains()
    apply_marks(session(2)._replace(worth=[True, False]), [mark(0, 900), mark(1, 900)], gains)
    assert gains.of(PLAYER, 3, LATE.date())[0].reached_at == LATE


def test_rows_are_visited_in_one_order() -> None:
    gains = Gains()
    for player in (UUID(int=9), UUID(int=1), UUID(int=5)):
        gains.of(player, 3, date(2026, 1, 2))
        gains.of(player, 2, date(2026, 1, 1))
    days = [(day, [key[:2] for key, _ in items]) for day, items in gains.days()]
    order = [UUID(int=1), UUID(int=5), UUID(int=9)]
    assert days == [
        (date(2026, 1, 1), [(player, category) for player in order for category in (0, 2)]),
        (date(2026, 1, 2), [(player, category) for player in order for category in (0, 3)]),
    ]


@pytest.mark.parametrize(
    ("state", "player", "number", "code"),
    [
        (None, PLAYER, 0, "unknown_session"),
        (session(), UUID(int=7), 0, "foreign_session"),
        (session(), PLAYER, 10, "unknown_question"),
        (session(), PLAYER, -1, "unknown_question"),
    ],
)
def test_an_answer_that_belongs_nowhere_is_rejected(
    state: SessionState | None, player: UUID, number: int, code: str
) -> None:
    with pytest.raises(Rejected) as rejected:
        judge(state, player, number, "a", LATE, LATE)
    assert rejected.value.code == code
