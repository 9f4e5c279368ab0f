"""The home page's figures, as they are at this moment; one that cannot be told is null, and none is made up."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, get_args

import marshmallow as ma
from redis import RedisError

from bridges.lag import Lag
from bridges.rates import rate
from bridges.sockets import players_online
from models import waiting
from rules.states import State
from web.admin.guard import staff_required
from web.bodies import Blueprint
from web.errors import document_problems
from web.wires import wires

blueprint = Blueprint("admin_dashboard", __name__, url_prefix="/v1/admin/dashboard", description="Staff: home.")


def _figure(about: str, example: float) -> Any:
    field = ma.fields.Integer if isinstance(example, int) else ma.fields.Float
    return field(required=True, allow_none=True, metadata={"description": about, "example": example})


class WaitingSchema(ma.Schema):
    """What waits for somebody."""

    flags = ma.fields.Integer(required=True, metadata={"description": "questions that look broken by their answers"})
    reports = ma.fields.Integer(required=True, metadata={"description": "of players about questions"})
    reviews = ma.fields.Integer(required=True, metadata={"description": "questions in review"})
    schedules_refused = ma.fields.Integer(required=True, metadata={"description": "states that could not come about"})
    imports = ma.fields.Integer(required=True, metadata={"description": "that were checked, and not taken yet"})


class DashboardSchema(ma.Schema):
    """Figures of this moment. Null: it cannot be told now, as a part is away or nobody has looked for a minute."""

    at = ma.fields.AwareDateTime(required=True)
    players_online = _figure("players with an open socket", 128)
    events_per_s = _figure("answers and ends of sessions that were judged, over ten seconds", 41.5)
    lag_events = _figure("events in Kafka that are not applied yet", 0)
    lag_s = _figure("how long the slowest partition that has such has stood still", 0.0)
    outbox_events = _figure("events that wait in Postgres for Kafka, counted up to 10,000", 0)
    waiting = ma.fields.Nested(WaitingSchema, required=True)
    questions = ma.fields.Dict(
        ma.fields.String(validate=ma.validate.OneOf(get_args(State))),
        ma.fields.Integer(),
        required=True,
        metadata={"description": "by state", "example": {"published": 5250}},
    )


@blueprint.route("")
@staff_required("operations.read")
@blueprint.response(200, DashboardSchema)
@document_problems(503)
def show_dashboard() -> dict[str, Any]:
    """Players online, events a second, lag, and what waits for staff"""
    process = wires()
    with process.postgres.connect() as connection:
        total, at = waiting.judged(connection)
        found = {"waiting": waiting.counts(connection), "questions": waiting.states(connection)}
    online = speed = None
    with suppress(RedisError):
        online, speed = players_online(process.redis), rate(process.redis, "judged", at, total)
    return {
        "at": datetime.fromtimestamp(at, UTC),
        "players_online": online,
        "events_per_s": None if speed is None else round(speed, 1),
        **_lag(process.lag.read()),
        **found,
    }


def _lag(lag: Lag) -> dict[str, float | None]:
    known = bool(lag.behind)
    return {
        "lag_events": sum(lag.behind.values()) if known else None,
        "lag_s": round(max(lag.still_s.values(), default=0.0), 1) if known else None,
        "outbox_events": lag.outbox_rows,
    }
