"""How a player wishes to be told: by category and channel, and not in their quiet hours."""

from typing import Any

import marshmallow as ma

from models import notification_preferences, players
from rules.notice_forms import CATEGORIES, CHANNELS
from rules.notice_preferences import Quiet, Wishes
from web.auth import living, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Matches
from web.wires import wires

blueprint = Blueprint(
    "notification_preferences",
    __name__,
    url_prefix="/v1/me/notification-preferences",
    description="How I am told of things when I am away.",
)


def _clock(about: str, example: str) -> ma.fields.String:
    form = Matches("([01][0-9]|2[0-3]):[0-5][0-9]", error="Must be a time of day, like `22:30`.")
    return ma.fields.String(required=True, validate=form, metadata={"description": about, "example": example})


def _choice(channel: str) -> ma.fields.Boolean:
    about = {"mail": "by mail, to an account's address", "push": "on devices whose app gave a push token"}[channel]
    return ma.fields.Boolean(truthy={True}, falsy={False}, metadata={"description": about})


ChannelsSchema = ma.Schema.from_dict({channel: _choice(channel) for channel in CHANNELS}, name="Channels")
CategoriesSchema = ma.Schema.from_dict(
    {category: ma.fields.Nested(ChannelsSchema) for category in CATEGORIES}, name="NotificationCategories"
)
QuietSchema = ma.Schema.from_dict(
    {"from": _clock("from this time", "22:00"), "until": _clock("until this one, after midnight if earlier", "07:30")},
    name="QuietHours",
)


class PreferencesSchema(ma.Schema):
    """What goes by mail and push; the inbox has everything, at once."""

    categories = ma.fields.Nested(
        CategoriesSchema,
        required=True,
        metadata={"description": "what is not named is as it is for who has said nothing"},
    )
    quiet = ma.fields.Nested(
        QuietSchema,
        required=True,
        allow_none=True,
        metadata={
            "description": "hours of the day in my zone (`PATCH /v1/me`) in which mail and push wait; null: none"
        },
    )


@blueprint.route("")
@player_required
@blueprint.response(200, PreferencesSchema)
@document_problems(503)
def read_preferences() -> dict[str, Any]:
    """How I am told of things when I am away: every category and channel"""
    with wires().postgres.connect() as connection:
        wishes = notification_preferences.of(connection, [player_id()]).get(player_id(), Wishes())
    return _shown(wishes)


@blueprint.route("", methods=["PUT"])
@player_required
@blueprint.arguments(PreferencesSchema)
@blueprint.response(200, PreferencesSchema)
@document_problems(
    *(400, 413, 415, 422, 503),
    s422="`quiet_unfit`: quiet hours end when they begin; `invalid`: `errors` name the fields, unknown ones too",
)
def change_preferences(said: dict[str, Any]) -> dict[str, Any]:
    """Say how I wish to be told; what waits to be sent follows it, too"""
    wishes = Wishes(said["categories"], _quiet(said["quiet"]))
    with wires().postgres.begin() as connection:
        living(players.hold(connection, player_id()))
        notification_preferences.put(connection, player_id(), wishes)
    return _shown(wishes)


def _quiet(said: dict[str, str] | None) -> Quiet | None:
    if said is None:
        return None
    if said["from"] == said["until"]:
        fault = {"pointer": "/quiet/until", "detail": "Is when they begin."}
        raise Problem(
            422, "quiet_unfit", "Quiet hours need an end; `quiet: null` says that there are none.", errors=[fault]
        )
    return Quiet(_minute(said["from"]), _minute(said["until"]))


def _minute(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _shown(wishes: Wishes) -> dict[str, Any]:
    quiet = wishes.quiet
    return {
        "categories": wishes.whole(),
        "quiet": None if quiet is None else {"from": _told(quiet.start), "until": _told(quiet.end)},
    }


def _told(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
