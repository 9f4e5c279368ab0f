"""Who I am: read, changed and erased by the player; an ETag guards against changes that cross."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from flask import request
from sqlalchemy import Connection

from models import accounts, devices, erasure, identities, phones, players, sanctions
from models.players import Player
from rules.sanctions import GROUNDS
from web import logins
from web.auth import appellant_required, living, must_be_fresh, player_id, player_required
from web.bodies import Blueprint
from web.config import TERMS, accepts_terms
from web.errors import Problem, document_problems
from web.fields import Whole
from web.naming import clean
from web.players import COUNTRY, ChangesSchema, PlayerSchema
from web.presence import WHO_SEES
from web.screening import screen
from web.wires import wires

blueprint = Blueprint("profile", __name__, url_prefix="/v1/me", description="Who I am.")

BORN_FIRST = 1900
_ETAG = {"ETag": {"description": "for `If-Match`", "schema": {"type": "string"}}}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "example": '"v3"',
    "description": "`ETag` of what was seen: refused with 412 if it was changed since",
}
_CHANGED = "`changed_meanwhile`: `If-Match` does not name what is there now; `ETag` does"
Answer = tuple[dict[str, Any], int, dict[str, str]]


class OwnSanctionSchema(ma.Schema):
    """A warning that was not read yet (its id is the notification's), or a ban from what is ranked, or redemption."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["warn", "ban_ranked", "ban_redemption"]))
    ground = ma.fields.String(required=True, validate=ma.validate.OneOf(GROUNDS))
    text = ma.fields.String(required=True, metadata={"description": "what, until when and why, in general words"})
    since = ma.fields.AwareDateTime(required=True)
    until = ma.fields.AwareDateTime(required=True, allow_none=True)


class MeSchema(PlayerSchema):
    """A player as only they see themselves; what they have not told is null, or left out of a guest."""

    birth_year = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 1990})
    terms_version = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "accepted last", "example": "2026-11"}
    )
    email = ma.fields.String(metadata={"description": "of an account", "example": "ada@example.com"})
    identities = ma.fields.List(
        ma.fields.String(), metadata={"description": "issuers by which an account is entered", "example": ["google"]}
    )
    phone = ma.fields.String(metadata={"description": "that was proved, E.164", "example": "+4915112345678"})
    presence = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(WHO_SEES),
        metadata={"description": "who sees whether you are there", "example": "friends"},
    )
    sanctions = ma.fields.List(ma.fields.Nested(OwnSanctionSchema), required=True)


class ProfileChangesSchema(ChangesSchema):
    """What is to be another way."""

    country = ma.fields.String(
        validate=COUNTRY, metadata={"description": "once: boards are by country", "example": "de"}
    )
    presence = ma.fields.String(
        validate=ma.validate.OneOf(WHO_SEES),
        metadata={"description": "who sees whether you are online, and when you were", "example": "nobody"},
    )
    birth_year = Whole(validate=ma.validate.Range(BORN_FIRST, 2100), metadata={"description": "once", "example": 1990})
    terms_version = ma.fields.String(
        validate=accepts_terms,
        metadata={**TERMS, "description": "accepts the terms: `terms_version` of /v1/config"},
    )


@blueprint.route("")
@player_required
@blueprint.response(200, MeSchema, headers=_ETAG)
@document_problems(503)
def who_am_i() -> Answer:
    """Who I am"""
    with wires().postgres.connect() as connection:
        return _shown(connection, living(players.by_id(connection, player_id())))


@blueprint.route("", methods=["PATCH"])
@player_required
@Blueprint.doc(parameters=[_IF_MATCH])
@blueprint.arguments(ProfileChangesSchema)
@blueprint.response(200, MeSchema, headers=_ETAG)
@document_problems(
    *(400, 409, 412, 413, 415, 422, 503),
    s409="`country_set`: the country was told before; `birth_year_fixed`: so was the year, and support corrects it",
    s412=_CHANGED,
    s422="`birth_year_future`; `invalid`: `errors` name the fields, unknown ones too",
)
def change_me(changes: dict[str, Any]) -> Answer:
    """Change what I told of myself; what is not named stays

    Days that were played stay the days they were. In another `zone` one counts for the streak 20 hours after the last.
    """
    check_year(changes.get("birth_year", BORN_FIRST))
    if "name" in changes:
        changes["name"] = clean(changes["name"])
    with wires().postgres.begin() as connection:
        player = _seen(connection)
        if player.country not in (None, changes.get("country", player.country)):
            raise Problem(409, "country_set", "The country was told before; a player's boards are by country.")
        if player.birth_year not in (None, changes.get("birth_year", player.birth_year)):
            detail = "The year was told before, and some things go by it; write to support if it is wrong."
            raise Problem(409, "birth_year_fixed", detail)
        shown = _shown(connection, living(players.change(connection, player.id, **changes)))
        if "name" in changes:
            screen(connection, player.id, changes["name"])
    if changes.keys() & {"name", "country"}:
        wires().scoreboard.tell_changed(player.id)
    return shown


def check_year(birth_year: int) -> None:
    """Raises Problem 422."""
    if birth_year > datetime.now(UTC).year:
        fault = {"pointer": "/birth_year", "detail": "Lies in the future."}
        raise Problem(422, "birth_year_future", "Nobody is born yet in a year to come.", errors=[fault])


@blueprint.route("", methods=["DELETE"])
@appellant_required
@Blueprint.doc(parameters=[_IF_MATCH])
@blueprint.response(204)
@document_problems(
    *(403, 412, 503),
    s403="`reauthentication_required`: of an account, an access token of `POST /v1/auth/reauthenticate`",
    s412=_CHANGED,
)
def erase_me() -> None:
    """Forget me: personal data is deleted, points stay on the boards under no name; this cannot be undone

    Open to who is blocked, too.
    """
    with wires().postgres.begin() as connection:
        player = _seen(connection)
        if player.registered:
            must_be_fresh()
        ended = devices.end_all(connection, player.id, "erased")
        logins.deny(connection, ended)
        erasure.erase(connection, player.id)
    logins.tell(ended)
    wires().scoreboard.tell_changed(player.id)


def _seen(connection: Connection) -> Player:
    """The player, locked, as the request has seen them. Raises Problem 401, 412."""
    player = living(players.lock(connection, player_id()))
    if "If-Match" in request.headers and not request.if_match.contains(_tag(player)):
        headers = {"ETag": f'"{_tag(player)}"'}
        raise Problem(412, "changed_meanwhile", "It was changed since; read it again.", headers=headers)
    return player


def _shown(connection: Connection, player: Player) -> Answer:
    return own(connection, player), 200, {"ETag": f'"{_tag(player)}"'}


def own(connection: Connection, player: Player) -> dict[str, Any]:
    """A player as they see themselves, for MeSchema."""
    account = accounts.by_player(connection, player.id) if player.registered else None
    shown = {name: getattr(player, name) for name in MeSchema().fields if hasattr(player, name)}
    contacts = {"email": account.email if account else None, "phone": phones.by_player(connection, player.id)}
    if player.registered:
        shown["identities"] = identities.issuers(connection, player.id)
    told: dict[str, Any] = {name: value for name, value in contacts.items() if value is not None}
    told["sanctions"] = sanctions.shown_to(connection, player.id)
    return {**shown, **told}


def _tag(player: Player) -> str:
    return f"v{player.version}"
