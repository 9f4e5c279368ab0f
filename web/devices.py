"""Where a player is logged in: shown to them, and theirs to end."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from models import devices, push_tokens
from models.devices import Device
from models.push_tokens import TOKEN_MOST
from rules import logins
from web.auth import device_id, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Matches
from web.logins import deny, tell
from web.wires import wires

blueprint = Blueprint("devices", __name__, url_prefix="/v1/me/devices", description="Where I am logged in.")

_UNKNOWN = "`device_unknown`: no login of mine"


class DeviceSchema(ma.Schema):
    """Where a player is logged in."""

    id = ma.fields.UUID(required=True)
    how = ma.fields.String(required=True, metadata={"description": "what it began with", "example": "guest"})
    agent = ma.fields.String(required=True, metadata={"description": "what the client calls itself", "example": "curl"})
    current = ma.fields.Boolean(required=True, metadata={"description": "the one that asks"})
    created_at = ma.fields.AwareDateTime(required=True)
    used_at = ma.fields.AwareDateTime(required=True, metadata={"description": "when it was last renewed"})


class DevicesSchema(ma.Schema):
    """All of them, the last used first."""

    items = ma.fields.List(ma.fields.Nested(DeviceSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


class PushTokenSchema(ma.Schema):
    """Where the device's app is reached."""

    token = ma.fields.String(
        required=True,
        validate=[
            Matches("[!-~]+", error="Must be printable ASCII without spaces."),
            ma.validate.Length(1, TOKEN_MOST),
        ],
        metadata={
            "description": "the registration token that the app had of FCM",
            "example": "dFq1:APA91bHun4MxP5egoK",
        },
    )


@blueprint.route("")
@player_required
@blueprint.response(200, DevicesSchema)
@document_problems(503)
def list_devices() -> dict[str, Any]:
    """Where I am logged in"""
    with wires().postgres.connect() as connection:
        found = devices.active(connection, player_id(), datetime.now(UTC) - logins.IDLE)
    return {"items": [_shown(device) for device in found]}


def _shown(device: Device) -> dict[str, Any]:
    return {
        **{name: getattr(device, name) for name in ("id", "how", "agent", "created_at")},
        "used_at": device.rotated_at,
        "current": device.id == device_id(),
    }


@blueprint.route("/<uuid:login>", methods=["DELETE"])
@player_required
@blueprint.response(204)
@document_problems(404, 503)
def revoke_device(login: UUID) -> None:
    """End a login of mine, this one or another"""
    with wires().postgres.begin() as connection:
        ended = devices.end(connection, player_id(), login, "revoked")
        if ended:
            deny(connection, [login])
    if not ended:
        raise _unknown()
    tell([login])


@blueprint.route("/<uuid:login>/push-token", methods=["PUT"])
@player_required
@blueprint.arguments(PushTokenSchema)
@blueprint.response(204)
@document_problems(*(400, 404, 413, 415, 422, 503), s404=_UNKNOWN)
def put_push_token(wanted: dict[str, Any], login: UUID) -> None:
    """Have pushes sent to a device of mine; the token is no other login's any more"""
    with wires().postgres.begin() as connection:
        kept = push_tokens.put(connection, player_id(), login, wanted["token"])
    if not kept:
        raise _unknown()


@blueprint.route("/<uuid:login>/push-token", methods=["DELETE"])
@player_required
@blueprint.response(204)
@document_problems(404, 503)
def remove_push_token(login: UUID) -> None:
    """Have none sent there any more; once more is no fault"""
    with wires().postgres.begin() as connection:
        push_tokens.remove(connection, player_id(), login)


def _unknown() -> Problem:
    return Problem(404, "device_unknown", "You are not logged in there; GET /v1/me/devices lists where.")
