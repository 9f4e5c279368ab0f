"""Invitations of staff: made by an owner or by a command, accepted by who has the link.

The link holds an id and a secret behind `#`, which no browser sends to any server; the secret travels in a body.
"""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import current_app
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import messages, staff, staff_credentials, staff_invitations, staff_sessions
from models.staff import Staff
from models.staff_invitations import DAYS, Invitation
from rules.permissions import ROLES, Role
from web import attempts, mails, passwords
from web.accounts import password_field
from web.admin import logins
from web.admin.acting import acting, looking
from web.admin.fields import ReasonIfAnySchema
from web.admin.guard import become, open_to_all, staff_required
from web.admin.guard import staff as asking
from web.admin.logins import HalfSessionSchema
from web.attempts import Limit
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import LINE, Matches
from web.pages import PageSchema, paged, read_cursor

blueprint = Blueprint(
    "admin_invitations", __name__, url_prefix="/v1/admin/staff/invitations", description="Staff: becoming a member."
)

ACCEPTING = Limit("staff_invitation", 20, 100, 900)
ADDRESS = Matches(r"[!#-'*+./0-9=?A-Z^-~-]{1,64}@[A-Za-z0-9.-]{1,180}", error="Must be a mail address.")
NAME = [ma.validate.Length(1, 80), LINE]


def roles_field(**options: Any) -> "ma.fields.List[str]":
    """Roles of a member, one at least."""
    role = ma.fields.String(validate=ma.validate.OneOf(ROLES))
    return ma.fields.List(role, validate=ma.validate.Length(1, len(ROLES)), **options)


class InvitationWishSchema(ReasonIfAnySchema):
    """Who is to become a member."""

    email = ma.fields.String(required=True, validate=ADDRESS, metadata={"example": "ada@buzzline.test"})
    roles = roles_field(required=True)


class InvitationSchema(ma.Schema):
    """An invitation that is open."""

    id = ma.fields.UUID(required=True)
    email = ma.fields.String(required=True)
    roles = roles_field(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)


class InvitedSchema(InvitationSchema):
    """An invitation that was made just now."""

    link = ma.fields.String(required=True, metadata={"description": "shown this once; it was mailed, too"})


class InvitationsSchema(ma.Schema):
    """A page of invitations, latest first."""

    items = ma.fields.List(ma.fields.Nested(InvitationSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class InvitationAcceptanceSchema(ma.Schema):
    """A new member: what the link holds behind `#/set-up/{id}/`, and what they choose."""

    secret = ma.fields.String(required=True, validate=ma.validate.Length(1, 100))
    name = ma.fields.String(required=True, validate=NAME, metadata={"example": "Ada"})
    password = password_field(new=True)


@blueprint.route("")
@staff_required("staff.manage", sensitive=True)
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, InvitationsSchema)
@document_problems(422, 503)
def list_invitations(page: dict[str, Any]) -> dict[str, Any]:
    """Invitations that are open"""
    with looking("invitations", page) as connection:
        items = staff_invitations.waiting(connection, read_cursor(page["cursor"]), page["limit"] + 1)
    return paged(items, page["limit"])


@blueprint.route("", methods=["POST"])
@staff_required("staff.manage", step_up=True)
@blueprint.arguments(InvitationWishSchema)
@blueprint.response(201, InvitedSchema)
@document_problems(400, 409, 413, 415, 422, 503, s409="`staff_exists`: that address is a member's")
def invite(wish: dict[str, Any]) -> dict[str, Any]:
    """Invite somebody to become a member of staff; an earlier invitation of that address is good no more"""
    email, roles = wish["email"].lower(), frozenset(wish["roles"])
    with acting("staff.invite", "staff", email, wish.get("reason")) as act:
        if staff.entry_of(act.connection, email) is not None:
            detail = "That address is a member's: change their roles, let them in again, or mail them a new link."
            raise Problem(409, "staff_exists", detail)
        made, link = make(act.connection, email, roles, asking().id)
        subject, text = mails.invitation(link, DAYS)
        messages.write(act.connection, uuid7(), "mail", email, subject, text, made.expires_at)
        act.after = {"invitation": str(made.id), "roles": sorted(roles)}
    return {**vars(made), "link": link}


def make(connection: Connection, email: str, roles: frozenset[Role], invited_by: UUID | None) -> tuple[Invitation, str]:
    """An invitation and its link."""
    secret = token_urlsafe(32)
    made = staff_invitations.make(connection, uuid7(), _hash(secret), email, roles, invited_by)
    return made, f"{current_app.config['SETTINGS'].admin_url}#/set-up/{made.id}/{secret}"


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


@blueprint.route("/<uuid:invitation_id>", methods=["DELETE"])
@staff_required("staff.manage", step_up=True)
@blueprint.arguments(ReasonIfAnySchema, required=False)
@blueprint.response(204)
@document_problems(400, 404, 413, 415, 422, 503)
def revoke(given: dict[str, Any], invitation_id: UUID) -> None:
    """Take an invitation back"""
    with acting("staff.uninvite", "staff", invitation_id, given.get("reason")) as act:
        revoked = staff_invitations.revoke(act.connection, invitation_id)
        if revoked is None:
            raise _unknown()
        act.subject_id = revoked.email
        act.before = {"invitation": str(revoked.id), "roles": sorted(revoked.roles)}


@blueprint.route("/<uuid:invitation_id>/accept", methods=["POST"])
@open_to_all
@blueprint.arguments(InvitationAcceptanceSchema)
@blueprint.response(201, HalfSessionSchema, headers={"Set-Cookie": {"schema": {"type": "string"}}})
@document_problems(
    *(400, 404, 413, 415, 422, 429, 503), s404="`invitation_unknown`: not ours, used, taken back, or expired"
)
def accept(acceptance: dict[str, str], invitation_id: UUID) -> dict[str, str]:
    """Become a member: choose a password, and be logged in half; `POST /v1/admin/session/totp-enrolment` comes next

    A member who was mailed a link anew (`POST /v1/admin/staff/{staff_id}/resets`) begins anew with it.
    """
    attempts.take(ACCEPTING, str(invitation_id))
    hashed = passwords.hash_password(acceptance["password"])
    with acting("staff.join", "staff", invitation_id) as act:
        found = staff_invitations.accept(act.connection, invitation_id, _hash(acceptance["secret"]))
        if found is None:
            raise _unknown()
        passwords.must_not_be_address(acceptance["password"], found.email)
        member = _join(act.connection, found, acceptance["name"].strip() or found.email)
        staff_credentials.set_password(act.connection, member.id, hashed)
        token = logins.open_half(act.connection, member.id)
        become(member)
        act.subject_id, act.after = str(member.id), {"email": member.email, "roles": sorted(member.roles)}
    return logins.half(token, enrolled=False)


def _join(connection: Connection, invitation: Invitation, name: str) -> Staff:
    """The member that the invitation makes, or makes anew."""
    known = staff.entry_of(connection, invitation.email)
    if known is None:
        member = Staff(uuid7(), invitation.email, name, invitation.roles)
        staff.add(connection, member)
        return member
    staff_credentials.lock(connection, known.id)  # a login that is under way ends with the others, or is refused
    staff_sessions.end_all(connection, known.id)
    roles = known.roles | invitation.roles
    staff.change(connection, known.id, name, roles, disabled=False)
    return Staff(known.id, known.email, name, roles)


def _unknown() -> Problem:
    return Problem(404, "invitation_unknown", "That invitation was used, taken back or has expired; ask for another.")
