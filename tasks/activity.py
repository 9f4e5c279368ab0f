"""Who plays is counted by a tick, from what was marked."""

from time import monotonic

from models import activity
from tasks import app, runtime

_AT_ONCE = 2_000
_WORK_S = 5.0


@app.task
def count_activity() -> None:
    """Count what was marked, for a bounded time; what is left is the next tick's."""
    until = monotonic() + _WORK_S
    while monotonic() < until and count_some() == _AT_ONCE:
        pass


def count_some() -> int:
    """Count some marks in one transaction; how many."""
    with runtime.engine().begin() as connection:
        return activity.count(connection, _AT_ONCE)
