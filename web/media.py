"""Media: where clients get them (`web.depicting` says how a question shows them)."""

from os import SEEK_END
from uuid import UUID

import marshmallow as ma
from flask import Response, request
from werkzeug.wsgi import FileWrapper

from bridges.media import CACHED
from rules.media import HEAD, MediumKind, sniff
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint("media", __name__, url_prefix="/v1/media", description="Images, audio and video.")

KINDS: tuple[MediumKind, ...] = ("image", "audio", "video")
_HEADERS = {
    "Cache-Control": CACHED,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_BYTES = {"type": "string", "format": "binary"}


class MediaSchema(ma.Schema):
    """What is shown or played with a question."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    url = ma.fields.String(
        required=True, metadata={"example": "https://api.example/v1/media/0b6a3c2e-6d51-8f0a-9c3d-2f0c7f5e1a44"}
    )
    width = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "pixels of an image", "example": 640}
    )
    height = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 400})
    alt = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "what an image shows, in the question's language", "example": "A flag of three bands"},
    )
    transcript = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "what is heard in audio and video"}
    )


@blueprint.route("/<uuid:media_id>")
@blueprint.response(200, _BYTES, content_type="*/*", description="The file. With If-None-Match perhaps 304.")
@blueprint.alt_response(206, schema=_BYTES, content_type="*/*", success=True, description="A part, asked for by Range.")
@document_problems(404, 416)
def show_media(media_id: UUID) -> Response:
    """A file of a question, or a picture of an entry

    It never changes, and is kept for a minute: then If-None-Match asks whether it may still be shown. What was taken
    away is 404 within two seconds, and back as soon. No token is needed, as pages load it by its address. Types: JPEG,
    PNG, WebP; MP3, Ogg, M4A, WAV; MP4, WebM.
    """
    try:
        file = wires().media.open(media_id)
    except FileNotFoundError:
        raise _unknown() from None
    try:
        if media_id not in wires().shown:
            raise _unknown()
        kind = sniff(file.read(HEAD)) or "application/octet-stream"
        size = file.seek(0, SEEK_END)
        file.seek(0)
        response = Response(FileWrapper(file), content_type=kind, headers=_HEADERS, direct_passthrough=True)
        response.content_length = size
        response.set_etag(media_id.hex)
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except BaseException:
        file.close()
        raise
    return response


def _unknown() -> Problem:
    return Problem(
        404, "media_unknown", "There is no such medium, or it may not be shown; questions say where theirs is."
    )
