"""Media for staff: listed, kept after they were looked at, and where they are used."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask_smorest.fields import Upload
from werkzeug.datastructures import FileStorage

from bridges.media import MediumRefused, prepare
from bridges.offload import offload
from models import media, question_lists
from models.media import KnownMedium, NewMedium
from models.question_lists import Filter
from rules.media import DESCRIPTION_MOST, SIZE_MOST
from web.admin import question_shown
from web.admin.acting import acting
from web.admin.guard import staff_required
from web.admin.question_schemas import QuestionItemsSchema
from web.admin.texts import Typist
from web.bodies import BODY_MOST, FORM, Blueprint, form_data
from web.errors import Problem, document_problems
from web.fields import LANG_TAG
from web.media import KINDS
from web.pages import TimePageSchema, paged_in_time, read_place
from web.wires import wires

blueprint = Blueprint("admin_media", __name__, url_prefix="/v1/admin/media", description="Staff: media.")


def _check_file(given: object) -> None:
    if not isinstance(given, FileStorage):
        raise ma.ValidationError("Must be a file.")


class UploadSchema(ma.Schema):
    """A file, and what it shows or says without giving an answer away."""

    file = Upload(required=True, validate=_check_file)
    description = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, max(DESCRIPTION_MOST.values())),
        metadata={"description": "alt of an image, transcript of audio and video", "example": "A flag of three bands"},
    )
    lang = ma.fields.String(load_default="en", validate=LANG_TAG, metadata={"description": "of that text"})


class MediaListSchema(TimePageSchema):
    """Which media."""

    kind = ma.fields.String(load_default=None, validate=ma.validate.OneOf(KINDS))


class KnownMediumSchema(ma.Schema):
    """A medium."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    mime = ma.fields.String(required=True, metadata={"example": "image/png"})
    url = ma.fields.String(required=True)
    size = ma.fields.Integer(required=True, metadata={"description": "bytes"})
    width = ma.fields.Integer(required=True, allow_none=True)
    height = ma.fields.Integer(required=True, allow_none=True)
    description = ma.fields.String(required=True, metadata={"description": "for questions that say nothing themselves"})
    lang = ma.fields.String(required=True)
    questions = ma.fields.Integer(required=True, metadata={"description": "that have it now"})
    created_at = ma.fields.AwareDateTime(required=True)


class KnownMediaSchema(ma.Schema):
    """A page of media, latest first."""

    items = ma.fields.List(ma.fields.Nested(KnownMediumSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("")
@staff_required("content.read")
@blueprint.arguments(MediaListSchema, location="query")
@blueprint.response(200, KnownMediaSchema)
@document_problems(422, 503, s422="`bad_cursor`; `invalid`: `errors` name the parameters, unknown ones too")
def list_media(query: dict[str, Any]) -> dict[str, Any]:
    """Media, latest first"""
    with wires().postgres.connect() as connection:
        found = media.page(connection, query["kind"], read_place(query["cursor"]), query["limit"] + 1)
    items, after = paged_in_time(found, query["limit"], "created_at")
    return {"items": [_shown(known) for known in items], "next": after}


@blueprint.route("", methods=["POST"])
@staff_required("content.write")
@form_data(SIZE_MOST + BODY_MOST)
@blueprint.arguments(UploadSchema, location="form", content_type=FORM)
@blueprint.response(201, KnownMediumSchema, headers={"Location": {"schema": {"type": "string"}}})
@document_problems(
    *(400, 413, 415, 422, 503),
    s422="`media_type`, `media_empty`, `media_too_big`, `media_broken` and others say what is wrong with the file; "
    "`description_faulty`; `invalid`",
)
def upload_medium(given: dict[str, Any]) -> tuple[Any, int, dict[str, str]]:
    """Keep an image, audio or video of at most 5 MB

    Images are redrawn, upright; of audio and video the tags that tell of their maker are taken away. The same file
    again is the same medium. Types: JPEG, PNG, WebP, still GIF; MP3, Ogg, M4A, WAV; MP4, WebM.
    """
    try:
        prepared = offload(prepare, given["file"].read())
    except MediumRefused as refusal:
        raise Problem(422, refusal.code, refusal.detail) from None
    description = _described(given["description"], DESCRIPTION_MOST[prepared.medium.kind])
    new = NewMedium(prepared.medium, prepared.mime, prepared.sha256, prepared.size, description, given["lang"])
    with acting("media.upload", "medium", new.medium.id) as act:
        media.hold(act.connection)
        wires().media.put(prepared.data)
        media.add(act.connection, [new])
        known = media.known(act.connection, new.medium.id)
        assert known is not None
        act.after = {"mime": known.mime, "size": known.size, "description": known.description, "lang": known.lang}
    return _shown(known), 201, {"Location": f"/v1/admin/media/{known.id}"}


@blueprint.route("/<uuid:medium_id>")
@staff_required("content.read")
@blueprint.response(200, KnownMediumSchema)
@document_problems(404, 503)
def show_known_medium(medium_id: UUID) -> dict[str, Any]:
    """One medium"""
    with wires().postgres.connect() as connection:
        known = media.known(connection, medium_id)
    if known is None:
        raise _unknown()
    return _shown(known)


@blueprint.route("/<uuid:medium_id>/questions")
@staff_required("content.read")
@blueprint.arguments(TimePageSchema, location="query")
@blueprint.response(200, QuestionItemsSchema)
@document_problems(404, 422, 503)
def list_uses(query: dict[str, Any], medium_id: UUID) -> dict[str, Any]:
    """Questions that have a medium now, latest change first"""
    with wires().postgres.connect() as connection:
        if media.known(connection, medium_id) is None:
            raise _unknown()
        place, wanted = read_place(query["cursor"]), Filter(media_id=medium_id)
        found = question_lists.page(connection, wanted, "updated_at", True, place, query["limit"] + 1)
        sheets, after = paged_in_time(found, query["limit"], "updated_at")
        return {"items": question_shown.listed(connection, sheets), "next": after}


def _described(text: str, most: int) -> str:
    """What it shows or says, as plain text. Raises Problem 422."""
    found = Typist().read(text, "/description")
    if not 0 < len(found) <= most:
        fault = {"field": "description", "detail": f"1 to {most} characters that are no markup."}
        raise Problem(422, "description_faulty", fault["detail"], errors=[fault])
    return found


def _shown(known: KnownMedium) -> dict[str, Any]:
    return {**vars(known), "kind": known.medium.kind, "url": wires().media.url(known.id)}


def _unknown() -> Problem:
    return Problem(404, "media_unknown", "There is no such medium; GET /v1/admin/media lists them.")
