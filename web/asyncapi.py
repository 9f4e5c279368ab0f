"""The contract of the socket."""

from typing import Any

import msgspec
from flask import Response, current_app

from web.bodies import Blueprint
from web.contract import documented
from web.realtime.contract import document
from web.realtime.limits import Limits

blueprint = Blueprint("asyncapi", __name__, url_prefix="/v1", description="The contract of the socket.")

_ANY: dict[str, Any] = {"type": "object"}


@blueprint.route("/asyncapi.json")
@documented(blueprint.response(200, _ANY))
def show_asyncapi() -> Response:
    """The AsyncAPI document of `/v1/realtime`"""
    made = document(current_app.config["SETTINGS"].realtime_url, Limits())
    return Response(msgspec.json.encode(made), content_type="application/json")
