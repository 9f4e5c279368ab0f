"""The session of a member of staff: who I am, what I may do, and the way out."""

from typing import Any

import marshmallow as ma
from flask import Response, request

from models import staff_recovery_codes, staff_sessions
from rules.permissions import PERMISSIONS, ROLES, permissions
from web.admin.acting import acting
from web.admin.guard import COOKIE, csrf_token, login, staff_required, token_hash, unauthenticated
from web.bodies import Blueprint
from web.errors import document_problems
from web.wires import wires

blueprint = Blueprint("admin_session", __name__, url_prefix="/v1/admin/session", description="Staff: coming in.")


class StaffMemberSchema(ma.Schema):
    """A member of staff."""

    id = ma.fields.UUID(required=True)
    email = ma.fields.String(required=True, metadata={"example": "ada@buzzline.test"})
    name = ma.fields.String(required=True, metadata={"example": "Ada"})
    roles = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(ROLES)), required=True)


class StaffSessionSchema(ma.Schema):
    """Who I am and what I may do."""

    staff = ma.fields.Nested(StaffMemberSchema, required=True)
    permissions = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(list(PERMISSIONS))), required=True)
    csrf_token = ma.fields.String(required=True, metadata={"description": "send as `X-CSRF-Token` with changes"})
    proven_at = ma.fields.AwareDateTime(required=True, metadata={"description": "when the second factor was given"})
    recovery_codes_left = ma.fields.Integer(required=True, metadata={"example": 10})


@blueprint.route("")
@staff_required(None)
@blueprint.response(200, StaffSessionSchema)
@document_problems(503)
def show_session() -> dict[str, Any]:
    """Who I am, and what I may do"""
    return shown(request.cookies[COOKIE])


def shown(token: str) -> dict[str, Any]:
    """The session of a cookie, as StaffSessionSchema shows it."""
    with wires().postgres.connect() as connection:
        found = staff_sessions.by_token(connection, token_hash(token))
        if found is None:
            raise unauthenticated()
        left = staff_recovery_codes.left(connection, found.staff.id)
    return {
        "staff": found.staff,
        "permissions": permissions(found.staff.roles),
        "csrf_token": csrf_token(token),
        "proven_at": found.proven_at,
        "recovery_codes_left": left,
    }


@blueprint.route("", methods=["DELETE"])
@staff_required(None)
@blueprint.response(204)
@document_problems(503)
def end_session() -> Response:
    """Log out"""
    with acting("sessions.end", "staff", login().staff.id) as act:
        staff_sessions.end(act.connection, login().id)
    response = Response(status=204)
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict")
    return response
