"""Who of the staff is asking: a session cookie, a CSRF header and our own Origin, then the permission of the view."""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from flask import current_app, g, request

from models import staff_sessions
from models.staff import Staff
from models.staff_sessions import Login
from rules.permissions import Permission, allows
from web.bodies import Blueprint
from web.contract import View, documented
from web.errors import Problem, document_problems
from web.wires import wires

COOKIE = "__Host-staff"
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
HALF = timedelta(minutes=10)
"""How long a session waits for its second factor."""
PROOF_GOOD = timedelta(minutes=5)
"""How long the second factor, once given, opens what needs a step-up."""
POLL = "X-Poll"
"""Header of what a page asks by itself: a tab that nobody looks at keeps no session alive."""
_SEEN_EVERY = timedelta(minutes=1)
_OF_NONE = {"permission": None, "step_up": False, "sensitive": False}
_SAFE = {"GET", "HEAD", "OPTIONS"}

SCHEME = {
    "type": "apiKey",
    "in": "cookie",
    "name": COOKIE,
    "description": "the session of `POST /v1/admin/session`; what changes something takes its `csrf_token` as "
    "`X-CSRF-Token`, and our own Origin, too",
}


def staff_required(
    permission: Permission | None, *, step_up: bool = False, sensitive: bool = False
) -> Callable[[View], View]:
    """Refuse a request that is not of staff with a permission (None: of any staff); the view asks `staff()` who it is.

    With `step_up` the second factor must have been given in the last five minutes. A view that changes something, or
    shows what is `sensitive` (about people, or why something was done to them), must have written it into the audit
    log: one that did not is a mistake of ours, and says so.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            g.login = _login()
            if g.login.proven_at is None:
                raise unauthenticated()
            if permission is not None:
                must_be_allowed(permission)
            if step_up:
                must_be_proven(g.login)
            return _audited(view(*args, **kwargs), sensitive=sensitive)

        rule = {"session": "whole", "permission": permission, "step_up": step_up, "sensitive": sensitive}
        return _documented(rule)(guarded)

    return decorate


def half_session_required(view: View) -> View:
    """Refuse a request without a session; one that still waits for its second factor will do."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        g.login = _login()
        return _audited(view(*args, **kwargs))

    return _documented({"session": "half", **_OF_NONE})(guarded)


def open_to_all(view: View) -> View:
    """For who has no session yet: it takes our own Origin alone, so that no other site logs anybody in."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        check_origin()
        return _audited(view(*args, **kwargs))

    rule = {"session": None, **_OF_NONE}
    told = Blueprint.doc(security=[], **{"x-staff": rule})
    return documented(document_problems(403, s403="`csrf`: the Origin is not ours"), told)(guarded)


def _audited(answer: Any, *, sensitive: bool = False) -> Any:
    """The view's answer; what changed something, or showed what is sensitive, must have said so."""
    if (sensitive or request.method not in _SAFE) and not g.get("audited"):
        raise AssertionError(f"{request.endpoint} changed or showed something and told the audit log nothing")
    return answer


def _documented(rule: dict[str, Any]) -> Callable[[View], View]:
    told = Blueprint.doc(security=[{"staff": []}], **{"x-staff": rule})
    return documented(document_problems(401, 403, s401=_WHY_401, s403=_WHY_403), told)


_WHY_401 = "`unauthenticated`: no session, or one that has ended"
_WHY_403 = (
    "`forbidden`: not with your roles; `csrf`: header or Origin are not ours; `step_up_required`: give the second "
    "factor again, `POST /v1/admin/session/step-up`"
)


def staff() -> Staff:
    """Who is asking."""
    return login().staff


def login() -> Login:
    """Their session."""
    found: Login = g.login
    return found


def become(member: Staff) -> None:
    """From here on in this request it is they who act: they have just shown who they are."""
    now = datetime.now(UTC)
    g.login = Login(member.id, member, now, now, None)


def _login() -> Login:
    """The session of this request, alive, whole or half. Raises Problem 401, 403."""
    token = request.cookies.get(COOKIE, "")
    found = session_of(token)
    if found is None:
        raise _not_staff() if "Authorization" in request.headers else unauthenticated()
    if request.method not in _SAFE:
        check_origin()
        if not hmac.compare_digest(csrf_token(token).encode(), request.headers.get("X-CSRF-Token", "").encode()):
            raise Problem(403, "csrf", "Send `X-CSRF-Token` as GET /v1/admin/session gives it.")
    return found


def session_of(token: str) -> Login | None:
    """The session of a cookie, proven or not, that has neither ended nor been idle for too long."""
    now = datetime.now(UTC)
    with wires().postgres.connect() as connection:
        found = staff_sessions.by_token(connection, token_hash(token)) if token else None
        if found is None or now - found.seen_at > IDLE:
            return None
        if now - found.created_at > (ABSOLUTE if found.proven_at else HALF):
            return None
        if now - found.seen_at > _SEEN_EVERY and POLL not in request.headers:
            staff_sessions.see(connection, found.id)
    return found


def token_hash(token: str) -> bytes:
    """What is kept of a cookie."""
    return sha256(token.encode("utf-8", "replace")).digest()


def csrf_token(token: str) -> str:
    """What a page of ours sends back beside the cookie: it follows from it, and no other site can read either."""
    return hmac.new(token.encode(), b"buzzline csrf 1", "sha256").hexdigest()


def check_origin() -> None:
    """Refuse a request of another site's page. Raises Problem 403."""
    if request.headers.get("Origin") not in current_app.config["SETTINGS"].admin_origins:
        raise Problem(403, "csrf", "Requests that change something come from the CMS' own Origin alone.")


def must_be_allowed(permission: Permission) -> None:
    """Refuse who has not a permission. Raises Problem 403."""
    if not allows(staff().roles, permission):
        raise Problem(403, "forbidden", f"That takes the permission {permission}, which you do not have.")


def must_be_proven(session: Login) -> None:
    """Refuse who has not given the second factor a moment ago. Raises Problem 403."""
    if session.proven_at is None or datetime.now(UTC) - session.proven_at > PROOF_GOOD:
        detail = "Give your second factor again: POST /v1/admin/session/step-up."
        raise Problem(403, "step_up_required", detail)


def _not_staff() -> Problem:
    """403: a token of a player or an app opens nothing here, whoever has it."""
    return Problem(403, "forbidden", "This is for staff, who come with a session's cookie: POST /v1/admin/session.")


def unauthenticated() -> Problem:
    """401. A cookie has no scheme that WWW-Authenticate could name."""
    return Problem(401, "unauthenticated", "Log in: POST /v1/admin/session.")
