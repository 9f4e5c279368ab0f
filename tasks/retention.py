"""What is kept for a while is forgotten by a tick, in slices: each a transaction, and many may run at once."""

from datetime import UTC, datetime
from time import monotonic

import structlog
from sqlalchemy import Connection

from models import retention, thresholds
from models.retention import ANSWER_TIMES, ANSWER_TIMES_KEPT, CATEGORIES
from tasks import app, runtime

log = structlog.get_logger()
_AT_ONCE = 2_000
_SLICES = 25
"""Of a category and tick: no category waits for another to be through."""
_WORK_S = 40.0
"""Of a tick, which may not take a minute; the next one begins with what was not come to."""


@app.task
def forget_old() -> None:
    """Forget what is over, of every category; what is left is the next tick's."""
    with runtime.engine().connect() as connection:
        kept, names = thresholds.read(connection), retention.in_turn(connection)
    now, until, gone = datetime.now(UTC), monotonic() + _WORK_S, dict[str, int]()
    for name in names:
        if monotonic() < until:
            how_long = ANSWER_TIMES_KEPT if name == ANSWER_TIMES else CATEGORIES[name].kept
            gone[name] = _all(name, retention.before(how_long, kept, now))
    if any(gone.values()):
        log.info("forgotten", **{name: count for name, count in gone.items() if count})


def _all(name: str, before: datetime) -> int:
    """Slices of a category, until there are no more or it is enough; how many rows."""
    total = 0
    for _ in range(_SLICES):
        with runtime.engine().begin() as connection:
            gone = _some(connection, name, before)
        total += gone
        if gone < _AT_ONCE:
            break
    return total


def _some(connection: Connection, name: str, before: datetime) -> int:
    if name == ANSWER_TIMES:
        return retention.coarsen(connection, before, _AT_ONCE)
    return retention.forget(connection, name, before, _AT_ONCE)
