"""Sanctions of a player: imposed with a reason, for a time or for ever, and lifted again."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import sanctions
from models.sanctions import Imposed
from rules.sanctions import GROUNDS, KINDS
from web.admin import sanctioning
from web.admin.acting import acting
from web.admin.fields import ReasonSchema
from web.admin.guard import staff_required
from web.admin.impartial import OUTRANKED
from web.admin.repeats import REUSED, once
from web.admin.sanctioning import NO_PLAYER, TermsSchema, check_known
from web.bodies import Blueprint
from web.errors import Problem, document_problems

blueprint = Blueprint("admin_sanctions", __name__, url_prefix="/v1/admin/players", description="Staff: sanctions.")

MOST = 100


class NewSanctionSchema(TermsSchema, ReasonSchema):
    """A sanction to impose."""

    kind = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(KINDS),
        metadata={
            "description": "warn: a message in the inbox · hide_entry: nobody is shown an entry, which loses if its "
            "battle is not over · ban_redemption: no tokens are redeemed, and what is not ordered yet waits · "
            "ban_ranked: practice alone, and on no board · ban: everything is refused, within two seconds"
        },
    )
    entry_id = ma.fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "of hide_entry: which, of the player's"}
    )


class SanctionSchema(ma.Schema):
    """A sanction; `hide` comes from commands alone."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf([*KINDS, "hide"]))
    ground = ma.fields.String(required=True, validate=ma.validate.OneOf(GROUNDS))
    reason = ma.fields.String(required=True, metadata={"example": "Ten answers of 90 ms each."})
    message = ma.fields.String(required=True, allow_none=True)
    imposed_by = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "a name; null: a command", "example": "Ada"}
    )
    since = ma.fields.AwareDateTime(required=True)
    until = ma.fields.AwareDateTime(required=True, allow_none=True)
    lifted_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    lifted_by = ma.fields.String(required=True, allow_none=True)
    lift_reason = ma.fields.String(required=True, allow_none=True)
    entry_id = ma.fields.UUID(required=True, allow_none=True, metadata={"description": "of hide_entry"})
    seen_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "when the player read a warning"}
    )
    active = ma.fields.Boolean(required=True, metadata={"description": "whether it holds now; never of a warning"})


class SanctionsSchema(ma.Schema):
    """A player's sanctions, latest first; a hundred at most."""

    items = ma.fields.List(ma.fields.Nested(SanctionSchema), required=True)


@blueprint.route("/<uuid:player_id>/sanctions")
@staff_required("players.read", sensitive=True)
@blueprint.response(200, SanctionsSchema)
@document_problems(404, 503, s404=NO_PLAYER)
def list_sanctions(player_id: UUID) -> dict[str, Any]:
    """A player's sanctions, those that are over too"""
    with acting("players.sanctions", "player", player_id) as act:
        check_known(act.connection, player_id)
        return {"items": sanctions.of_player(act.connection, player_id, MOST)}


@blueprint.route("/<uuid:player_id>/sanctions", methods=["POST"])
@staff_required("players.sanction")
@blueprint.arguments(NewSanctionSchema)
@blueprint.response(201, SanctionSchema)
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 503),
    s403=OUTRANKED,
    s404=f"{NO_PLAYER}; `entry_unknown`: none of the player's",
    s409="`sanctioned_already`: one of this kind holds that lasts as long",
    s422="`sanction_unfit`: an end that is over, or of a warning; no entry, or of another kind than hide_entry; "
    "`invalid`: `errors` name the fields" + REUSED,
)
@once(lambda connection, id_: _one(connection, UUID(id_)))
def impose_sanction(given: dict[str, Any], player_id: UUID) -> Imposed:
    """Warn a player, hide an entry of theirs, or ban them

    Who also is a member of the staff is sanctioned by members of a higher rank alone. A ban is known to every process
    within two seconds: requests are refused, sockets closed, and answers received from now on do not count. Who is
    banned, from what is ranked too, is off all boards until that ends, to the moment or when it is lifted.
    """
    with acting("sanctions.impose", "player", player_id, given["reason"]) as act:
        id_ = sanctioning.impose(act.connection, player_id, given["kind"], given)
        shown, act.made = _one(act.connection, id_), str(id_)
        act.after = {name: getattr(shown, name) for name in ("id", "kind", "ground", "until", "message", "entry_id")}
    sanctioning.tell(player_id)
    return shown


@blueprint.route("/<uuid:player_id>/sanctions/<uuid:sanction_id>", methods=["DELETE"])
@staff_required("players.sanction")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, SanctionSchema)
@document_problems(
    *(400, 403, 404, 413, 415, 422, 503),
    s403=OUTRANKED,
    s404="`sanction_unknown`: none such holds; a warning was told and cannot be lifted",
)
def lift_sanction(given: dict[str, str], player_id: UUID, sanction_id: UUID) -> Imposed:
    """Lift a ban before its time; what was received during it stays refused"""
    with acting("sanctions.lift", "player", player_id, given["reason"]) as act:
        if not sanctioning.lift(act.connection, player_id, sanction_id, given["reason"]):
            raise Problem(404, "sanction_unknown", "The player has no such sanction that holds and could be lifted.")
        shown = _one(act.connection, sanction_id)
        act.before = {name: getattr(shown, name) for name in ("id", "kind", "ground", "until")}
    sanctioning.tell(player_id)
    return shown


def _one(connection: Connection, sanction: UUID) -> Imposed:
    found = sanctions.one(connection, sanction)
    if found is None:
        raise sanctioning.unknown_player()
    return found
