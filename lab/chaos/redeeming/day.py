"""A day goes by for what a partner holds out: nobody has so much time, so what is measured from is moved back."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from time import monotonic, sleep
from uuid import UUID

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from lab.chaos.redeeming.evidence import Simulator, under_way
from lab.chaos.redeeming.people import People
from lab.folder import LabError
from rules.redemption import ENDS, UNKNOWN_MOST, State

_AGAIN_S = 1.0
DAY = UNKNOWN_MOST + timedelta(hours=1)
_PASS = text(
    "UPDATE redemptions SET changed_at = changed_at - :day, next_attempt_at = next_attempt_at - :day "
    "WHERE id = ANY(:ids) AND state IN ('in_progress', 'unknown') AND changed_at > clock_timestamp() - :day"
)
_STATES = text("SELECT id, state FROM redemptions WHERE id = ANY(:ids)")


def pass_if_there(engine: Engine, simulator: Simulator) -> None:
    """A day goes by for what is withheld, unless Postgres or the simulator is away just now."""
    try:
        _pass_for(engine, _withheld(simulator, 0.0))
    except (LabError, SQLAlchemyError):
        return


def await_people(engine: Engine, simulator: Simulator, people: People, patience_s: float) -> Mapping[UUID, State]:
    """Wait until what is not over has come to people; the states of what is withheld.

    Whether all has, when patience was, is for the judge to see. Raises LabError.
    """
    deadline = monotonic() + patience_s
    while True:
        held_out = _withheld(simulator, patience_s)
        _pass_for(engine, held_out)
        people.look()
        states = _states(engine, held_out)
        unseen = [id_ for id_, state in states.items() if state not in ENDS and id_ not in people.seen]
        if monotonic() > deadline or (not unseen and under_way(engine) == 0):
            return states
        sleep(_AGAIN_S)


def _withheld(simulator: Simulator, patience_s: float) -> list[UUID]:
    """Of what the partners would say for ever that it is under way, or nothing. Raises LabError."""
    return [UUID(one) for one in simulator.call("GET", "/witness/withheld", patience_s=patience_s)["references"]]


def _pass_for(engine: Engine, redemptions: Collection[UUID]) -> None:
    """A day goes by, once, for those of them that are not over."""
    with engine.begin() as connection:
        connection.execute(_PASS, {"ids": list(redemptions), "day": DAY})


def _states(engine: Engine, redemptions: Collection[UUID]) -> Mapping[UUID, State]:
    with engine.connect() as connection:
        return {row.id: row.state for row in connection.execute(_STATES, {"ids": list(redemptions)})}
