"""Files that players send: announced, put where the answer says, checked; served to others once somebody has looked."""

from typing import Any, BinaryIO
from uuid import UUID

import marshmallow as ma
from flask import Response, request
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from bridges import uploads as files
from bridges.media import MediumRefused, Prepared, prepare
from bridges.media.arrivals import CONTENT_TYPE, FolderArrivals, Pass
from bridges.offload import offload
from bridges.uploads import NotCome
from models import players, uploads
from models.uploads import Owner, Upload
from rules.media import SIZE_MOST, TYPES
from rules.switches import UPLOADS
from web.auth import living, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Matches, Whole
from web.limits import Quota, too_many
from web.switched import OFF, must_be_on
from web.wires import wires

blueprint = Blueprint("uploads", __name__, url_prefix="/v1/uploads", description="Files that players send.")

SECONDS = 15 * 60
OPEN_MOST, DAILY_MOST = 10, 50
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_BYTES = {"type": "string", "format": "binary"}


class AnnouncementSchema(ma.Schema):
    """A file that is to come."""

    type = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(sorted(TYPES)),
        metadata={"description": "its bytes must be of it", "example": "image/png"},
    )
    size = Whole(
        required=True,
        validate=ma.validate.Range(1, SIZE_MOST),
        metadata={"description": "in bytes, exactly", "example": 48213},
    )


class OwnUploadSchema(ma.Schema):
    """A file on its way. `pending` waits for somebody to look at it: until then only its owner sees it."""

    id = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["expected", "pending", "approved", "rejected"]))
    type = ma.fields.String(required=True, metadata={"description": "as it is kept", "example": "image/png"})
    size = ma.fields.Integer(required=True, metadata={"example": 48213})
    media_id = ma.fields.UUID(
        required=True, allow_none=True, metadata={"description": "under which it is served once it is approved"}
    )
    width = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 640})
    height = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 400})
    reason = ma.fields.String(required=True, allow_none=True, metadata={"description": "why it was rejected"})
    created_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True, metadata={"description": "until when it may come"})


class PutSchema(ma.Schema):
    """Where a file is to be put."""

    method = ma.fields.String(required=True, metadata={"example": "PUT"})
    url = ma.fields.String(required=True, metadata={"description": "good for this file alone, and for a while"})
    headers = ma.fields.Dict(
        ma.fields.String(), ma.fields.String(), required=True, metadata={"description": "to send with it"}
    )


class AnnouncedSchema(OwnUploadSchema):
    """A file that may come now."""

    put = ma.fields.Nested(PutSchema, required=True)


class PassSchema(ma.Schema):
    """What the address of `put` says; not to be made up."""

    size = ma.fields.Integer(required=True, validate=ma.validate.Range(1, SIZE_MOST))
    expires = ma.fields.Integer(required=True, validate=ma.validate.Range(0, 2**40))
    signature = ma.fields.String(required=True, validate=Matches("[0-9a-f]{64}", error="Not a signature of ours."))


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(AnnouncementSchema)
@blueprint.response(201, AnnouncedSchema, headers={"Location": {"schema": {"type": "string"}}})
@document_problems(400, 413, 415, 422, 429, 503, s503=OFF)
def announce(wanted: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Ask where to put a file: an image, audio or video of at most 5 MB

    Put it at `put.url` within a quarter of an hour, then say so: `POST /v1/uploads/{id}/complete`.
    """
    must_be_on(UPLOADS)
    upload, owner = uuid7(), Owner(player=player_id())
    with wires().postgres.begin() as connection:
        living(players.lock(connection, player_id()))
        _check_rate(connection, owner)
        uploads.expect(connection, upload, owner, wanted["type"], wanted["size"], SECONDS)
        made = uploads.one(connection, owner, upload)
    assert made is not None
    place = wires().arrivals.place(upload, wanted["size"], SECONDS)
    put = {"method": "PUT", "url": place.url, "headers": place.headers}
    return {**_shown(made), "put": put}, 201, {"Location": f"/v1/uploads/{upload}"}


def _check_rate(connection: Connection, owner: Owner) -> None:
    still, today = uploads.counts(connection, owner)
    for count, most, seconds in ((still, OPEN_MOST, SECONDS), (today, DAILY_MOST, 86_400)):
        if count >= most:
            detail = f"{OPEN_MOST} files may be on their way at once, and {DAILY_MOST} come within a day."
            raise too_many(Quota("uploads", most, seconds), seconds, detail)


@blueprint.route("/<uuid:upload_id>")
@player_required
@blueprint.response(200, OwnUploadSchema)
@document_problems(404, 503)
def show_upload(upload_id: UUID) -> dict[str, Any]:
    """A file of mine on its way"""
    return _shown(_own(upload_id))


@blueprint.route("/<uuid:upload_id>/complete", methods=["POST"])
@player_required
@blueprint.arguments(ma.Schema, required=False)
@blueprint.response(200, OwnUploadSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 429, 503),
    s409="`upload_missing`: nothing was put there yet; `upload_expired`: its time is over, announce it again",
    s422="`media_size`, `media_type`, `media_too_big`, `media_malformed` and others: what is wrong with the file",
)
def complete(_: dict[str, Any], upload_id: UUID) -> dict[str, Any]:
    """Say that a file was put: it is checked, and images are drawn anew

    Then it is `pending`. What is refused may be put again, until its time is over. Said again, the answer is the same.
    """
    upload = _own(upload_id)
    if upload.is_expired:
        raise Problem(409, "upload_expired", "Its time is over; announce the file again.")
    came = _look(upload) if upload.state == "expected" else None
    if came is None:
        return _shown(_own(upload_id))
    with wires().postgres.begin() as connection:
        kept = files.keep(connection, wires().arrivals, upload_id, came)
    if kept is None:
        raise _unknown()
    return _shown(kept)


def _look(upload: Upload) -> Prepared | None:
    """What came, made fit to be shown; None: somebody else was faster. Raises Problem."""
    wires().check_rates.take(player_id().bytes)
    try:
        return offload(prepare, files.take(wires().arrivals, upload))
    except NotCome:
        if _own(upload.id).state != "expected":
            return None
        raise Problem(409, "upload_missing", "Nothing was put there yet; PUT the file first.") from None
    except MediumRefused as refusal:
        raise Problem(422, refusal.code, refusal.detail) from None


@blueprint.route("/<uuid:upload_id>/file", methods=["PUT"])
@blueprint.arguments(PassSchema, location="query")
@blueprint.response(204)
@Blueprint.doc(requestBody={"required": True, "content": {CONTENT_TYPE: {"schema": _BYTES}}})
@document_problems(400, 403, 404, 413, 415, 422, s403="`upload_forbidden`: the address is not one of ours, or too old")
def put_file(shown: dict[str, Any], upload_id: UUID) -> None:
    """Put a file, at the address that `POST /v1/uploads` gave; it needs no token

    An installation that keeps media elsewhere gives addresses there, and knows none here.
    """
    arrivals = wires().arrivals
    if not isinstance(arrivals, FolderArrivals):
        raise _unknown()
    if not arrivals.admits(upload_id, Pass(**shown)):
        raise Problem(403, "upload_forbidden", "The address is not one that we gave, or its time is over.")
    if request.mimetype != CONTENT_TYPE:
        raise Problem(415, "unsupported_media_type", f"Send the file as the body, with Content-Type: {CONTENT_TYPE}.")
    request.max_content_length = shown["size"]
    data = request.get_data(cache=False)
    if len(data) != shown["size"]:
        raise Problem(400, "upload_size", f"{shown['size']} bytes were announced, and {len(data)} came.")
    arrivals.put(upload_id, data)


@blueprint.route("/<uuid:upload_id>/file")
@player_required
@blueprint.response(200, _BYTES, content_type="*/*", description="The file, as others will see it.")
@document_problems(404, 503)
def show_file(upload_id: UUID) -> Response:
    """A file of mine, while it waits to be looked at and after; nobody else's is there"""
    upload = _own(upload_id)
    try:
        with _opened(upload) as file:
            return Response(file.read(), content_type=upload.mime, headers=_HEADERS)
    except FileNotFoundError:  # decided this moment
        raise _unknown() from None


def _opened(upload: Upload) -> BinaryIO:
    if upload.state == "pending":
        return wires().arrivals.open(upload.id)
    if upload.state == "approved" and upload.medium_id is not None:
        return wires().media.open(upload.medium_id)
    raise _unknown()


def _own(upload_id: UUID) -> Upload:
    with wires().postgres.connect() as connection:
        upload = uploads.one(connection, Owner(player=player_id()), upload_id)
    if upload is None:
        raise _unknown()
    return upload


def _unknown() -> Problem:
    return Problem(404, "upload_unknown", "There is no such file of yours.")


def _shown(upload: Upload) -> dict[str, Any]:
    shown = {name: getattr(upload, name) for name in OwnUploadSchema().fields if hasattr(upload, name)}
    return {**shown, "type": upload.mime, "media_id": upload.medium_id}
