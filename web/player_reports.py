"""What players report of one another: a name, an entry to a creative battle, how somebody plays."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import battles, creative, entries, player_reports, players
from models.player_reports import New, PlayerReport, TooMany
from models.players import Player
from rules.reporting import GROUNDS_OF, OPEN_MOST, REPORT_GROUNDS, REPORT_KINDS
from web.auth import living, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Said
from web.pages import PageSchema, read_cursor, write_cursor
from web.wires import wires

blueprint = Blueprint("player_reports", __name__, url_prefix="/v1/reports", description="Players who need a look.")

TEXT_MOST = 500
_KINDS = {
    "description": "name: how a player calls themselves · entry: what they submitted to a creative battle · "
    "behaviour: how they play"
}
_GROUNDS = {"description": " · ".join(f"of {kind}: {', '.join(each)}" for kind, each in GROUNDS_OF.items())}


class PlayerReportFormSchema(ma.Schema):
    """What is wrong, and with what."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(REPORT_KINDS), metadata=_KINDS)
    id = ma.fields.UUID(required=True, metadata={"description": "of the player, or of the entry"})
    ground = ma.fields.String(required=True, validate=ma.validate.OneOf(REPORT_GROUNDS), metadata=_GROUNDS)
    text = Said(
        TEXT_MOST,
        load_default=None,
        metadata={"description": "in your words", "example": "They left as soon as they were behind."},
    )
    battle_id = ma.fields.UUID(
        load_default=None, metadata={"description": "where you met them, if it is about how they play"}
    )


class PlayerReportSchema(ma.Schema):
    """A report of yours."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(REPORT_KINDS))
    about = ma.fields.UUID(required=True, metadata={"description": "the player, or the entry"})
    ground = ma.fields.String(required=True, validate=ma.validate.OneOf(REPORT_GROUNDS))
    text = ma.fields.String(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)
    closed_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "when somebody of ours had looked at it"}
    )
    acted = ma.fields.Boolean(
        required=True, allow_none=True, metadata={"description": "once closed: whether anything was done about it"}
    )


class PlayerReportsSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(PlayerReportSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("")
@player_required
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, PlayerReportsSchema)
@document_problems(422, 503)
def list_reports(page: dict[str, Any]) -> dict[str, Any]:
    """My reports about others, and what came of them"""
    with wires().postgres.connect() as connection:
        found = player_reports.own(connection, player_id(), read_cursor(page["cursor"]), page["limit"] + 1)
    items = found[: page["limit"]]
    return {"items": items, "next": write_cursor(items[-1].id) if len(found) > len(items) else None}


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(PlayerReportFormSchema)
@blueprint.response(201, PlayerReportSchema, description="Reported.")
@blueprint.alt_response(200, schema=PlayerReportSchema, success=True, description="Your open report, changed to this.")
@document_problems(
    *(400, 404, 409, 413, 415, 422, 429, 503),
    s404="`player_unknown`, `entry_unknown`: none that you could have seen; `battle_unknown`: you did not meet in it",
    s409="`reports_waiting`: so many of yours wait that one more is no use",
    s422="`report_unfit`: oneself, or a ground of another kind; `invalid`: `errors` name the fields",
)
def report_player(given: dict[str, Any]) -> tuple[PlayerReport, int]:
    """Report a name, an entry or a player

    One has one open report about the same: another one takes its place. People of ours look at each.
    """
    wires().report_rates.take(player_id().bytes)
    if given["ground"] not in GROUNDS_OF[given["kind"]]:
        raise _unfit("ground", f"Of {given['kind']} it is one of: {', '.join(GROUNDS_OF[given['kind']])}.")
    with wires().postgres.begin() as connection:
        new = _new(connection, given)
        try:
            report = player_reports.put(connection, new)
        except TooMany:
            detail = f"{OPEN_MOST} reports of yours wait to be looked at: report more once that is done."
            raise Problem(409, "reports_waiting", detail) from None
    return report, 201 if report.id == new.id else 200


def _new(connection: Connection, given: dict[str, Any]) -> New:
    """The report, of players who are held. Raises Problem 401, 404, 422."""
    said = {name: given[name] for name in ("kind", "ground", "text")}
    if given["kind"] == "entry":
        entry = entries.one(connection, given["id"])
        battle = creative.one(connection, entry.battle_id) if entry else None
        accused = _held(connection, entry.player_id) if entry else None
        if entry is None or battle is None or battle.open_until is None or entry.state != "approved" or not accused:
            raise Problem(404, "entry_unknown", "There is no such entry that is shown to others.")
        return New(uuid7(), player_id(), about=entry.id, accused=accused.id, shown=entry.text, battle=battle.id, **said)
    accused = _held(connection, given["id"])
    if accused is None:
        raise Problem(404, "player_unknown", "There is no such player.")
    if given["battle_id"] and not battles.met(connection, given["battle_id"], player_id(), accused.id):
        raise Problem(404, "battle_unknown", "The two of you were in no such battle.")
    battle_id = given["battle_id"]
    return New(uuid7(), player_id(), about=accused.id, accused=accused.id, shown=accused.name, battle=battle_id, **said)


def _held(connection: Connection, accused: UUID) -> Player | None:
    """Who is reported, if they are there, held; who reports them is locked: their open ones are counted.

    Raises Problem 401, 422.
    """
    if accused == player_id():
        raise _unfit("id", "Names yourself.")
    takes = {accused: players.hold, player_id(): players.lock}
    held = {id_: takes[id_](connection, id_) for id_ in sorted(takes)}
    living(held[player_id()])
    return held[accused]


def _unfit(field: str, detail: str) -> Problem:
    return Problem(422, "report_unfit", detail, errors=[{"pointer": f"/{field}", "detail": detail}])
