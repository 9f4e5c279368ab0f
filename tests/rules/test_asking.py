"""Which question comes next."""

import pytest

from rules.asking import next_question, running
from rules.scoring import GRACE_MS

LIMIT = 15_000
NOW = 1_000_000


@pytest.mark.parametrize(
    ("delivered", "answered", "after", "number"),
    [
        ([None, None, None], [False] * 3, None, 0),
        ([NOW, None, None], [False] * 3, None, 0),
        ([NOW - LIMIT - GRACE_MS, None, None], [False] * 3, None, 0),
        ([NOW - LIMIT - GRACE_MS - 1, None, None], [False] * 3, None, 1),
        ([NOW, None, None], [True, False, False], None, 1),
        ([NOW, None, None], None, None, 0),
        ([NOW, NOW, None], [True, False, False], None, 1),
        ([NOW, NOW, NOW], [True] * 3, None, 3),
        ([None, None, None], [False] * 3, 0, 1),
        ([NOW, NOW, None], [False] * 3, 0, 1),
        ([NOW, NOW, NOW], [False] * 3, 2, 3),
        ([NOW, NOW, NOW], [False] * 3, 200, 3),
    ],
)
def test_next(delivered: list[int | None], answered: list[bool] | None, after: int | None, number: int) -> None:
    assert next_question(delivered, answered, LIMIT, after, NOW) == number


@pytest.mark.parametrize(
    ("delivered", "answered", "closes", "current"),
    [
        ([None, None], [False] * 2, None, None),
        ([NOW, None], [False] * 2, None, (0, NOW + LIMIT)),
        ([NOW, None], None, None, (0, NOW + LIMIT)),
        ([NOW, None], [True, False], None, None),
        ([NOW - LIMIT, NOW - LIMIT], [False] * 2, None, (1, NOW)),
        ([NOW - LIMIT - 1, None], [False] * 2, None, None),
        ([NOW, None], [False] * 2, NOW + 5, (0, NOW + 5)),
        ([NOW - 9, None], [False] * 2, NOW - 1, None),
    ],
)
def test_what_can_be_answered_now(
    delivered: list[int | None], answered: list[bool] | None, closes: int | None, current: tuple[int, int] | None
) -> None:
    assert running(delivered, answered, LIMIT, closes, NOW) == current
