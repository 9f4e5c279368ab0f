"""One event's life, for staff: where it stands in Kafka, what it did, or why it did nothing."""

from typing import Any

import marshmallow as ma
from flask import current_app

from bridges import event_life
from web.admin.acting import acting
from web.admin.guard import staff_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems

blueprint = Blueprint("admin_events", __name__, url_prefix="/v1/admin/events", description="Staff: single events.")

_ID_MOST = 64
_PRIVATE = frozenset({"title", "body", "link", "values"})
"""What somebody was told: theirs to read."""


class EventPlaceSchema(ma.Schema):
    """Where it stands in Kafka's log."""

    topic = ma.fields.String(required=True)
    partition = ma.fields.Integer(required=True)
    offset = ma.fields.Integer(required=True)
    appended_at_ms = ma.fields.Integer(metadata={"description": "Unix time; missing where Kafka does not have it"})
    event = ma.fields.Raw(required=True, metadata={"description": "its fields; or in words why there are none"})


class EventPartitionSchema(ma.Schema):
    """How far a partition that it stands in is applied."""

    topic = ma.fields.String(required=True)
    partition = ma.fields.Integer(required=True)
    applied = ma.fields.Integer(required=True, metadata={"description": "events below this offset have their outcome"})
    attempts_now = ma.fields.Integer(required=True, metadata={"description": "starts of the next slice so far"})


class EventLifeSchema(ma.Schema):
    """All that is known of an event."""

    event_id = ma.fields.String(required=True)
    names = ma.fields.Dict(required=True, allow_none=True, metadata={"description": "what its id itself says"})
    records = ma.fields.List(
        ma.fields.Dict(),
        required=True,
        metadata={
            "description": "each with `outcome`: `applied`, `refused`, `dead_lettered`, `in the outbox`, "
            "`accepted, not applied yet`, `another answer stands`; and what else is known. None: it was never accepted",
            "example": [{"outcome": "refused", "code": "superseded"}],
        },
    )
    effects = ma.fields.List(
        ma.fields.Dict(), required=True, metadata={"description": "totals that it was added to, as they are now"}
    )
    log = ma.fields.List(ma.fields.Nested(EventPlaceSchema), required=True)
    partitions = ma.fields.List(ma.fields.Nested(EventPartitionSchema), required=True)


@blueprint.route("/<event_id>")
@staff_required("players.read", sensitive=True)
@blueprint.response(200, EventLifeSchema)
@document_problems(404, 503, s404="`event_unknown`: it is no event id of ours, or nothing is known of it")
def show_event_life(event_id: str) -> dict[str, Any]:
    """One event's life, from its acceptance to its effects

    As `flask events trace` tells it, but for the words of messages, which are their player's. Of an event that was
    accepted and is not applied yet, Kafka is asked, which may take three seconds.
    """
    with acting("events.read", "event", event_id[:_ID_MOST]) as act:
        known = event_life.known(act.connection, event_id) if len(event_id) <= _ID_MOST else None
        if known is None:
            raise Problem(404, "event_unknown", "That is no event id of ours, or nothing is known of it.")
    document = event_life.whole(known, current_app.config["SETTINGS"].kafka_bootstrap_servers)
    shown: dict[str, Any] = _without_words(document)
    return shown


def _without_words(found: Any) -> Any:
    """The same without what somebody was told, wherever it stands; ids and times as text."""
    if isinstance(found, dict):
        return {name: _without_words(value) for name, value in found.items() if name not in _PRIVATE}
    if isinstance(found, list):
        return [_without_words(value) for value in found]
    return found if found is None or isinstance(found, bool | int | float | str) else _text(found)


def _text(found: Any) -> str:
    return found.isoformat() if hasattr(found, "isoformat") else str(found)
