"""All that is kept about a player, made for them by the staff when they cannot ask for it themselves."""

from typing import Any
from uuid import UUID

from flask import Response
from uuid_utils.compat import uuid7

from models import player_exports, players
from models.player_exports import Job
from web.admin.acting import acting, looking
from web.admin.fields import ReasonSchema
from web.admin.guard import staff_required
from web.admin.sanctioning import NO_PLAYER, check_known, unknown_player
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.exports import OwnExportSchema, OwnExportsSchema
from web.pages import PageSchema, paged, read_cursor

blueprint = Blueprint(
    "admin_player_exports", __name__, url_prefix="/v1/admin/players", description="Staff: players' own data."
)

_ZIP = "application/zip"
_GONE = "`export_unknown`: there is none such of the player, or it was deleted"


@blueprint.route("/<uuid:player_id>/export", methods=["POST"])
@staff_required("players.export", step_up=True)
@blueprint.arguments(ReasonSchema)
@blueprint.response(202, OwnExportSchema, headers={"Location": {"schema": {"type": "string"}}})
@document_problems(*(400, 404, 413, 415, 422, 503), s404=NO_PLAYER)
def export_player(given: dict[str, str], player_id: UUID) -> tuple[Job, int, dict[str, str]]:
    """Have all that is kept about a player made into a file

    While one is being made, that one is the answer. It is in the player's own list too, and kept for three days.
    """
    with acting("players.export", "player", player_id, given["reason"]) as act:
        if players.lock(act.connection, player_id) is None:
            raise unknown_player()
        export = player_exports.begin(act.connection, uuid7(), player_id)
        job = player_exports.one(act.connection, player_id, export)
        act.after = {"export": export}
    assert job is not None
    return job, 202, {"Location": f"/v1/admin/players/{player_id}/exports/{job.id}"}


@blueprint.route("/<uuid:player_id>/exports")
@staff_required("players.export", sensitive=True)
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, OwnExportsSchema)
@document_problems(404, 422, 503, s404=NO_PLAYER)
def list_player_exports(page: dict[str, Any], player_id: UUID) -> dict[str, Any]:
    """Exports of a player's data, latest first: those that staff asked for, and their own"""
    with looking("player_exports", {**page, "player_id": player_id}) as connection:
        check_known(connection, player_id)
        jobs = player_exports.page(connection, player_id, read_cursor(page["cursor"]), page["limit"] + 1)
    return paged(jobs, page["limit"])


@blueprint.route("/<uuid:player_id>/exports/<uuid:export_id>")
@staff_required("players.export", sensitive=True)
@blueprint.response(200, OwnExportSchema)
@document_problems(404, 503, s404=_GONE)
def show_player_export(player_id: UUID, export_id: UUID) -> Job:
    """How far an export of a player's data is"""
    with acting("players.show_export", "player", player_id) as act:
        return _found(player_exports.one(act.connection, player_id, export_id))


@blueprint.route("/<uuid:player_id>/exports/<uuid:export_id>/file")
@staff_required("players.export", step_up=True, sensitive=True)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=_ZIP, description="The file.")
@document_problems(404, 409, 503, s404=_GONE, s409="`export_not_ready`: it is being made, or has failed")
def fetch_player_export(player_id: UUID, export_id: UUID) -> Response:
    """The file of an export, a ZIP of JSON documents, to be sent to the player"""
    with acting("players.fetch_export", "player", player_id) as act:
        job = _found(player_exports.one(act.connection, player_id, export_id))
        data = player_exports.file(act.connection, player_id, export_id) if job.state == "ready" else None
        act.after = {"export": export_id}
        if data is None:
            raise Problem(409, "export_not_ready", f"It is {job.state}.")
    headers: dict[str, Any] = {"Content-Disposition": 'attachment; filename="buzzline-player.zip"'}
    return Response(bytes(data), content_type=_ZIP, headers={**headers, "Cache-Control": "no-store"})


def _found(job: Job | None) -> Job:
    if job is None:
        raise Problem(404, "export_unknown", "There is no such export of the player.")
    return job
