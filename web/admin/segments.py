"""Segments of players, for staff: filters that are kept by a name, counted before anybody is written to."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import segments
from models.segments import Sheet
from rules.segments import Filter
from web.admin.acting import acting
from web.admin.audiences import AudienceSchema, count, meet, read
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.guard import staff_required
from web.admin.repeats import REUSED, once
from web.admin.texts import Line
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import PageSchema, paged, read_cursor
from web.wires import wires

blueprint = Blueprint("admin_segments", __name__, url_prefix="/v1/admin/segments", description="Staff: segments.")

NAME_MOST = 80
_SAMPLE = 10
_UNFIT = (
    "`segment_impossible`: no player can fit it; `players_unknown`: `errors` name the places; "
    "`invalid`: `errors` name the fields, unknown ones too"
)


class NewSegmentSchema(ma.Schema):
    """A segment to keep."""

    name = Line(NAME_MOST, required=True, metadata={"example": "Spanish speakers who came back"})
    filter = ma.fields.Nested(AudienceSchema, required=True, metadata={"example": {"languages": ["es"]}})


class SegmentChangesSchema(ma.Schema):
    """What is to be another way. Campaigns that are scheduled keep the filter they were scheduled with."""

    name = Line(NAME_MOST)
    filter = ma.fields.Nested(AudienceSchema)


class SegmentSchema(ma.Schema):
    """A segment."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    filter = ma.fields.Nested(AudienceSchema, required=True)
    edition = ma.fields.Integer(required=True, metadata={"description": "its ETag is `e<edition>`"})
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class SegmentsSchema(ma.Schema):
    """A page of segments, latest first."""

    items = ma.fields.List(ma.fields.Nested(SegmentSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class TryFilterSchema(ma.Schema):
    """A filter to try."""

    filter = ma.fields.Nested(AudienceSchema, required=True)


class SegmentExampleSchema(ma.Schema):
    """A player who fits."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    country = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)


class SegmentPreviewSchema(ma.Schema):
    """Who fits now."""

    count = ma.fields.Integer(required=True, metadata={"description": "players", "example": 1240})
    sample = ma.fields.List(ma.fields.Nested(SegmentExampleSchema), required=True)


@blueprint.route("")
@staff_required("campaigns.read")
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, SegmentsSchema)
@document_problems(422, 503)
def list_segments(query: dict[str, Any]) -> dict[str, Any]:
    """Segments, latest first"""
    with wires().postgres.connect() as connection:
        found = segments.page(connection, read_cursor(query["cursor"]), query["limit"] + 1)
    page = paged(found, query["limit"])
    return page | {"items": list(map(_shown, page["items"]))}


@blueprint.route("", methods=["POST"])
@staff_required("campaigns.write")
@blueprint.arguments(NewSegmentSchema)
@blueprint.response(201, SegmentSchema, headers={"Location": {"schema": {"type": "string"}}} | ETAG)
@document_problems(400, 413, 415, 422, 503, s422=_UNFIT + REUSED)
@once(lambda connection, id_: _made(found_segment(connection, UUID(id_))))
def make_segment(body: dict[str, Any]) -> Answer:
    """Keep a filter by a name"""
    id_, wanted = uuid7(), read(body["filter"])
    with acting("segments.create", "segment", id_) as act:
        segments.add(act.connection, id_, body["name"], meet(act.connection, wanted))
        act.after = _document(body["name"], wanted)
        made = found_segment(act.connection, id_)
    return _made(made)


@blueprint.route("/preview", methods=["POST"])
@staff_required("campaigns.read", sensitive=True)
@blueprint.arguments(TryFilterSchema)
@blueprint.response(200, SegmentPreviewSchema)
@document_problems(400, 413, 415, 422, 503, s422=f"{_UNFIT}; `season_unknown`")
def preview_segment(body: dict[str, Any]) -> dict[str, Any]:
    """Count who fits a filter now, and show some of them"""
    wanted = read(body["filter"])
    with acting("segments.preview", "segment", "filter") as act:
        matched = count(act.connection, meet(act.connection, wanted))
        act.after = {"filter": segments.dump(wanted), "count": matched}
        return {"count": matched, "sample": segments.sample(act.connection, wanted, _SAMPLE)}


@blueprint.route("/<uuid:segment_id>")
@staff_required("campaigns.read")
@blueprint.response(200, SegmentSchema, headers=ETAG)
@document_problems(404, 503)
def show_segment(segment_id: UUID) -> Answer:
    """One segment"""
    with wires().postgres.connect() as connection:
        segment = found_segment(connection, segment_id)
    return _shown(segment), 200, etag(segment.edition)


@blueprint.route("/<uuid:segment_id>", methods=["PATCH"])
@staff_required("campaigns.write")
@guarded(SegmentSchema)
@blueprint.arguments(SegmentChangesSchema)
@blueprint.response(200, SegmentSchema, headers=ETAG)
@document_problems(400, 404, 413, 415, 422, 428, 503, s422=_UNFIT)
def change_segment(body: dict[str, Any], segment_id: UUID) -> Answer:
    """Rename a segment, or mean others by it"""
    with acting("segments.change", "segment", segment_id) as act:
        segment = _locked(act.connection, segment_id)
        wanted = meet(act.connection, read(body["filter"])) if "filter" in body else segment.filter
        segments.change(act.connection, segment, body.get("name", segment.name), wanted)
        changed = found_segment(act.connection, segment_id)
        act.before, act.after = _document(segment.name, segment.filter), _document(changed.name, changed.filter)
    return _shown(changed), 200, etag(changed.edition)


@blueprint.route("/<uuid:segment_id>", methods=["DELETE"])
@staff_required("campaigns.write")
@guarded(SegmentSchema, required=False)
@blueprint.response(204)
@document_problems(404, 409, 503, s409="`segment_in_use`: a draft of a campaign is for it")
def delete_segment(segment_id: UUID) -> None:
    """Delete a segment that no draft of a campaign is for"""
    with acting("segments.delete", "segment", segment_id) as act:
        segment = _locked(act.connection, segment_id, required=False)
        act.before = _document(segment.name, segment.filter)
        if not segments.remove(act.connection, segment_id):
            raise Problem(409, "segment_in_use", "A draft of a campaign is for it; change or delete that first.")


def _locked(connection: Connection, segment_id: UUID, *, required: bool = True) -> Sheet:
    """The segment as the request has seen it, for nobody else to change. Raises Problem 404, 412, 428."""
    segment = found_segment(connection, segment_id, lock=True)
    check(segment.edition, lambda: SegmentSchema().dump(_shown(segment)), required=required)
    return segment


def found_segment(connection: Connection, segment_id: UUID, *, lock: bool = False) -> Sheet:
    """The segment, locked if asked for. Raises Problem 404."""
    segment = segments.one(connection, segment_id, lock=lock)
    if segment is None:
        raise Problem(404, "segment_unknown", "There is no such segment; GET /v1/admin/segments lists them.")
    return segment


def _shown(segment: Sheet) -> dict[str, Any]:
    return {**vars(segment), "filter": segments.dump(segment.filter)}


def _document(name: str, wanted: Filter) -> dict[str, Any]:
    """What the log keeps of it."""
    return {"name": name, "filter": segments.dump(wanted)}


def _made(segment: Sheet) -> Answer:
    return _shown(segment), 201, etag(segment.edition) | {"Location": f"/v1/admin/segments/{segment.id}"}
