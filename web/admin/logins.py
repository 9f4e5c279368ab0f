"""How staff come in: a password gives half a session, the second factor makes it whole.

As with players' accounts, nothing tells whether an address is a member's: answers, limits and time are the same.
"""

from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response, after_this_request, request
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import staff, staff_credentials, staff_sessions
from models.staff_credentials import Credentials
from models.staff_sessions import StaffSession
from rules.addresses import email_key
from web import attempts, passwords
from web.accounts import CredentialsSchema
from web.admin import factors
from web.admin.acting import acting
from web.admin.guard import (
    COOKIE,
    become,
    csrf_token,
    half_session_required,
    login,
    must_be_proven,
    open_to_all,
    staff_required,
    token_hash,
)
from web.admin.session import StaffSessionSchema, shown
from web.attempts import Limit
from web.bodies import Blueprint
from web.clients import agent
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint("admin_logins", __name__, url_prefix="/v1/admin/session", description="Staff: coming in.")

PASSWORDS = Limit("staff_password", 10, 100, 900)
"""Failed ones count, here and below."""
FACTORS = Limit("staff_factor", 6, 100, 900)


class HalfSessionSchema(ma.Schema):
    """Half a session, which takes the second factor within ten minutes."""

    next = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(["totp", "totp_enrolment"]),
        metadata={"description": "`totp_enrolment`: there is no second factor yet, ask for one first"},
    )
    csrf_token = ma.fields.String(required=True, metadata={"description": "send as `X-CSRF-Token` with changes"})


class SecondFactorSchema(ma.Schema):
    """A second factor."""

    code = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, 40),
        metadata={"description": "six digits of the authenticator, or a recovery code", "example": "492039"},
    )


class EnteredSessionSchema(StaffSessionSchema):
    """Who I am and what I may do."""

    recovery_codes = ma.fields.List(
        ma.fields.String(),
        metadata={"description": "of a new second factor, shown this once: each is good once in place of a code"},
    )


class FactorEnrolmentSchema(ma.Schema):
    """A secret for an authenticator. It counts once `POST /v1/admin/session/totp` was given a code of it."""

    secret = ma.fields.String(required=True, metadata={"description": "base 32, to type in"})
    otpauth_uri = ma.fields.String(
        required=True,
        metadata={
            "description": "what the QR code says",
            "example": "otpauth://totp/Buzzline:ada%40buzzline.test?secret=JBSWY3DPEHPK3PXP&issuer=Buzzline",
        },
    )


@blueprint.route("", methods=["POST"])
@open_to_all
@blueprint.arguments(CredentialsSchema)
@blueprint.response(200, HalfSessionSchema, headers={"Set-Cookie": {"schema": {"type": "string"}}})
@document_problems(
    *(400, 401, 413, 415, 422, 429, 503), s401="`login_refused`: there is no member with that address and password"
)
def begin_session(given: dict[str, str]) -> dict[str, str]:
    """Log in with email and password; the second factor comes next, `POST /v1/admin/session/totp`"""
    key = email_key(given["email"])
    attempts.take(PASSWORDS, key)
    with wires().postgres.connect() as connection:
        found = staff_credentials.by_email(connection, key)
    if not passwords.verify(found.password_hash if found else None, given["password"]) or found is None:
        raise _no_member()
    attempts.give_back(PASSWORDS, key)
    hashed = passwords.hash_password(given["password"]) if passwords.must_rehash(found.password_hash) else None
    _become(found.staff_id)
    with acting("sessions.begin", "staff", found.staff_id) as act:
        now = staff_credentials.lock(act.connection, found.staff_id)
        if now is None or now.password_hash != found.password_hash:
            raise _no_member()  # another password was set while this one was looked at
        if hashed:
            staff_credentials.rehash(act.connection, found.staff_id, hashed)
        token = open_half(act.connection, found.staff_id)
    return half(token, enrolled=found.totp_secret is not None)


def _become(member: UUID) -> None:
    """From here on it is they who act. Raises Problem 401 if they were disabled this moment."""
    with wires().postgres.connect() as connection:
        found = staff.by_id(connection, member)
    if found is None:
        raise _no_member()
    become(found)


def _no_member() -> Problem:
    return Problem(401, "login_refused", "There is no member with that address and password.")


def open_half(connection: Connection, member: UUID) -> str:
    """Half a session's token; the browser forgets the session it had, and so do we."""
    if (old := staff_sessions.by_token(connection, token_hash(request.cookies.get(COOKIE, "")))) is not None:
        staff_sessions.end(connection, old.id)
    return _open(connection, member)


def half(token: str, *, enrolled: bool) -> dict[str, str]:
    """Half a session that was opened, as HalfSessionSchema shows it, its cookie with it."""
    _give(token)
    return {"next": "totp" if enrolled else "totp_enrolment", "csrf_token": csrf_token(token)}


def _open(
    connection: Connection, member: UUID, proven_at: datetime | None = None, created_at: datetime | None = None
) -> str:
    token = token_urlsafe(32)
    session = StaffSession(
        id=uuid7(),
        staff_id=member,
        token_hash=token_hash(token),
        agent=agent(),
        address=request.remote_addr or "",
        proven_at=proven_at,
        created_at=created_at,
    )
    staff_sessions.open_session(connection, session)
    return token


def _give(token: str) -> None:
    def give(response: Response) -> Response:
        response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Strict")
        return response

    after_this_request(give)


_NOT_ENROLLED = "`not_enrolled`: there is no second factor yet, `POST /v1/admin/session/totp-enrolment` gives one"
_REFUSED = "`code_invalid`: not a code, or one that was used; `invalid`: `errors` name the fields"


@blueprint.route("/totp", methods=["POST"])
@half_session_required
@blueprint.arguments(SecondFactorSchema)
@blueprint.response(200, EnteredSessionSchema, headers={"Set-Cookie": {"schema": {"type": "string"}}})
@document_problems(400, 409, 413, 415, 422, 429, 503, s409=_NOT_ENROLLED, s422=_REFUSED)
def prove(given: dict[str, str]) -> dict[str, Any]:
    """Give the second factor: the session is whole then, under another cookie and CSRF token

    The first code of a new second factor makes it count: every other session ends, and the answer holds recovery codes.
    A session that was whole lasts no longer for it.
    """
    member = login().staff.id
    attempts.take(FACTORS, str(member))
    with acting("sessions.prove", "staff", member) as act:
        credentials = _locked(act.connection)
        if credentials.totp_pending and (login().proven_at or not credentials.totp_secret):
            fresh = factors.enrol(act.connection, credentials, given["code"])
            taken = fresh is not None
            act.action = "sessions.enrol"
        else:
            fresh, taken = None, factors.accept(act.connection, credentials, given["code"])
        if taken:
            end = staff_sessions.end_all if fresh else staff_sessions.end
            end(act.connection, member if fresh else login().id)
            token = _open(act.connection, member, datetime.now(UTC), login().created_at if login().proven_at else None)
        else:
            act.action = "sessions.refused"
    if not taken:
        raise no_code()
    attempts.give_back(FACTORS, str(member))
    _give(token)
    return shown(token) | ({"recovery_codes": fresh} if fresh else {})


def _locked(connection: Connection) -> Credentials:
    """The member's credentials. Raises Problem 409 while there is nothing that a code could be of."""
    found = staff_credentials.lock(connection, login().staff.id)
    if found is None or (found.totp_secret is None and found.totp_pending is None):
        raise Problem(409, "not_enrolled", "Ask for a second factor first: POST /v1/admin/session/totp-enrolment.")
    return found


def no_code() -> Problem:
    """422: the second factor was wrong."""
    fault = {"pointer": "/code", "detail": "Not a code of yours, or one that was used."}
    return Problem(422, "code_invalid", "Wait for the next code, or use a recovery code.", errors=[fault])


@blueprint.route("/totp-enrolment", methods=["POST"])
@half_session_required
@blueprint.arguments(ma.Schema, required=False)
@blueprint.response(200, FactorEnrolmentSchema)
@document_problems(400, 413, 415, 422, 503)
def enrol(_: dict[str, Any]) -> dict[str, str]:
    """Ask for a second factor: the first one, or another in place of it, which takes a step-up

    Nothing changes before `POST /v1/admin/session/totp` was given a code of it.
    """
    member, secret = login().staff, factors.new_secret()
    with acting("sessions.propose", "staff", member.id) as act:
        credentials = staff_credentials.lock(act.connection, member.id)
        if credentials is None or credentials.totp_secret is not None:
            must_be_proven(login())
        staff_credentials.propose(act.connection, member.id, factors.seal(secret))
    return {"secret": secret, "otpauth_uri": factors.uri(secret, member.email)}


@blueprint.route("/step-up", methods=["POST"])
@staff_required(None)
@blueprint.arguments(SecondFactorSchema)
@blueprint.response(200, StaffSessionSchema)
@document_problems(400, 409, 413, 415, 422, 429, 503, s409=_NOT_ENROLLED, s422=_REFUSED)
def step_up(given: dict[str, str]) -> dict[str, Any]:
    """Give the second factor again: for five minutes it opens what asks for that"""
    member = login().staff.id
    attempts.take(FACTORS, str(member))
    with acting("sessions.step_up", "staff", member) as act:
        taken = factors.accept(act.connection, _locked(act.connection), given["code"])
        if taken:
            staff_sessions.prove(act.connection, login().id)
        else:
            act.action = "sessions.refused"
    if not taken:
        raise no_code()
    attempts.give_back(FACTORS, str(member))
    return shown(request.cookies[COOKIE])
