"""Who is asking: a player with an access token, or an app with its key."""

from functools import wraps
from time import time
from typing import Any
from uuid import UUID

from flask import g, request

from models.denials import Denied
from models.players import Player
from rules.sanctions import told
from web.bodies import Blueprint
from web.contract import View, documented
from web.errors import Problem, document_problems, unavailable
from web.tokens import Access, InvalidToken
from web.wires import wires

FRESH_S = 5 * 60
RANKED_BLOCKED = (
    "`blocked`: the player may not play; `ranked_blocked`: they may only practise; until when and why it says"
)

SCHEMES = {
    "player": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "`access_token` of `POST /v1/players`, or of `POST /v1/auth/refresh`",
    },
    "appeal": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "`appeal_token` of a login refused as `blocked`: for appeals, exports, and to be erased",
    },
    "app": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Authorization: App <key>`, the key of `flask apps create`",
    },
}


def player_required(view: View) -> View:
    """Refuse a request without a valid access token; the view asks `player_id()` who it is."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        g.access = access()
        return view(*args, **kwargs)

    told = getattr(view, "_apidoc", {}).get("response", {}).get("responses", {})
    problems = [401] if {"403", 403} & set(told) else [401, 403]
    return documented(document_problems(*problems), Blueprint.doc(security=[{"player": []}]))(guarded)


def appellant_required(view: View) -> View:
    """The same, for what is open to who is blocked, too: by an access token, or one that a login told them."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        g.access = _appellant()
        return view(*args, **kwargs)

    return documented(document_problems(401), Blueprint.doc(security=[{"player": []}, {"appeal": []}]))(guarded)


def _appellant() -> Access:
    scheme, token = credentials()
    try:
        found = _read_either(token if scheme == "bearer" else "")
    except InvalidToken as error:
        raise unauthenticated(f"{error}.".capitalize()) from None
    _load_denials()
    if found.device is not None and wires().denials.denied(found.device):
        raise unauthenticated("The login of this token has ended.")
    return found


def _read_either(token: str) -> Access:
    try:
        return wires().tokens.read_access(token)
    except InvalidToken:
        return wires().tokens.read_appeal(token)


def player_id() -> UUID:
    """The player of this request."""
    return _access().player


def device_id() -> UUID | None:
    """The login of this request's access token."""
    return _access().device


def _access() -> Access:
    found: Access = g.access
    return found


def must_be_fresh() -> None:
    """Refuse a token whose bearer has not given their password in the last five minutes. Raises Problem 403."""
    at = _access().authenticated_at
    if at is None or time() - at > FRESH_S:
        detail = "Give your password again: POST /v1/auth/reauthenticate gives the token for this."
        raise Problem(403, "reauthentication_required", detail)


def credentials() -> tuple[str, str]:
    """Scheme in lower case, and what follows it, of the Authorization header."""
    scheme, _, value = request.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return scheme.lower(), value.strip()


def bearer() -> UUID:
    """The player of the bearer token. Raises Problem 401."""
    return access().player


def access() -> Access:
    """What the bearer token says. Raises Problem 401."""
    scheme, token = credentials()
    if scheme != "bearer" or not token:
        raise unauthenticated(
            "Send `Authorization: Bearer <access token>`; POST /v1/players gives one, POST /v1/auth/refresh the next."
        )
    try:
        found = wires().tokens.read_access(token)
    except InvalidToken as error:
        raise unauthenticated(f"{error}.".capitalize()) from None
    must_be_served(found.player, found.device)
    return found


def must_be_served(player: UUID, login: UUID | None = None) -> None:
    """Refuse who is blocked or logged out, from memory. Raises Problem 401, 403, 503."""
    _load_denials()
    denied = wires().denials.denied(player, login)
    if denied is None:
        return
    if denied.kind == "login":
        raise unauthenticated("The login of this token has ended.")
    raise refused("blocked", "ban", denied)


def serves(player: UUID) -> bool:
    """Whether a player is not blocked, by what this process knows already."""
    return wires().denials.denied(player) is None


def _load_denials() -> None:
    denials = wires().denials
    if not denials.loaded:
        denials.start()
        if not denials.loaded:
            raise unavailable("It is not known yet whom this process may serve.")


def must_play_ranked(player: UUID) -> None:
    """Refuse a player who may only practise. Raises Problem 403."""
    denied = wires().denials.ranked(player)
    if denied is not None:
        raise refused("ranked_blocked", "ban_ranked", denied)


def refused(code: str, kind: str, denied: Denied) -> Problem:
    """403 in general words: until when, and on which grounds."""
    detail = told(kind, denied.ground, denied.until)
    return Problem(403, code, detail, until=denied.until, ground=denied.ground)


def living(player: Player | None) -> Player:
    """The player of a token, unless they were erased. Raises Problem 401."""
    if player is None:
        raise unauthenticated("The player of this token is no more.")
    return player


def app_of_request() -> UUID | None:
    """The app whose key the request carries; None: it carries none. Raises Problem 401, or Away."""
    scheme, key = credentials()
    if scheme != "app":
        return None
    app = wires().app_keys.app(key)
    if app is None:
        raise unauthenticated("The app key is not one of ours, or was revoked.")
    return app


def unauthenticated(detail: str) -> Problem:
    """401, with the header that RFC 9110 asks for."""
    return Problem(401, "unauthenticated", detail, headers={"WWW-Authenticate": 'Bearer realm="buzzline"'})
