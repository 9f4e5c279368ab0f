"""Which question of a session is asked now."""

from collections.abc import Sequence
from typing import Literal, get_args

from rules.scoring import GRACE_MS

Phase = Literal["lobby", "question", "between", "reveal", "ended"]
PHASES: tuple[Phase, ...] = get_args(Phase)
"""Where a session is: before its quiz opens, at a question, at none until the next one is asked for, at a live quiz's
reveal, over."""


def next_question(
    delivered: Sequence[int | None],
    answered: Sequence[bool] | None,
    time_limit_ms: int,
    after: int | None,
    now_ms: int,
) -> int:
    """The number of the question to deliver, from 0; the number of questions means that there is none left.

    `delivered` has Unix milliseconds of first deliveries; `answered` says whose answer is applied, None: not known.
    Without `after` it is the last delivered one again, while it can still be answered.
    """
    if after is not None:
        return min(after + 1, len(delivered))
    known = [no for no, at in enumerate(delivered) if at is not None]
    if not known:
        return 0
    last = known[-1]
    is_over = now_ms > (delivered[last] or 0) + time_limit_ms + GRACE_MS
    return last + 1 if is_over or (answered is not None and answered[last]) else last


def deadline(delivered_ms: int, time_limit_ms: int, closes_ms: int | None) -> int:
    """When a question's time is over, which is not beyond its quiz's closing; in Unix milliseconds."""
    ends_ms = delivered_ms + time_limit_ms
    return ends_ms if closes_ms is None else min(ends_ms, closes_ms)


def running(
    delivered: Sequence[int | None],
    answered: Sequence[bool] | None,
    time_limit_ms: int,
    closes_ms: int | None,
    now_ms: int,
) -> tuple[int, int] | None:
    """The question that can be answered now, and its deadline; None: there is none. Arguments as of `next_question`."""
    last = max((no for no, at in enumerate(delivered) if at is not None), default=None)
    if last is None or (answered is not None and answered[last]):
        return None
    ends_ms = deadline(delivered[last] or 0, time_limit_ms, closes_ms)
    return (last, ends_ms) if now_ms <= ends_ms else None
