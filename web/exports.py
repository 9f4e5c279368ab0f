"""All that is kept about a player, as a file for them alone: asked for, made as a job, fetched."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from uuid_utils.compat import uuid7

from models import player_exports, players
from models.player_exports import Job
from web.auth import appellant_required, living, player_id
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.limits import Quota, too_many
from web.pages import PageSchema, paged, read_cursor
from web.wires import wires

blueprint = Blueprint("exports", __name__, url_prefix="/v1/me/exports", description="All that is kept about me.")

DAILY_MOST = 3
_ZIP = "application/zip"


class OwnExportSchema(ma.Schema):
    """An export on its way."""

    id = ma.fields.UUID(required=True)
    state = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(["waiting", "ready", "failed"]),
        metadata={"description": "`failed`: ask for another one", "example": "ready"},
    )
    size = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "bytes", "example": 18231})
    created_at = ma.fields.AwareDateTime(required=True)
    settled_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    expires_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "when it is deleted, once it is settled"}
    )


class OwnExportsSchema(ma.Schema):
    """A page of exports, latest first."""

    items = ma.fields.List(ma.fields.Nested(OwnExportSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("", methods=["POST"])
@appellant_required
@blueprint.arguments(ma.Schema, required=False)
@blueprint.response(202, OwnExportSchema, headers={"Location": {"schema": {"type": "string"}}})
@document_problems(400, 413, 415, 422, 429, 503)
def begin_export(_: dict[str, Any]) -> tuple[Job, int, dict[str, str]]:
    """Ask for all that is kept about me

    While one is being made, that one is the answer. Three may be asked for within a day. The file is a ZIP of JSON
    documents, kept for three days. Open to who is blocked, too, as are the other exports' paths.
    """
    player = player_id()
    with wires().postgres.begin() as connection:
        living(players.lock(connection, player))
        waiting = [job for job in player_exports.page(connection, player, None, DAILY_MOST) if job.state == "waiting"]
        if not waiting:
            _check_rate(player_exports.seconds_to_next(connection, player, DAILY_MOST, 24))
        job = player_exports.one(connection, player, player_exports.begin(connection, uuid7(), player))
    assert job is not None
    return job, 202, {"Location": f"/v1/me/exports/{job.id}"}


def _check_rate(seconds: int) -> None:
    if seconds:
        detail = f"{DAILY_MOST} exports were made within a day; the next one may be asked for in {seconds} seconds."
        raise too_many(Quota("export", DAILY_MOST, 86_400), seconds, detail)


@blueprint.route("")
@appellant_required
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, OwnExportsSchema)
@document_problems(422, 503)
def list_exports(page: dict[str, Any]) -> dict[str, Any]:
    """My exports, latest first"""
    with wires().postgres.connect() as connection:
        items = player_exports.page(connection, player_id(), read_cursor(page["cursor"]), page["limit"] + 1)
    return paged(items, page["limit"])


@blueprint.route("/<uuid:export_id>")
@appellant_required
@blueprint.response(200, OwnExportSchema)
@document_problems(404, 503)
def show_export(export_id: UUID) -> Job:
    """One of my exports"""
    with wires().postgres.connect() as connection:
        job = player_exports.one(connection, player_id(), export_id)
    if job is None:
        raise _unknown()
    return job


@blueprint.route("/<uuid:export_id>/file")
@appellant_required
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=_ZIP, description="The file.")
@document_problems(404, 409, 503, s409="`export_not_ready`: it is being made, or has failed")
def fetch_export(export_id: UUID) -> Response:
    """The file of one of my exports: a ZIP of JSON documents; `about.json` says what is in it, and what is not"""
    with wires().postgres.connect() as connection:
        job = player_exports.one(connection, player_id(), export_id)
        data = player_exports.file(connection, player_id(), export_id) if job and job.state == "ready" else None
    if job is None:
        raise _unknown()
    if data is None:
        raise Problem(
            409, "export_not_ready", f"It is {job.state}; GET /v1/me/exports/{export_id} tells when it is ready."
        )
    headers = {"Content-Disposition": 'attachment; filename="buzzline-export.zip"', "Cache-Control": "no-store"}
    return Response(bytes(data), content_type=_ZIP, headers=headers)


def _unknown() -> Problem:
    return Problem(404, "export_unknown", "There is no such export of yours; GET /v1/me/exports lists them.")
