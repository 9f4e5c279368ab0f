"""Saved views of lists: a filter and an order by a name, each a member's own; a link to one is for colleagues, too."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import saved_views
from models.saved_views import View
from web.admin.acting import acting
from web.admin.guard import staff, staff_required
from web.admin.texts import Line
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import LINE, Matches
from web.wires import wires

blueprint = Blueprint("admin_views", __name__, url_prefix="/v1/admin/views", description="Staff: saved views of lists.")

MOST = 100
_NAME_MOST = 60
_FILTERS_MOST = 30
_NAME = "[a-z][a-z0-9_-]{0,39}"
_LIST = Matches(_NAME, error="Not the name of a list.")


class NewViewSchema(ma.Schema):
    """A view to be saved."""

    list = ma.fields.String(
        required=True, validate=_LIST, metadata={"description": "as the CMS calls it", "example": "questions"}
    )
    name = Line(_NAME_MOST, required=True, metadata={"example": "Drafts of mine"})
    filter = ma.fields.Dict(
        ma.fields.String(validate=Matches(_NAME, error="Not the name of a filter.")),
        ma.fields.String(validate=[ma.validate.Length(0, 200), LINE]),
        load_default=dict,
        validate=ma.validate.Length(max=_FILTERS_MOST),
        metadata={
            "description": "texts by name, as in the list's address",
            "example": {"state": "draft"},
            "maxProperties": _FILTERS_MOST,
        },
    )
    sort = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=Matches(_NAME, error="Not the name of a column."),
        metadata={"description": "the column it is in the order of; null: the list's own order"},
    )
    descending = ma.fields.Boolean(load_default=False, truthy={True}, falsy={False})


class ViewSchema(ma.Schema):
    """A saved view."""

    id = ma.fields.UUID(required=True)
    list = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    filter = ma.fields.Dict(ma.fields.String(), ma.fields.String(), required=True)
    sort = ma.fields.String(required=True, allow_none=True)
    descending = ma.fields.Boolean(required=True)
    owner = ma.fields.String(required=True, metadata={"description": "the name of who saved it"})
    mine = ma.fields.Boolean(required=True)
    created_at = ma.fields.AwareDateTime(required=True)


class ViewsQuerySchema(ma.Schema):
    """Views of which list."""

    list = ma.fields.String(load_default=None, validate=_LIST)


class ViewsSchema(ma.Schema):
    """Your views, in the order of their names."""

    items = ma.fields.List(ma.fields.Nested(ViewSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


_GONE = "`view_unknown`: there is no such view"


@blueprint.route("")
@staff_required(None)
@blueprint.arguments(ViewsQuerySchema, location="query")
@blueprint.response(200, ViewsSchema)
@document_problems(422, 503)
def list_views(query: dict[str, Any]) -> dict[str, Any]:
    """The views that you saved"""
    with wires().postgres.connect() as connection:
        return {"items": list(map(_shown, saved_views.of_member(connection, staff().id, query["list"])))}


@blueprint.route("", methods=["POST"])
@staff_required(None)
@blueprint.arguments(NewViewSchema)
@blueprint.response(200, ViewSchema)
@document_problems(
    *(400, 409, 413, 415, 422, 503), s409=f"`views_many`: you have {MOST}; delete one that you do not need"
)
def save_view(given: dict[str, Any]) -> dict[str, Any]:
    """Save a view, or, under the name of one of yours of that list, change what it shows"""
    with acting("views.save", "view", "new") as act:
        saved_views.lock(act.connection, staff().id)
        mine = saved_views.of_member(act.connection, staff().id, None)
        before = next((one for one in mine if (one.list, one.name) == (given["list"], given["name"])), None)
        if before is None and len(mine) >= MOST:
            raise Problem(409, "views_many", f"You have {MOST} views; delete one that you do not need.")
        act.before = before and {"filter": before.filter}
        found = saved_views.put(act.connection, uuid7(), staff().id, given)
        act.subject_id, act.after = str(found), {"list": given["list"], "filter": given["filter"]}
        return _shown(_view(act.connection, found))


@blueprint.route("/<uuid:view_id>")
@staff_required(None)
@blueprint.response(200, ViewSchema)
@document_problems(404, 503, s404=_GONE)
def show_view(view_id: UUID) -> dict[str, Any]:
    """A view, whoever saved it: it says what to look at, and the list itself who may"""
    with wires().postgres.connect() as connection:
        return _shown(_view(connection, view_id))


@blueprint.route("/<uuid:view_id>", methods=["DELETE"])
@staff_required(None)
@blueprint.response(204)
@document_problems(404, 503, s404=f"{_GONE} of yours")
def delete_view(view_id: UUID) -> None:
    """Delete a view of yours; a link to it leads nowhere then"""
    with acting("views.delete", "view", view_id) as act:
        found = _view(act.connection, view_id)
        if found.staff_id != staff().id:
            raise Problem(404, "view_unknown", "There is no such view of yours.")
        saved_views.remove(act.connection, view_id)
        act.before = {"list": found.list, "name": found.name, "filter": found.filter}


def _view(connection: Connection, view_id: UUID) -> View:
    """Raises Problem 404."""
    found = saved_views.one(connection, view_id)
    if found is None:
        raise Problem(404, "view_unknown", "There is no such view; GET /v1/admin/views lists yours.")
    return found


def _shown(view: View) -> dict[str, Any]:
    return {**vars(view), "mine": view.staff_id == staff().id}
