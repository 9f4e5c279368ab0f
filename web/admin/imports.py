"""Imports of question files: a dry run as a job, its findings, and the taking."""

from dataclasses import asdict
from functools import wraps
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import request
from uuid_utils.compat import uuid7

from bridges import progress
from bridges.formats import FORMATS
from bridges.formats.source import LIMITS
from bridges.imports import FOUND_MOST, Defaults
from models import findings, imports
from models.imports import Job
from web.admin.acting import acting
from web.admin.guard import staff, staff_required
from web.admin.repeats import REUSED, once
from web.bodies import Blueprint
from web.contract import View
from web.errors import Problem, document_problems
from web.fields import LANG_TAG, LINE, Matches
from web.pages import PageSchema, pack, paged, read_cursor, unpack
from web.wires import wires

blueprint = Blueprint("imports", __name__, url_prefix="/v1/admin/imports", description="Question files.")

_FILE = "application/octet-stream"
_NO_MOST = 2**31 - 1


class FileSchema(ma.Schema):
    """How the file in the body is to be read, and what holds for rows that do not say it."""

    format = ma.fields.String(load_default="auto", validate=ma.validate.OneOf(["auto", *FORMATS]))
    category = ma.fields.String(load_default=Defaults.category, validate=[ma.validate.Length(1, 80), LINE])
    lang = ma.fields.String(load_default=Defaults.lang, validate=LANG_TAG)
    source = ma.fields.String(load_default="", validate=[ma.validate.Length(max=500), LINE])
    licence = ma.fields.String(load_default="", validate=[ma.validate.Length(max=80), LINE])
    state = ma.fields.String(load_default=Defaults.state, validate=ma.validate.OneOf(["draft", "review", "published"]))


class JobSchema(ma.Schema):
    """An import. `checked` waits for its commit; `refused` says why, and took nothing."""

    id = ma.fields.UUID(required=True)
    format = ma.fields.String(required=True)
    state = ma.fields.String(
        required=True, validate=ma.validate.OneOf(["checking", "checked", "committing", "committed", "refused"])
    )
    refused = ma.fields.String(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)
    done = ma.fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "rows that the step under way has looked at; null: none is, or it is not known"},
    )
    rows = ma.fields.Integer(metadata={"description": "in the file", "example": 5250})
    new = ma.fields.Integer(metadata={"description": "that would come, or came, in", "example": 5242})
    fatal = ma.fields.Integer(metadata={"description": "rows that are faulty"})
    notes = ma.fields.Integer(metadata={"description": "rows that say what we cannot hold"})
    duplicates = ma.fields.Integer(metadata={"description": "rows whose stem is there already"})
    media = ma.fields.Integer(metadata={"description": "new questions with an image, audio or video"})
    by_kind = ma.fields.Dict(ma.fields.String(), ma.fields.Integer())
    new_categories = ma.fields.List(ma.fields.String())


class JobsSchema(ma.Schema):
    """A page of imports, latest first."""

    items = ma.fields.List(ma.fields.Nested(JobSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class FaultSchema(ma.Schema):
    """Something about a row."""

    line = ma.fields.Integer(required=True)
    code = ma.fields.String(required=True, metadata={"example": "unsupported"})
    detail = ma.fields.String(required=True)
    fatal = ma.fields.Boolean(required=True, metadata={"description": "whether it keeps the row out"})


class RowsQuerySchema(PageSchema):
    """Which findings."""

    cursor = ma.fields.String(
        load_default=None,
        validate=Matches("[A-Za-z0-9_-]{6}", error="Not a cursor; take it from `next` of the page before."),
        metadata={"description": "`next` of the page before; opaque."},
    )


class RowsSchema(ma.Schema):
    """A page of findings, in the file's order."""

    items = ma.fields.List(ma.fields.Nested(FaultSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)
    left_out = ma.fields.Integer(
        required=True,
        metadata={"description": f"counted and not named: the first {FOUND_MOST} faults and as many duplicates are"},
    )


class CommitSchema(ma.Schema):
    """What to do with faulty rows."""

    skip_faulty = ma.fields.Boolean(
        load_default=False, truthy={True}, falsy={False}, metadata={"description": "take the others all the same"}
    )


def _with_file(view: View) -> View:
    """Give the view the file that the body is. Raises Problem 415."""

    @wraps(view)
    def with_file(*args: Any, **kwargs: Any) -> Any:
        if request.mimetype != _FILE:
            raise Problem(415, "unsupported_media_type", f"Send the file as the body, with Content-Type: {_FILE}.")
        request.max_content_length = LIMITS.file_bytes
        return view(*args, request.get_data(cache=False), **kwargs)

    return with_file


@blueprint.route("", methods=["POST"])
@staff_required("content.write")
@blueprint.arguments(FileSchema, location="query")
@blueprint.response(202, JobSchema, headers={"Location": {"schema": {"type": "string"}}})
@Blueprint.doc(requestBody={"required": True, "content": {_FILE: {"schema": {"type": "string", "format": "binary"}}}})
@document_problems(400, 413, 415, 422, 503, s422="`invalid`: `errors` name the parameters, unknown ones too" + REUSED)
@_with_file
@once(lambda connection, id_: _made(_found(imports.one(connection, UUID(id_)))))
def start_import(wanted: dict[str, Any], data: bytes) -> tuple[Any, int, dict[str, str]]:
    """Hand in a question file, for a dry run

    The body is the file, as application/octet-stream, at most 32 MB. Nothing comes into the bank before its commit.
    """
    form, job = wanted.pop("format"), uuid7()
    with acting("imports.start", "import", job) as act:
        act.after = {"format": form, "bytes": len(data), **wanted}
        imports.create(act.connection, job, staff().id, form, wanted, data)
        made = _found(imports.one(act.connection, job))
    return _made(made)


@blueprint.route("")
@staff_required("content.read")
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, JobsSchema)
@document_problems(422, 503)
def list_imports(page: dict[str, Any]) -> dict[str, Any]:
    """Imports, latest first"""
    with wires().postgres.connect() as connection:
        items = imports.latest(connection, read_cursor(page["cursor"]), page["limit"] + 1)
    found = paged(items, page["limit"])
    return found | {"items": list(map(_shown, found["items"]))}


@blueprint.route("/<uuid:import_id>")
@staff_required("content.read")
@blueprint.response(200, JobSchema)
@document_problems(404, 503)
def show_import(import_id: UUID) -> dict[str, Any]:
    """One import, with what was found"""
    return _shown(_job(import_id))


@blueprint.route("/<uuid:import_id>/rows")
@staff_required("content.read")
@blueprint.arguments(RowsQuerySchema, location="query")
@blueprint.response(200, RowsSchema)
@document_problems(404, 422, 503)
def show_rows(page: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    """What was found row by row: faults, what we cannot hold, duplicates"""
    job = _job(import_id)
    after = int.from_bytes(unpack(page["cursor"])) if page["cursor"] else 0
    with wires().postgres.connect() as connection:
        found = findings.after(connection, import_id, min(after, _NO_MOST), page["limit"] + 1)
    items = found[: page["limit"]]
    following = pack(items[-1].no.to_bytes(4)) if len(found) > len(items) else None
    return {"items": items, "next": following, "left_out": (job.report or {}).get("left_out", 0)}


@blueprint.route("/<uuid:import_id>/commit", methods=["POST"])
@staff_required("content.write")
@blueprint.arguments(CommitSchema, required=False)
@blueprint.response(202, JobSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s409="`import_not_checked`: it is not, or no longer; `import_faulty`: rows are faulty, and were not to be skipped",
)
def commit_import(wanted: dict[str, Any], import_id: UUID) -> tuple[Any, int]:
    """Take what a checked file has that is new: all of it, or nothing"""
    job, skip = _job(import_id), wanted.get("skip_faulty", False)
    if job.state == "checked" and job.report and job.report["fatal"] and not skip:
        detail = f"{job.report['fatal']} rows are faulty; mend them, or send skip_faulty."
        raise Problem(409, "import_faulty", detail)
    with acting("imports.commit", "import", import_id) as act:
        act.after = {"skip_faulty": skip}
        if not imports.commit(act.connection, import_id, skip):
            raise Problem(409, "import_not_checked", f"It is {job.state}; only a checked one can be taken.")
    return _shown(_job(import_id)), 202


def _job(import_id: UUID) -> Job:
    with wires().postgres.connect() as connection:
        return _found(imports.one(connection, import_id))


def _found(job: Job | None) -> Job:
    if job is None:
        raise Problem(404, "import_unknown", "There is no such import; GET /v1/admin/imports lists them.")
    return job


def _made(job: Job) -> tuple[Any, int, dict[str, str]]:
    return _shown(job), 202, {"Location": f"/v1/admin/imports/{job.id}"}


def _shown(job: Job) -> dict[str, Any]:
    working = job.state in ("checking", "committing")
    done = progress.read(wires().redis, job.id) if working else None
    return {**(job.report or {}), **asdict(job), "format": job.form, "done": done}
