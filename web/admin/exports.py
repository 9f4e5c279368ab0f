"""Exports: any list with its filter, written on the server as a job; the file is its maker's for a day."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec
from flask import Response
from uuid_utils.compat import uuid7

from models import exports
from models.exports import Job
from web.admin.acting import acting
from web.admin.exportables import EXPORTABLE, Exportable
from web.admin.guard import staff, staff_required
from web.admin.repeats import REUSED, once
from web.bodies import Blueprint
from web.errors import Problem, document_problems, field_errors
from web.pages import PageSchema, paged, read_cursor
from web.wires import wires

blueprint = Blueprint("admin_exports", __name__, url_prefix="/v1/admin/exports", description="Staff: lists as files.")

_FORMS = sorted({form for one in EXPORTABLE.values() for form in one.forms})
_TYPES = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "opentdb": ("application/json", "json"),
    "gift": ("text/plain; charset=utf-8", "gift"),
}


class NewExportSchema(ma.Schema):
    """A list to be written."""

    subject = ma.fields.String(required=True, validate=ma.validate.OneOf(list(EXPORTABLE)))
    format = ma.fields.String(
        load_default="csv",
        validate=ma.validate.OneOf(_FORMS),
        metadata={"description": "others than csv: of questions"},
    )
    filter = ma.fields.Dict(
        ma.fields.String(),
        load_default=dict,
        metadata={"description": "the filters that the list's own GET takes", "example": {"state": "published"}},
    )


class ExportNoteSchema(ma.Schema):
    """What the format cannot say of a row."""

    row = ma.fields.Integer(required=True)
    code = ma.fields.String(required=True)
    detail = ma.fields.String(required=True)
    left_out = ma.fields.Boolean(required=True, metadata={"description": "whether the row is missing for it"})


class ExportSchema(ma.Schema):
    """An export. `done` has a file, for a day; `refused` says why it has none."""

    id = ma.fields.UUID(required=True)
    subject = ma.fields.String(required=True, validate=ma.validate.OneOf(list(EXPORTABLE)))
    format = ma.fields.String(required=True, validate=ma.validate.OneOf(_FORMS))
    filter = ma.fields.Dict(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["waiting", "done", "refused"]))
    rows = ma.fields.Integer(required=True, allow_none=True)
    bytes = ma.fields.Integer(required=True, allow_none=True)
    notes = ma.fields.List(
        ma.fields.Nested(ExportNoteSchema), required=True, metadata={"description": "the first thousand"}
    )
    refused = ma.fields.String(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class ExportsSchema(ma.Schema):
    """A page of your exports, latest first."""

    items = ma.fields.List(ma.fields.Nested(ExportSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("", methods=["POST"])
@staff_required("exports.make", step_up=True)
@blueprint.arguments(NewExportSchema)
@blueprint.response(202, ExportSchema, headers={"Location": {"schema": {"type": "string"}}})
@document_problems(
    *(400, 413, 415, 422, 503),
    s422="`filter_invalid`: `errors` say what is wrong in `/filter`; `format_unfit`: not for that list; `invalid`"
    + REUSED,
)
@once(lambda connection, id_: _made(_found(exports.one(connection, UUID(id_)))))
def start_export(body: dict[str, Any]) -> tuple[Any, int, dict[str, str]]:
    """Have a list written to a file, with its filter

    CSV for every list; questions as Open Trivia DB's JSON and GIFT too. No cell of a CSV is a formula.
    """
    subject, form = EXPORTABLE[body["subject"]], body["format"]
    if form not in subject.forms:
        fault = {"pointer": "/format", "detail": f"{body['subject']} can be had as {', '.join(subject.forms)}."}
        raise Problem(422, "format_unfit", fault["detail"], errors=[fault])
    filters, job = _checked(subject, body["filter"]), uuid7()
    subject.must_be_allowed(filters)
    with acting("exports.start", "export", job) as act:
        act.after = {"subject": body["subject"], "format": form, "filter": filters}
        exports.create(act.connection, job, staff().id, body["subject"], form, filters)
        made = _found(exports.one(act.connection, job))
    return _made(made)


@blueprint.route("")
@staff_required("exports.make")
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, ExportsSchema)
@document_problems(422, 503)
def list_exports(page: dict[str, Any]) -> dict[str, Any]:
    """Your exports, latest first"""
    with wires().postgres.connect() as connection:
        items = exports.latest(connection, staff().id, read_cursor(page["cursor"]), page["limit"] + 1)
    found = paged(items, page["limit"])
    return found | {"items": list(map(_shown, found["items"]))}


@blueprint.route("/<uuid:export_id>")
@staff_required("exports.make")
@blueprint.response(200, ExportSchema)
@document_problems(404, 503)
def show_export(export_id: UUID) -> dict[str, Any]:
    """One export of yours"""
    return _shown(_job(export_id))


@blueprint.route("/<uuid:export_id>/file")
@staff_required("exports.make", step_up=True, sensitive=True)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="*/*", description="The file.")
@document_problems(404, 409, 503, s409="`export_not_done`: there is no file yet, or will be none")
def download_export(export_id: UUID) -> Response:
    """The file of an export of yours"""
    job = _job(export_id)
    EXPORTABLE[job.subject].must_be_allowed(job.filters)
    if job.state != "done":
        raise Problem(409, "export_not_done", job.refused or "It is not written yet; ask again in a moment.")
    with acting("exports.download", "export", export_id):
        pass
    kind, extension = _TYPES[job.form]
    response = Response(_pieces(export_id), content_type=kind)
    response.headers["Content-Length"] = str(job.bytes)
    name = f"{job.subject}-{job.created_at:%Y-%m-%d}.{extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _pieces(export_id: UUID) -> Iterator[bytes]:
    """The file, a piece a time: it may be larger than a process should hold."""
    postgres = wires().postgres

    def read() -> Iterator[bytes]:
        no = 0
        while True:
            with postgres.connect() as connection:
                data = exports.piece(connection, export_id, no)
            if data is None:
                return
            yield data
            no += 1

    return read()


def _checked(subject: Exportable, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The filter in JSON, if the list takes it. Raises Problem 422."""
    schema = subject.filters()
    try:
        loaded: dict[str, Any] = msgspec.to_builtins(schema.load(sent))
    except ma.ValidationError as error:
        errors = field_errors({"json": {"filter": error.messages}})
        raise Problem(422, "filter_invalid", "The list does not take that filter.", errors=errors) from None
    return loaded


def _job(export_id: UUID) -> Job:
    with wires().postgres.connect() as connection:
        return _found(exports.one(connection, export_id))


def _found(job: Job | None) -> Job:
    if job is None or job.staff_id != staff().id:
        raise Problem(404, "export_unknown", "There is no such export of yours; GET /v1/admin/exports lists them.")
    return job


def _made(job: Job) -> tuple[Any, int, dict[str, str]]:
    return _shown(job), 202, {"Location": f"/v1/admin/exports/{job.id}"}


def _shown(job: Job) -> dict[str, Any]:
    return {**vars(job), "format": job.form, "filter": job.filters}
