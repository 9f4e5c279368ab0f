"""Guest players: known by the device key that their device made up."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any
from zoneinfo import available_timezones

import marshmallow as ma
from flask import Response, request
from uuid_utils.compat import uuid7

from models import players
from models.players import Player
from rules.countries import COUNTRIES
from rules.switches import SIGN_UPS
from web import logins
from web.bodies import Blueprint
from web.errors import document_problems
from web.fields import LANG_TAG, LINE, Matches
from web.limits import address
from web.logins import LoginSchema
from web.names import friendly_name
from web.naming import CHARACTERS_MOST, check_name, clean
from web.screening import screen
from web.switched import OFF, must_be_on
from web.wires import wires

blueprint = Blueprint("players", __name__, url_prefix="/v1", description="Who plays.")


NAME: list[Callable[[str], object]] = [
    ma.validate.Length(1, CHARACTERS_MOST),
    Matches(r"\S(?:.*\S)?", error="Must not begin or end with a space."),
    check_name,
]
COUNTRY = ma.validate.OneOf(sorted(COUNTRIES), error="Must be an ISO 3166-1 code in lower case, like `de`.")
LANGUAGES_MOST = 10
ZONE_LONGEST = 40


@cache
def zones() -> frozenset[str]:
    """IANA's names of places, and UTC; neither the server's own zone, nor abbreviations, nor what only fills a file."""
    return frozenset(zone for zone in available_timezones() if "/" in zone or zone == "UTC")


def _check_zone(zone: str) -> None:
    if zone not in zones():
        raise ma.ValidationError("Unknown time zone; use an IANA name such as Europe/Berlin, or UTC.")


def _check_once(languages: list[str]) -> None:
    if len(set(languages)) < len(languages):
        raise ma.ValidationError("Names a language twice.")


class PlayerSchema(ma.Schema):
    """A player, as they see themselves."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Brisk Otter 42"})
    country = ma.fields.String(required=True, allow_none=True, metadata={"example": "de"})
    languages = ma.fields.List(ma.fields.String(), required=True, metadata={"example": ["es", "en"]})
    zone = ma.fields.String(required=True, metadata={"example": "Europe/Berlin"})
    registered = ma.fields.Boolean(required=True, metadata={"description": "an account, rather than a guest"})


class ChangesSchema(ma.Schema):
    """What is to be another way."""

    name = ma.fields.String(validate=NAME, metadata={"format": "player-name", "example": "Ada"})
    languages = ma.fields.List(
        ma.fields.String(validate=LANG_TAG),
        validate=[ma.validate.Length(1, LANGUAGES_MOST), _check_once],
        metadata={"description": "BCP 47, the favourite first", "example": ["es", "en"], "uniqueItems": True},
    )
    zone = ma.fields.String(
        validate=[ma.validate.Length(max=ZONE_LONGEST), _check_zone],
        metadata={
            "format": "iana-zone",
            "description": "IANA; the days of the streak are days there",
            "example": "Europe/Berlin",
        },
    )


class GuestSchema(ma.Schema):
    """A device that wants to play."""

    device_key = ma.fields.String(
        required=True,
        validate=[ma.validate.Length(16, 200), LINE],
        metadata={"description": "random, kept by the device: who has it is the player", "example": "k3J9-v8xQ2mTzL7p"},
    )
    name = ma.fields.String(
        validate=NAME,
        metadata={
            "format": "player-name",
            "description": "shown on the boards; a friendly one is made if there is none",
            "example": "Ada",
        },
    )
    country = ma.fields.String(
        validate=COUNTRY,
        metadata={"example": "de"},
    )


class WelcomeSchema(LoginSchema):
    """A player, and the tokens that say so."""

    player = ma.fields.Nested(PlayerSchema, required=True)


@blueprint.route("/players", methods=["POST"])
@blueprint.arguments(GuestSchema)
@blueprint.response(201, WelcomeSchema, description="A new player.")
@blueprint.alt_response(200, schema=WelcomeSchema, success=True, description="The device's player, known before.")
@document_problems(400, 403, 413, 415, 422, 429, 503, s503=OFF)
def become_player(guest: dict[str, Any]) -> Response | tuple[Any, int]:
    """Become a guest, or the same guest again

    The same `device_key` is the same player for ever, with the name and country of the first time. Each call begins the
    device's login anew: an access token, good for 15 minutes, and a refresh token, in place of the device's former one.
    An address may call so often, which is enough for a school behind one.
    """
    wires().guest_rates.take(address(request.remote_addr))
    asked = Player(
        id=uuid7(),
        name=clean(guest.get("name") or friendly_name()),
        country=guest.get("country"),
        device_key_hash=sha256(guest["device_key"].encode()).digest(),
    )
    with wires().postgres.begin() as connection:
        player = players.guest(connection, asked)
        if player.id == asked.id:
            must_be_on(SIGN_UPS, connection)
            screen(connection, player.id, player.name)
        login = logins.open_guest(connection, player.id)
    return {"player": player, **login}, 201 if player.id == asked.id else 200
