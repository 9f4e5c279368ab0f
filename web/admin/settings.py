"""Switches and thresholds, for owners: what is stopped at once, and from where on more care is taken."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import products, switches, thresholds
from models.switches import Touched
from rules.approvals import loosens
from rules.switches import FIXED, product_of
from rules.thresholds import RANGES, Looser, Thresholds, Unit
from web.admin.acting import Act, acting, write_down
from web.admin.approvals import ApprovalSchema, asked_for
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.fields import ReasonSchema
from web.admin.guard import staff, staff_required
from web.admin.pairs import ask, takes_two
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Matches, Whole
from web.wires import wires

blueprint = Blueprint("admin_settings", __name__, url_prefix="/v1/admin/settings", description="Staff: settings.")

_NAME = Matches("[a-z0-9_.-]{1,80}", error="Not the name of a switch.")
_AT_ONCE = 100
LOOSEN = "settings.loosen"


class LastSchema(ma.Schema):
    """Who changed it last, and why; nulls: nobody did."""

    reason = ma.fields.String(required=True, allow_none=True)
    changed_by = ma.fields.String(required=True, allow_none=True, metadata={"description": "a member's name"})
    changed_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class SwitchSchema(LastSchema):
    """A switch."""

    name = ma.fields.String(required=True, metadata={"example": "redemptions.partner.tremendous"})
    is_on = ma.fields.Boolean(required=True)
    product = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "of a product's switch: what it is called"}
    )


class ThresholdSchema(LastSchema):
    """A threshold."""

    name = ma.fields.String(required=True, validate=ma.validate.OneOf(Thresholds._fields))
    value = ma.fields.Integer(required=True)
    default = ma.fields.Integer(required=True)
    least = ma.fields.Integer(required=True)
    most = ma.fields.Integer(required=True)
    unit = ma.fields.String(required=True, validate=ma.validate.OneOf(get_args(Unit)))
    looser = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(get_args(Looser)),
        metadata={"description": "which way it lets more money go: to set it so takes another member"},
    )
    help = ma.fields.String(required=True)


class SettingsSchema(ma.Schema):
    """All of them."""

    switches = ma.fields.List(
        ma.fields.Nested(SwitchSchema),
        required=True,
        metadata={"description": "of products those alone that were ever off"},
    )
    thresholds = ma.fields.List(ma.fields.Nested(ThresholdSchema), required=True)
    edition = ma.fields.Integer(required=True, metadata={"description": "the ETag is `e<edition>`"})


class SettingsChangesSchema(ReasonSchema):
    """What is to be another way, for one reason."""

    switches = ma.fields.Dict(
        ma.fields.String(validate=_NAME),
        ma.fields.Boolean(truthy={True}, falsy={False}),
        load_default=dict,
        validate=ma.validate.Length(max=_AT_ONCE),
        metadata={
            "description": "on or off by name; any product's is `redemptions.product.<id>`",
            "example": {"redemptions": False},
            "maxProperties": _AT_ONCE,
        },
    )
    thresholds = ma.fields.Dict(
        ma.fields.String(validate=ma.validate.OneOf(Thresholds._fields)),
        Whole(),
        load_default=dict,
        metadata={"description": "values by name", "example": {"redemption_day_count": 5}},
    )


class _Change(NamedTuple):
    kind: str
    name: str
    before: Any
    after: Any


@blueprint.route("")
@staff_required("settings.manage")
@blueprint.response(200, SettingsSchema, headers=ETAG)
@document_problems(503)
def show_settings() -> Answer:
    """Switches and thresholds, as they are"""
    with wires().postgres.connect() as connection:
        return _answer(connection)


@blueprint.route("", methods=["PATCH"])
@staff_required("settings.manage", step_up=True)
@guarded(SettingsSchema)
@blueprint.arguments(SettingsChangesSchema)
@blueprint.response(200, SettingsSchema, headers=ETAG)
@blueprint.alt_response(202, schema=ApprovalSchema, success=True, description="Another member has to approve it.")
@document_problems(
    *(400, 409, 413, 415, 422, 428, 503),
    s409="`approval_open`: somebody has asked to loosen that threshold already",
    s422="`invalid`: `errors` name the fields; `switch_unknown`; `threshold_unfit`: out of its range; `change_empty`; "
    "`change_mixed`: to loosen a threshold takes another member, and comes alone",
)
def change_settings(body: dict[str, Any]) -> Any:
    """Switch things on or off, and set thresholds; it acts within two seconds

    What is switched off is refused from then on, and what was begun goes on. To set a threshold so that more money goes
    (`looser` says which way that is) another member has to approve it; the other way, and for switches, one is enough.
    """
    try:
        return _change(body)
    except _TakesTwoError as two:
        payload = {"value": two.wanted.after, "was": two.wanted.before, "by": str(staff().id)}
        return asked_for(ask(LOOSEN, "threshold", two.wanted.name, body["reason"], payload))


class _TakesTwoError(Exception):
    def __init__(self, wanted: _Change) -> None:
        self.wanted = wanted


def _change(body: Mapping[str, Any]) -> Answer:
    with acting("settings.change", "setting", "none", body["reason"]) as act:
        switches.hold(act.connection)
        check(switches.edition(act.connection), lambda: SettingsSchema().dump(_answer(act.connection)[0]))
        _must_be_for_one(act.connection, body)
        changes = [*_turned(act.connection, body), *_set(act.connection, body)]
        if not changes:
            fault = {"pointer": "/switches", "detail": "Say what is to be another way."}
            raise Problem(422, "change_empty", fault["detail"], errors=[fault])
        for change in changes[1:]:
            write_down(
                _of(change, Act(act.connection, act.action, change.kind, change.name, reason=act.reason)), staff()
            )
        _of(changes[0], act)
        return _answer(act.connection)


@takes_two(LOOSEN, "settings.manage")
def loosen_as_agreed(act: Act, payload: Mapping[str, Any]) -> None:
    """What two agreed on, if the threshold is what it was."""
    name, value = act.subject_id, payload["value"]
    switches.hold(act.connection)
    if name not in RANGES or getattr(thresholds.read(act.connection), name) != payload["was"]:
        raise Problem(409, "threshold_changed", "It is another than when it was asked for: reject this.")
    thresholds.put(act.connection, name, value, act.reason or "", UUID(payload["by"]))
    act.before, act.after = {"value": payload["was"]}, {"value": value}


def _must_be_for_one(connection: Connection, body: Mapping[str, Any]) -> None:
    """Raises _TakesTwoError, or Problem 422 where what is for two does not come alone."""
    now = thresholds.read(connection)._asdict()
    loose = [
        _Change("threshold", name, now[name], value)
        for name, value in body["thresholds"].items()
        if loosens(name, now[name], _in_range(name, value))
    ]
    if loose and len(body["thresholds"]) + len(body["switches"]) > 1:
        fault = {"pointer": f"/thresholds/{loose[0].name}", "detail": "That takes another member: ask for it alone."}
        raise Problem(422, "change_mixed", fault["detail"], errors=[fault])
    if loose:
        raise _TakesTwoError(loose[0])


def _of(change: _Change, act: Act) -> Act:
    """The log's row of a change: each has its own."""
    act.subject_kind, act.subject_id, act.before, act.after = change
    return act


def _turned(connection: Connection, body: Mapping[str, Any]) -> Iterator[_Change]:
    """Turn switches. Raises Problem 422."""
    off = switches.off(connection)
    for name, is_on in body["switches"].items():
        product = product_of(name)
        if name not in FIXED and (product is None or products.one(connection, product) is None):
            detail = "There is no such switch; GET /v1/admin/settings lists them, and each product has one."
            raise Problem(422, "switch_unknown", detail, errors=[{"pointer": f"/switches/{name}", "detail": detail}])
        switches.turn(connection, name, is_on, body["reason"], staff().id)
        yield _Change("switch", name, {"is_on": name not in off}, {"is_on": is_on})


def _set(connection: Connection, body: Mapping[str, Any]) -> Iterator[_Change]:
    """Set thresholds."""
    now = thresholds.read(connection)._asdict()
    for name, value in body["thresholds"].items():
        thresholds.put(connection, name, value, body["reason"], staff().id)
        yield _Change("threshold", name, {"value": now[name]}, {"value": value})


def _in_range(name: str, value: int) -> int:
    """Raises Problem 422."""
    if not RANGES[name].least <= value <= RANGES[name].most:
        detail = f"Must be between {RANGES[name].least} and {RANGES[name].most}."
        raise Problem(422, "threshold_unfit", detail, errors=[{"pointer": f"/thresholds/{name}", "detail": detail}])
    return value


def _answer(connection: Connection) -> Answer:
    # First, so that what is changed meanwhile has a later one.
    edition = switches.edition(connection)
    turned, now, put = switches.every(connection), thresholds.read(connection), thresholds.every(connection)
    names = [*FIXED, *(name for name in turned if name not in FIXED)]
    shown = {
        "switches": [_switch(connection, name, turned.get(name)) for name in names],
        "thresholds": [_threshold(name, now, put.get(name)) for name in Thresholds._fields],
        "edition": edition,
    }
    return shown, 200, etag(edition)


def _switch(connection: Connection, name: str, touched: Touched | None) -> dict[str, Any]:
    product = product_of(name)
    item = products.one(connection, product) if product else None
    is_on = touched.value if touched else True
    return {**_last(touched), "name": name, "is_on": is_on, "product": item and f"{item.name} ({item.country})"}


def _threshold(name: str, now: Thresholds, touched: Touched | None) -> dict[str, Any]:
    own = {"name": name, "value": getattr(now, name), "default": Thresholds._field_defaults[name]}
    return {**_last(touched), **own, **RANGES[name]._asdict()}


def _last(touched: Touched | None) -> dict[str, Any]:
    return {name: touched and getattr(touched, name) for name in ("reason", "changed_by", "changed_at")}
