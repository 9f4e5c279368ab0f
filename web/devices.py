"""Where a player is logged in: shown to them, and theirs to end."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from models import devices
from models.devices import Device
from rules import logins
from web.auth import device_id, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.logins import deny, tell
from web.wires import wires

blueprint = Blueprint("devices", __name__, url_prefix="/v1/me/devices", description="Where I am logged in.")


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
        raise Problem(404, "device_unknown", "You are not logged in there; GET /v1/me/devices lists where.")
    tell([login])
