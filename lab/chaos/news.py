"""One campaign to everybody, scheduled in the midst of the faults; it is written slice by slice while they go on."""

from asyncio import sleep, to_thread
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError
from uuid_utils.compat import uuid7

from models import campaigns
from models.campaigns import RUNS, Draft
from rules.segments import Filter
from rules.templates import Content, Text

_FROM = 0.3
"""Which share of the run is over when it is scheduled."""
_RATE = 25
"""A second: so that a slice is few of its recipients."""
_ALL = Filter()
_CONTENT = Content({}, {"en": Text("Hi {player_name}", "It has been a day.")})
_APPROVED = 1_000_000
"""However many players there are, nobody has to be asked."""
_LOOK_S = 0.5


async def tell(engine: Engine, share: Callable[[], float]) -> None:
    """Schedule it once so much of the run is over; Postgres may be away at any time."""
    id_ = uuid7()
    while share() < _FROM or not await to_thread(_schedule, engine, id_):
        await sleep(_LOOK_S)


def _schedule(engine: Engine, id_: UUID) -> bool:
    """Whether it is scheduled; one whose commit was not confirmed may be."""
    try:
        with engine.begin() as connection:
            if campaigns.one(connection, id_) is None:
                campaigns.add(connection, id_, Draft("Chaos", uuid7(), {}, None, _ALL, _RATE), uuid7())
                campaigns.schedule(connection, id_, datetime.now(UTC), "news", _CONTENT, _ALL, _APPROVED)
    except SQLAlchemyError:
        return False
    return True


def running(connection: Connection) -> list[UUID]:
    """Campaigns that have not told all yet."""
    return list(connection.execute(text(f"SELECT id FROM campaigns WHERE {RUNS}")).scalars())
