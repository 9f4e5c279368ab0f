"""Sanctions whose time is over: requests know it to the moment, boards by this tick."""

from time import monotonic

from models import sanction_effects, sanctions
from tasks import app, hints, runtime

_AT_ONCE = 100
_TICK_S = 1.0
"""Others wait in the same queue."""


@app.task
def end_sanctions() -> None:
    """Have players back on the boards, and what they have as it was, each in a transaction of their own.

    And keep what came back from a partner meanwhile from being sent again.
    """
    until = monotonic() + _TICK_S
    with runtime.engine().connect() as connection:
        players = [*sanctions.over(connection, _AT_ONCE), *sanction_effects.overlooked(connection, _AT_ONCE)]
    for player in players:
        if monotonic() > until:
            return
        with runtime.engine().begin() as connection:
            sanctions.settle(connection, player)
            moved = sanction_effects.moved(connection, player)
        if moved:
            hints.redeemed(moved)
