"""What a client has already is not sent again: an ETag of what is shown, and 304 where it is the same."""

from functools import wraps
from hashlib import sha256
from typing import Any

import marshmallow as ma
import msgspec
from flask import Response, request

from web.bodies import Blueprint
from web.contract import View, documented

_encode = msgspec.json.Encoder().encode
_blueprint = Blueprint("known", __name__)
ETAG = {"ETag": {"description": "for `If-None-Match`", "schema": {"type": "string"}}}


class KnownSchema(ma.Schema):
    """What the client has."""

    etag = ma.fields.String(
        data_key="If-None-Match",
        metadata={
            "description": "`ETag` of what you have: 304 if it is still the same",
            "example": '"5f0c6a7e2b1d4c39"',
        },
    )


def conditional(view: View) -> View:
    """Say in the document that a view answers 304 to who has what it shows. It stands next to the view."""

    @_blueprint.arguments(KnownSchema, location="headers")
    @wraps(view)
    def guarded(*given: Any, **named: Any) -> Any:
        *others, _ = given  # werkzeug reads the header better
        return view(*others, **named)

    told = _blueprint.alt_response(304, success=True, description="What you have.", headers=ETAG)
    return documented(told)(guarded)


def unless_known(schema: ma.Schema, found: Any) -> Any:
    """The answer to a request: what was found, or that the client has it. Others may not keep it for them."""
    tag = sha256(_encode(schema.dump(found))).hexdigest()[:16]
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    if request.if_none_match.contains_weak(tag):
        return Response(status=304, headers=headers)
    return found, 200, headers
