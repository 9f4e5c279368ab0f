"""Which question of a session is asked now."""

from collections.abc import Sequence

from rules.scoring import GRACE_MS


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
