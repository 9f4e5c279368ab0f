"""Members of staff, for owners: who they are, their roles, and their end."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import messages, staff, staff_invitations, staff_sessions
from models.staff import Entry
from models.staff_invitations import DAYS, Invitation
from rules.permissions import Role
from web import mails
from web.admin import editions, invitations
from web.admin.acting import acting, looking
from web.admin.editions import Answer
from web.admin.fields import ReasonIfAnySchema
from web.admin.guard import staff as asking
from web.admin.guard import staff_required
from web.admin.invitations import NAME, InvitationSchema, roles_field
from web.admin.session import StaffMemberSchema
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import PageSchema, paged, read_cursor

blueprint = Blueprint("admin_staff", __name__, url_prefix="/v1/admin/staff", description="Staff: members.")

_LAST = "`last_owner`: somebody must be able to do all of this"
_WHY_403 = "`forbidden`, `csrf`, `step_up_required`; `not_yourself`: another owner has to do that"


class StaffEntrySchema(StaffMemberSchema):
    """A member as owners see them."""

    created_at = ma.fields.AwareDateTime(required=True)
    disabled_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    enrolled = ma.fields.Boolean(required=True, metadata={"description": "whether they have a second factor"})


class StaffEntriesSchema(ma.Schema):
    """A page of members, the longest-serving first."""

    items = ma.fields.List(ma.fields.Nested(StaffEntrySchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class StaffChangesSchema(ReasonIfAnySchema):
    """What is to be different; what is not named stays."""

    name = ma.fields.String(validate=NAME)
    roles = roles_field()
    disabled = ma.fields.Boolean(truthy={True}, falsy={False})


@blueprint.route("")
@staff_required("staff.manage", sensitive=True)
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, StaffEntriesSchema)
@document_problems(422, 503)
def list_staff(page: dict[str, Any]) -> dict[str, Any]:
    """Members of staff, disabled ones too"""
    with looking("staff", page) as connection:
        items = staff.entries(connection, read_cursor(page["cursor"]), page["limit"] + 1)
    return paged(items, page["limit"])


@blueprint.route("/<uuid:staff_id>")
@staff_required("staff.manage", sensitive=True)
@blueprint.response(200, StaffEntrySchema, headers=editions.ETAG)
@document_problems(404, 503)
def show_member(staff_id: UUID) -> Answer:
    """A member"""
    with acting("staff.read", "staff", staff_id) as act:
        return _answer(_found(act.connection, staff_id))


@blueprint.route("/<uuid:staff_id>", methods=["PATCH"])
@staff_required("staff.manage", step_up=True)
@editions.guarded(StaffEntrySchema)
@blueprint.arguments(StaffChangesSchema)
@blueprint.response(200, StaffEntrySchema, headers=editions.ETAG)
@document_problems(400, 403, 404, 409, 413, 415, 422, 428, 503, s403=_WHY_403, s409=_LAST)
def change_member(changes: dict[str, Any], staff_id: UUID) -> Answer:
    """Change a member's name or roles, disable them or let them in again; it acts at once"""
    return _answer(_change(staff_id, changes, "staff.change", must_match=True))


@blueprint.route("/<uuid:staff_id>", methods=["DELETE"])
@staff_required("staff.manage", step_up=True)
@blueprint.arguments(ReasonIfAnySchema, required=False)
@blueprint.response(204)
@document_problems(400, 403, 404, 409, 413, 415, 422, 503, s403=_WHY_403, s409=_LAST)
def disable_member(given: dict[str, Any], staff_id: UUID) -> None:
    """Disable a member: their sessions end at once; what they did stays in the audit log"""
    _change(staff_id, given | {"disabled": True}, "staff.disable", must_match=False)


@blueprint.route("/<uuid:staff_id>/resets", methods=["POST"])
@staff_required("staff.manage", step_up=True)
@blueprint.arguments(ReasonIfAnySchema, required=False)
@blueprint.response(201, InvitationSchema)
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 503), s403=_WHY_403, s409="`staff_disabled`: let them in again first"
)
def reset_member(given: dict[str, Any], staff_id: UUID) -> Invitation:
    """Mail a member a link by which they choose a password and set up a second factor anew

    For who lost either. The link is theirs alone: it is not shown. What they have now is good until it is used.
    """
    with acting("staff.reset", "staff", staff_id, given.get("reason")) as act:
        owners, known = _as_owner(act.connection), _found(act.connection, staff_id)
        if staff_id == asking().id:
            raise _yourself(owners)
        if known.disabled_at is not None:
            raise Problem(409, "staff_disabled", "They are disabled; let them in again first.")
        made, link = invitations.make(act.connection, known.email, known.roles, asking().id)
        messages.write(act.connection, uuid7(), "mail", known.email, *mails.set_up_anew(link, DAYS), made.expires_at)
        act.after = {"invitation": str(made.id)}
    return made


def _as_owner(connection: Connection) -> frozenset[UUID]:
    """All owners, held, of whom whoever is asking is one. Raises Problem 403."""
    owners = staff.hold_owners(connection)
    if asking().id not in owners:
        raise Problem(403, "forbidden", "You are no owner any more.")
    return owners


def _change(staff_id: UUID, changes: dict[str, Any], action: str, *, must_match: bool) -> Entry:
    with acting(action, "staff", staff_id, changes.get("reason")) as act:
        owners = _as_owner(act.connection)
        known = _found(act.connection, staff_id)
        if must_match:
            editions.check(known.version, lambda: StaffEntrySchema().dump(known))
        roles: frozenset[Role] = frozenset(changes.get("roles", known.roles))
        disabled = changes.get("disabled", known.disabled_at is not None)
        if staff_id == asking().id and (roles != known.roles or disabled):
            raise _yourself(owners)
        staff.change(act.connection, staff_id, changes.get("name", known.name), roles, disabled)
        if disabled:
            staff_sessions.end_all(act.connection, staff_id)
        if disabled or roles != known.roles:  # or a link would bring back the roles they had
            staff_invitations.revoke_of(act.connection, known.email)
        now = _found(act.connection, staff_id)
        act.before, act.after = _logged(known), _logged(now)
    return now


def _yourself(owners: frozenset[UUID]) -> Problem:
    """Who changes staff is an owner and stays one: so there always is one."""
    if len(owners) == 1:
        return Problem(409, "last_owner", "You are the only owner; make somebody else one, who can do that then.")
    return Problem(403, "not_yourself", "Nobody changes their own roles or disables themselves; ask another owner.")


def _found(connection: Connection, staff_id: UUID) -> Entry:
    found = staff.entry(connection, staff_id)
    if found is None:
        raise Problem(404, "staff_unknown", "There is no such member; GET /v1/admin/staff lists them.")
    return found


def _logged(known: Entry) -> dict[str, Any]:
    return {"name": known.name, "roles": sorted(known.roles), "disabled": known.disabled_at is not None}


def _answer(known: Entry) -> Answer:
    return known, 200, editions.etag(known.version)
