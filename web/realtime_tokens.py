"""Tokens that open a socket."""

from typing import Any

import marshmallow as ma
from flask import current_app

from web.auth import device_id, player_id, player_required
from web.bodies import Blueprint
from web.errors import document_problems
from web.tokens import REALTIME_S
from web.wires import wires

blueprint = Blueprint("realtime_tokens", __name__, url_prefix="/v1/realtime", description="Opening a socket.")


class RealtimeTokenSchema(ma.Schema):
    """A token for one socket, and where it is."""

    token = ma.fields.String(required=True, metadata={"description": "goes into the first frame, `hello`; once"})
    expires_in = ma.fields.Integer(required=True, metadata={"description": "seconds", "example": REALTIME_S})
    url = ma.fields.String(required=True, metadata={"example": "wss://play.example/v1/realtime"})


@blueprint.route("/tokens", methods=["POST"])
@player_required
@blueprint.arguments(ma.Schema, required=False)
@blueprint.response(201, RealtimeTokenSchema)
@document_problems(400, 413, 415, 422, 503)
def make_realtime_token(_: dict[str, Any]) -> dict[str, Any]:
    """Get a token that opens one socket, within half a minute"""
    url = current_app.config["SETTINGS"].realtime_url
    return {"token": wires().tokens.sign_realtime(player_id(), device_id()), "expires_in": REALTIME_S, "url": url}
