"""Integrity: whether every event that was accepted has one outcome, and what the last audits found."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from bridges.lag import Place
from events.catalog import TOPICS
from models import audits, carried, deadletters, seals
from models.audits import KINDS, Run
from models.carried import Standing
from models.ledger_audit import SEALS
from web.admin.guard import staff_required
from web.bodies import Blueprint
from web.errors import document_problems
from web.wires import wires

blueprint = Blueprint("admin_integrity", __name__, url_prefix="/v1/admin/integrity", description="Staff: integrity.")


class OutcomesSchema(ma.Schema):
    """accepted = applied + copies + refused + dead + skipped + waiting, or something is wrong."""

    accepted = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "that Kafka holds, or held; null: it cannot be asked"}
    )
    applied = ma.fields.Integer(required=True)
    copies = ma.fields.Integer(required=True, metadata={"description": "known already, so nothing was done"})
    refused = ma.fields.Integer(required=True, metadata={"description": "by a rule, for ever"})
    dead = ma.fields.Integer(required=True, metadata={"description": "that could not be applied, by their own fault"})
    skipped = ma.fields.Integer(required=True, metadata={"description": "given up by `flask carried accept-gap`"})
    waiting = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "not applied yet; null: Kafka cannot be asked"}
    )
    adds_up = ma.fields.Boolean(
        required=True, metadata={"description": "what was carried is the sum of its outcomes, in every partition"}
    )


class CarriedSchema(OutcomesSchema):
    """A partition; one of a topic that was made anew since is not carried any more."""

    topic = ma.fields.String(required=True, validate=ma.validate.OneOf(list(TOPICS)))
    topic_id = ma.fields.String(required=True)
    partition = ma.fields.Integer(required=True)
    offset = ma.fields.Integer(required=True, metadata={"description": "events below it have their outcome"})
    moved_at = ma.fields.AwareDateTime(required=True)
    tried = ma.fields.Integer(required=True, metadata={"description": "starts of the next slice that never came back"})
    halted = ma.fields.String(required=True, allow_none=True, metadata={"description": "why it stands"})


class AuditBrokenSchema(ma.Schema):
    """An invariant that does not hold."""

    name = ma.fields.String(required=True)
    broken = ma.fields.Integer(required=True, metadata={"description": "rows that break it"})


class AuditRunSchema(ma.Schema):
    """The last run of an audit; the command that runs it at once shows examples, too."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    at = ma.fields.AwareDateTime(required=True)
    took_ms = ma.fields.Integer(required=True)
    checked = ma.fields.Integer(required=True, metadata={"description": "invariants"})
    broken = ma.fields.List(ma.fields.Nested(AuditBrokenSchema), required=True)


class SealSchema(ma.Schema):
    """The ledger's newest seal."""

    number = ma.fields.Integer(required=True)
    at = ma.fields.AwareDateTime(required=True)
    hold = ma.fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "all seals, at the ledger's last audit; null: none ran"},
    )


class IntegritySchema(ma.Schema):
    """What was accepted, and what became of it."""

    at = ma.fields.AwareDateTime(required=True)
    all = ma.fields.Nested(OutcomesSchema, required=True)
    dead_letters = ma.fields.Integer(required=True, metadata={"description": "that were not replayed"})
    outbox_events = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "accepted into Postgres, and not in Kafka yet"}
    )
    partitions = ma.fields.List(ma.fields.Nested(CarriedSchema), required=True)
    audits = ma.fields.List(ma.fields.Nested(AuditRunSchema), required=True, metadata={"description": "those that ran"})
    seals = ma.fields.Nested(SealSchema, required=True, allow_none=True)


@blueprint.route("")
@staff_required("operations.read")
@blueprint.response(200, IntegritySchema)
@document_problems(503)
def show_integrity() -> dict[str, Any]:
    """What was accepted and what became of it, by partition; and what the last audits found

    Audits run by themselves, the pipeline's and the ledger's every six hours, the boards' every hour; `flask audit` and
    `flask boards audit` run them at once. A process looks once a second, however many ask.
    """
    return wires().looks.get("integrity", _look)


def _look() -> dict[str, Any]:
    process = wires()
    with process.postgres.connect() as connection:
        rows, runs, sealed = carried.standings(connection), audits.latest(connection), seals.latest(connection)
        letters = deadletters.waiting(connection)
    lag = process.lag.read()
    # Of a topic that was made anew the row that moved last is carried.
    carries = {(row.topic, row.partition): row.topic_id for row in sorted(rows, key=lambda row: row.moved_at)}
    partitions = [_partition(row, carries, lag.behind) for row in rows]
    ledger = runs.get("ledger")
    hold = None if ledger is None else SEALS not in {found["name"] for found in ledger.broken}
    return {
        "at": datetime.now(UTC),
        "all": _sum(partitions),
        "dead_letters": letters,
        "outbox_events": lag.outbox_rows,
        "partitions": partitions,
        "audits": list[Run](runs.values()),
        "seals": sealed and {"number": sealed[0], "at": sealed[1], "hold": hold},
    }


_COUNTS = ("applied", "copies", "refused", "dead", "skipped")


def _partition(row: Standing, carries: Mapping[Place, str], behind: Mapping[Place, int]) -> dict[str, Any]:
    place = row.topic, row.partition
    counts = {name: getattr(row, "applied_n" if name == "applied" else name) for name in _COUNTS}
    carried_n = row.applied - row.first
    waiting = behind.get(place) if carries[place] == row.topic_id else 0
    return {
        **counts,
        **{name: getattr(row, name) for name in ("topic", "topic_id", "partition", "moved_at", "tried", "halted")},
        "offset": row.applied,
        "waiting": waiting,
        "accepted": None if waiting is None else carried_n + waiting,
        "adds_up": carried_n == sum(counts.values()),
    }


def _sum(partitions: list[dict[str, Any]]) -> dict[str, Any]:
    sums = {name: sum(one[name] for one in partitions) for name in _COUNTS}
    for name in ("waiting", "accepted"):
        known = [one[name] for one in partitions if one[name] is not None]
        sums[name] = sum(known) if len(known) == len(partitions) else None
    return {**sums, "adds_up": all(one["adds_up"] for one in partitions)}
