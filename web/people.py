"""Other players: found by name, and seen as anybody sees them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec
from sqlalchemy import Connection

from models import battle_lists, friends, pairs, people, presence, progress, rating_places
from models.people import Person
from rules.friends import STATES
from rules.levels import level_of
from web import cursors
from web.auth import player_id as asking
from web.auth import player_required
from web.battles.schemas import BattleSchema, RatingSchema, own
from web.bodies import Blueprint
from web.cursors import KeyPageSchema
from web.errors import Problem, document_problems
from web.fields import LINE
from web.naming import CHARACTERS_MOST, clean
from web.presence import presence_field, presences
from web.wires import wires

blueprint = Blueprint("people", __name__, url_prefix="/v1/players", description="Other players.")

_LAST = 5
UNKNOWN = "`player_unknown`: there is no such player, or nobody is shown them now"


def unknown() -> Problem:
    """404 for who is not there, is not shown, or is oneself where another is wanted."""
    return Problem(404, "player_unknown", "There is no such other player; POST /v1/players/search finds them.")


class PersonSchema(ma.Schema):
    """A player as another sees them."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Brisk Otter 42"})
    country = ma.fields.String(required=True, allow_none=True, metadata={"example": "de"})
    friendship = ma.fields.String(
        required=True,
        allow_none=True,
        validate=ma.validate.OneOf(STATES),
        metadata={"description": "how you stand to them; null: they are you", "example": "friends"},
    )


class AgainstSchema(ma.Schema):
    """Your battles against a player that were settled, ghosts left out."""

    won = ma.fields.Integer(required=True, metadata={"description": "by you", "example": 3})
    lost = ma.fields.Integer(required=True, metadata={"example": 1})
    tied = ma.fields.Integer(required=True, metadata={"example": 0})
    last = ma.fields.List(ma.fields.Nested(BattleSchema), required=True, metadata={"description": "latest first"})


class ProfileSchema(PersonSchema):
    """A player's public profile."""

    level = ma.fields.Integer(required=True, metadata={"example": 3})
    ratings = ma.fields.List(ma.fields.Nested(RatingSchema), required=True)
    head_to_head = ma.fields.Nested(
        AgainstSchema, required=True, allow_none=True, metadata={"description": "null: they are you"}
    )
    blocked = ma.fields.Boolean(required=True, metadata={"description": "whether you have blocked them"})
    presence = presence_field("of a friend who lets friends see it")


class SoughtPersonSchema(ma.Schema):
    """Who is looked for."""

    name = ma.fields.String(
        required=True,
        validate=[ma.validate.Length(1, CHARACTERS_MOST), LINE],
        metadata={"description": "how the name begins, in any case", "example": "brisk"},
    )


class PeopleSchema(ma.Schema):
    """A page of players, in the order of names."""

    items = ma.fields.List(ma.fields.Nested(PersonSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class _After(msgspec.Struct, array_like=True):
    name: str
    id: UUID


_read_cursor = cursors.reader(_After)


@blueprint.route("/search", methods=["POST"])
@player_required
@blueprint.arguments(KeyPageSchema, location="query")
@blueprint.arguments(SoughtPersonSchema)
@blueprint.response(200, PeopleSchema)
@document_problems(
    *(400, 413, 415, 422, 429, 503),
    s422="`invalid`: `errors` name the fields; `bad_cursor`: `cursor` is of another list",
)
def search_people(page: dict[str, Any], wanted: dict[str, str]) -> dict[str, Any]:
    """Find other players by how their names begin

    You and who has blocked you, or whom you have blocked, do not find each other.
    """
    me, after = asking(), _read_cursor(page["cursor"])
    wires().search_rates.take(me.bytes)
    place = (after.name, after.id) if after else None
    with wires().postgres.connect() as connection:
        found = people.by_name(connection, me, clean(wanted["name"]), place, page["limit"] + 1)
        items = _shown(connection, me, found[: page["limit"]])
    last = found[page["limit"] - 1] if len(found) > page["limit"] else None
    return {"items": items, "next": cursors.write(_After(last.name_key, last.id)) if last else None}


@blueprint.route("/<uuid:player_id>")
@player_required
@blueprint.response(200, ProfileSchema)
@document_problems(404, 503, s404=UNKNOWN)
def show_profile(player_id: UUID) -> dict[str, Any]:
    """A player's public profile, how I stand to them, and how our battles ended

    Who is blocked sees what they would see otherwise.
    """
    me = asking()
    with wires().postgres.connect() as connection:
        person = people.by_id(connection, me, player_id)
        if person is None:
            raise unknown()
        return {
            **_shown(connection, me, [person])[0],
            "level": level_of(progress.of(connection, player_id).xp).number,
            "blocked": pairs.blocks(connection, me, player_id),
            "ratings": rating_places.current(connection, player_id, datetime.now(UTC).date()),
            "head_to_head": None if player_id == me else _against(connection, me, player_id),
            "presence": presences(presence.shown_to(connection, me, [player_id])).get(player_id),
        }


def _against(connection: Connection, me: UUID, other: UUID) -> dict[str, Any]:
    last = battle_lists.last_against(connection, me, other, _LAST)
    shown = [own(row, row.side_of(me) or 0) for row in last]
    return vars(battle_lists.against(connection, me, other)) | {"last": shown}


def _shown(connection: Connection, me: UUID, found: list[Person]) -> list[dict[str, Any]]:
    states = friends.states(connection, me, [person.id for person in found])
    return [
        {
            "id": person.id,
            "name": person.name,
            "country": person.country,
            "friendship": None if person.id == me else states.get(person.id, "none"),
        }
        for person in found
    ]
