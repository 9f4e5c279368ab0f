"""The dashboard's past: a tick looks at the game as a whole and notes it, whether or not anybody watches."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import cache

from redis import RedisError

from bridges import seen
from bridges.lag import LagMeter
from bridges.seen import Reading
from bridges.sockets import players_online
from models import figures
from models.figures import Noted
from tasks import app, runtime

_NOTHING = Reading(0, None, None)


@app.task
def note_figures() -> None:
    """Note how the game does in this minute, and count the minutes that are over. Any number of times."""
    online, times = None, _NOTHING
    with suppress(RedisError):
        online, times = players_online(runtime.boards()), seen.reading(runtime.boards(), datetime.now(UTC).timestamp())
    lag = meter().read()
    with runtime.engine().begin() as connection:
        events, at = figures.judged(connection)
        now = datetime.fromtimestamp(at, UTC)
        noted = Noted(
            online,
            events,
            lag.events,
            lag.still_ms,
            lag.outbox_rows,
            figures.open_cases(connection),
            *times,
            figures.open_redemptions(connection),
        )
        figures.note(connection, now, noted)
        figures.count(connection, now)


@cache
def meter() -> LagMeter:
    """One a process, for its consumer."""
    return LagMeter(runtime.engine().connect, app.conf.kafka_bootstrap_servers)
