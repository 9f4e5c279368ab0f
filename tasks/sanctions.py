"""Sanctions whose time is over: requests know it to the moment, boards by this tick."""

from time import monotonic

from models import sanctions
from tasks import app, runtime

_AT_ONCE = 100
_TICK_S = 1.0
"""Others wait in the same queue."""


@app.task
def end_sanctions() -> None:
    """Have players back on the boards, each in a transaction of their own."""
    until = monotonic() + _TICK_S
    with runtime.engine().connect() as connection:
        players = sanctions.over(connection, _AT_ONCE)
    for player in players:
        if monotonic() > until:
            return
        with runtime.engine().begin() as connection:
            sanctions.settle(connection, player)
