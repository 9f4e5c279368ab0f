"""Where a player is logged in, and ending it for them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import devices, players
from rules import logins as lifetimes
from web import logins
from web.admin.acting import acting
from web.admin.fields import ReasonSchema
from web.admin.guard import staff_required
from web.admin.sanctioning import NO_PLAYER, check_known, unknown_player
from web.bodies import Blueprint
from web.errors import Problem, document_problems

blueprint = Blueprint(
    "admin_player_logins", __name__, url_prefix="/v1/admin/players", description="Staff: players' logins."
)


class PlayerDeviceSchema(ma.Schema):
    """Where a player is logged in."""

    id = ma.fields.UUID(required=True)
    how = ma.fields.String(required=True, metadata={"description": "what it began with", "example": "guest"})
    agent = ma.fields.String(required=True, metadata={"description": "what the client calls itself", "example": "curl"})
    created_at = ma.fields.AwareDateTime(required=True)
    used_at = ma.fields.AwareDateTime(required=True, metadata={"description": "when it was last renewed"})


class PlayerDevicesSchema(ma.Schema):
    """All of them, the last used first."""

    items = ma.fields.List(ma.fields.Nested(PlayerDeviceSchema), required=True)


class EndedSchema(ma.Schema):
    """How many logins were ended."""

    ended = ma.fields.Integer(required=True, metadata={"example": 2})


@blueprint.route("/<uuid:player_id>/devices")
@staff_required("players.read", sensitive=True)
@blueprint.response(200, PlayerDevicesSchema)
@document_problems(404, 503, s404=NO_PLAYER)
def list_player_devices(player_id: UUID) -> dict[str, Any]:
    """Where a player is logged in"""
    with acting("players.devices", "player", player_id) as act:
        check_known(act.connection, player_id)
        return {"items": logged_in(act.connection, player_id)}


def logged_in(connection: Connection, player: UUID) -> list[dict[str, Any]]:
    """Where a player is logged in, for PlayerDeviceSchema."""
    found = devices.active(connection, player, datetime.now(UTC) - lifetimes.IDLE)
    names = ("id", "how", "agent", "created_at")
    return [{**{name: getattr(one, name) for name in names}, "used_at": one.rotated_at} for one in found]


@blueprint.route("/<uuid:player_id>/devices/<uuid:login>", methods=["DELETE"])
@staff_required("players.note")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, EndedSchema)
@document_problems(*(400, 404, 413, 415, 422, 503), s404="`device_unknown`: the player is not logged in there")
def revoke_player_device(given: dict[str, str], player_id: UUID, login: UUID) -> dict[str, int]:
    """End one login of a player's, within two seconds"""
    with acting("players.revoke_device", "player", player_id, given["reason"]) as act:
        act.before = {"device": login}
        if not devices.end(act.connection, player_id, login, "revoked"):
            raise Problem(404, "device_unknown", "The player is not logged in there.")
        logins.deny(act.connection, [login])
    logins.tell([login])
    return {"ended": 1}


@blueprint.route("/<uuid:player_id>/logout", methods=["POST"])
@staff_required("players.note")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, EndedSchema)
@document_problems(*(400, 404, 413, 415, 422, 503), s404=NO_PLAYER)
def log_player_out(given: dict[str, str], player_id: UUID) -> dict[str, int]:
    """End every login of a player's, within two seconds"""
    with acting("players.logout", "player", player_id, given["reason"]) as act:
        if players.lock(act.connection, player_id) is None:
            raise unknown_player()
        ended = devices.end_all(act.connection, player_id, "revoked")
        logins.deny(act.connection, ended)
        act.before = {"devices": ended}
    logins.tell(ended)
    return {"ended": len(ended)}
