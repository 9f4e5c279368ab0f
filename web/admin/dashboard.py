"""How the game does: at this moment, and over a time. A figure that cannot be told is null, and none is made up."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, get_args

import marshmallow as ma
from redis import RedisError
from sqlalchemy import Connection

from bridges import seen
from bridges.rates import rate
from bridges.sockets import players_online
from models import figures, waiting
from rules.figures import SPANS, STEPS
from rules.partnering import PARTNERS
from rules.redemption import ENDS
from rules.redemption import State as RedemptionState
from rules.states import State
from web.admin.guard import staff_required
from web.admin.partners import standing
from web.bodies import Blueprint
from web.errors import document_problems
from web.wires import wires

blueprint = Blueprint("admin_dashboard", __name__, url_prefix="/v1/admin/dashboard", description="Staff: home.")

_OPEN = sorted(set(get_args(RedemptionState)) - ENDS)


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


class PartnerHealthSchema(ma.Schema):
    """Whether orders go to a partner."""

    name = ma.fields.String(required=True, validate=ma.validate.OneOf(PARTNERS))
    configured = ma.fields.Boolean(required=True)
    submits = ma.fields.Boolean(required=True)
    why_not = ma.fields.String(
        required=True,
        allow_none=True,
        validate=ma.validate.OneOf(["paused", "frozen", "switched_off", "rests", "unconfigured"]),
    )
    due = ma.fields.Integer(required=True, metadata={"description": "redemptions whose time has come"})
    due_since = ma.fields.AwareDateTime(required=True, allow_none=True)


class _Figures(ma.Schema):
    """What both a moment and a step of the past have."""

    players_online = _figure("players with an open socket", 128)
    events_per_s = _figure("answers and ends of sessions that were judged", 41.5)
    lag_events = _figure("events in Kafka that are not applied yet", 0)
    lag_s = _figure("how long the slowest partition that has such has stood still", 0.0)
    outbox_events = _figure("events that wait in Postgres for Kafka, counted up to 10,000", 0)
    seen_p50_ms = _figure("from taking an answer until boards show it: half are within that", 80)
    seen_p95_ms = _figure("95 of 100 are within that", 190)
    cases = _figure("cases in all queues that nobody has decided", 12)
    tokens_in = _figure("given to players", 1_200)
    tokens_out = _figure("that players gave, or lost", 900)
    redemptions = ma.fields.Dict(
        ma.fields.String(validate=ma.validate.OneOf(_OPEN)),
        ma.fields.Integer(),
        required=True,
        allow_none=True,
        metadata={"description": "that are not over, by state", "example": {"in_progress": 3}},
    )


class DashboardSchema(_Figures):
    """Figures of this moment. Null: it cannot be told now, as a part is away or nobody has looked for a minute.

    Events are of ten seconds, times of a minute, tokens of the last hour as far as it is counted.
    """

    at = ma.fields.AwareDateTime(required=True)
    partners = ma.fields.List(ma.fields.Nested(PartnerHealthSchema), required=True)
    waiting = ma.fields.Nested(WaitingSchema, required=True)
    questions = ma.fields.Dict(
        ma.fields.String(validate=ma.validate.OneOf(get_args(State))),
        ma.fields.Integer(),
        required=True,
        metadata={"description": "by state", "example": {"published": 5250}},
    )


class PastStepSchema(_Figures):
    """A step of the past: of what goes up and down the most, of tokens the sum. Null: it was not known."""

    at = ma.fields.AwareDateTime(required=True, metadata={"description": "when it begins"})


class PastSchema(ma.Schema):
    """A span of the past up to now."""

    span = ma.fields.String(required=True, validate=ma.validate.OneOf(SPANS))
    step_s = ma.fields.Integer(required=True, metadata={"description": "how far steps are apart", "example": 900})
    items = ma.fields.List(
        ma.fields.Nested(PastStepSchema),
        required=True,
        metadata={"description": "oldest first; a step that nothing is known of is missing"},
    )


class PastQuerySchema(ma.Schema):
    """How much of it."""

    span = ma.fields.String(load_default="1h", validate=ma.validate.OneOf(SPANS))


@blueprint.route("")
@staff_required("operations.read")
@blueprint.response(200, DashboardSchema)
@document_problems(503)
def show_dashboard() -> dict[str, Any]:
    """How the game does at this moment

    Cheap enough to ask every second: a process looks once in that time, however many ask.
    """
    return wires().looks.get("dashboard", _look)


@blueprint.route("/past")
@staff_required("operations.read")
@blueprint.arguments(PastQuerySchema, location="query")
@blueprint.response(200, PastSchema)
@document_problems(422, 503)
def show_past(query: dict[str, Any]) -> dict[str, Any]:
    """How the game did in the last hour, or up to thirty days"""
    steps = STEPS[query["span"]]
    with wires().postgres.connect() as connection:
        rows = figures.past(connection, datetime.now(UTC), steps)
    items = [{**row, "lag_s": None if row["lag_ms"] is None else round(row["lag_ms"] / 1000, 1)} for row in rows]
    return {"span": query["span"], "step_s": int(steps.step.total_seconds()), "items": items}


def _look() -> dict[str, Any]:
    process = wires()
    with process.postgres.connect() as connection:
        total, at = figures.judged(connection)
        found = _stored(connection, datetime.fromtimestamp(at, UTC))
    online = speed = None
    times: seen.Reading | None = None
    with suppress(RedisError):
        online, speed = players_online(process.redis), rate(process.redis, "judged", at, total)
        times = seen.reading(process.redis, at)
    lag = process.lag.read()
    return {
        **found,
        "players_online": online,
        "events_per_s": None if speed is None else round(speed, 1),
        "seen_p50_ms": times and times.p50_ms,
        "seen_p95_ms": times and times.p95_ms,
        "lag_events": lag.events,
        "lag_s": None if lag.still_ms is None else round(lag.still_ms / 1000, 1),
        "outbox_events": lag.outbox_rows,
    }


def _stored(connection: Connection, at: datetime) -> dict[str, Any]:
    given, used = figures.hour(connection, at)
    return {
        "at": at,
        "tokens_in": given,
        "tokens_out": used,
        "cases": figures.open_cases(connection),
        "redemptions": figures.open_redemptions(connection),
        "partners": [_health(one) for one in standing(connection, frozenset(wires().partners))],
        "waiting": waiting.counts(connection),
        "questions": waiting.states(connection),
    }


def _health(one: dict[str, Any]) -> dict[str, Any]:
    """Without what staff wrote, and what an error said: those are for who works with money."""
    reasons = {
        "unconfigured": not one["configured"],
        "paused": one["paused_at"],
        "frozen": one["frozen_at"],
        "switched_off": one["switched_off"],
        "rests": not one["submits"],
    }
    names = ("name", "configured", "submits", "due", "due_since")
    return {**{name: one[name] for name in names}, "why_not": next((why for why in reasons if reasons[why]), None)}
