"""What an answer is worth, and a session as the fold of its answers."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

FULL_POINTS = 1_000
AT_ONCE_MS = 500
GRACE_MS = 300
"""An answer is taken until deadline + GRACE_MS: the network's share, not the player's."""
STREAK_STEP = 100
STREAK_MOST = 500


def elapsed_ms(delivered_at: datetime, received_at: datetime) -> int:
    """Milliseconds by the server's clock between first delivery and receipt; never below 0."""
    return max(0, round((received_at - delivered_at).total_seconds() * 1000))


def base_points(elapsed: int, limit: int) -> int:
    """Points of a right answer after `elapsed` of `limit` ms, 500..1000.

    Kahoot's formula (support.kahoot.com, "How points work"): round(P * (1 - (t / T) / 2)), all of P under 0.5 s.
    Time beyond the limit, inside the grace, counts as the limit: a late right answer is never below half.
    """
    if elapsed < AT_ONCE_MS:
        return FULL_POINTS
    return round(FULL_POINTS * (1 - min(elapsed, limit) / limit / 2))


def fold(base: Iterable[int | None], worth: Sequence[bool] | None = None, skipped: Collection[int] = ()) -> list[int]:
    """Points each question of a session gives, in question order, streaks included.

    `base` has one item a question: points of a right answer, 0 for a wrong one, None while there is none. From the
    second right answer in a row on each earns STREAK_STEP more than the one before, at most STREAK_MOST (Kahoot's
    answer streak, which a question left open ends as a wrong answer does). `worth` says which questions give points at
    all (None: all of them); the others carry a streak on, and so do those that lifelines `skipped`.
    """
    points = []
    bonus = 0
    for no, value in enumerate(base):
        if value:
            points.append(value + bonus if worth is None or worth[no] else 0)
            if bonus < STREAK_MOST:
                bonus += STREAK_STEP
            continue
        points.append(0)
        if value == 0 or no not in skipped:
            bonus = 0
    return points
