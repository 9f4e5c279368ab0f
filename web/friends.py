"""Friends: asked, accepted, removed."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import friends, pairs, presence
from models.players import Player
from rules.friends import ASKED_MOST, FRIENDS_MOST, State, TooMany, ask
from web.auth import living, player_required
from web.auth import player_id as asking
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import TimePageSchema, paged_in_time, read_place
from web.people import UNKNOWN, unknown
from web.presence import presence_field, presences
from web.wires import wires

blueprint = Blueprint("friends", __name__, url_prefix="/v1/friends", description="Whom I play with.")

_FULL = {
    "friends_full": f"You have {FRIENDS_MOST} friends; remove one first.",
    "their_friends_full": f"They have {FRIENDS_MOST} friends now; nobody can join them.",
    "askings_full": f"{ASKED_MOST} of your askings wait for an answer; take one back first.",
}
_STATE = ma.validate.OneOf(["friends", "asked", "asks_me"])


class FriendsPageSchema(TimePageSchema):
    """Which of them."""

    state = ma.fields.String(load_default=None, validate=_STATE, metadata={"description": "all without it"})


class FriendSchema(ma.Schema):
    """A friend, somebody I asked (`asked`), or who asks me."""

    player_id = ma.fields.UUID(required=True, attribute="id")
    name = ma.fields.String(required=True, metadata={"example": "Brisk Otter 42"})
    country = ma.fields.String(required=True, allow_none=True, metadata={"example": "de"})
    state = ma.fields.String(required=True, validate=_STATE)
    since = ma.fields.AwareDateTime(required=True, metadata={"description": "when it became so"})
    presence = presence_field("of a friend who lets friends see it")


class FriendsSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(FriendSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class AskedSchema(ma.Schema):
    """How I stand to a player now."""

    player_id = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["asked", "friends"]))


@blueprint.route("")
@player_required
@blueprint.arguments(FriendsPageSchema, location="query")
@blueprint.response(200, FriendsSchema)
@document_problems(422, 503)
def list_friends(page: dict[str, Any]) -> dict[str, Any]:
    """My friends, whom I asked, and who asks me"""
    with wires().postgres.connect() as connection:
        after = read_place(page["cursor"])
        found = friends.page(connection, asking(), page["state"], after, page["limit"] + 1)
        items, following = paged_in_time(found, page["limit"], "since")
        there = presences(presence.shown_to(connection, asking(), [one.id for one in items]))
    return {"items": [{**vars(one), "presence": there.get(one.id)} for one in items], "next": following}


@blueprint.route("/<uuid:player_id>", methods=["PUT"])
@player_required
@blueprint.response(200, AskedSchema)
@document_problems(
    *(404, 409, 429, 503),
    s404=UNKNOWN,
    s409="`player_blocked`: you have blocked them; `friends_full`, `their_friends_full`, `askings_full`: no room",
)
def ask_or_accept(player_id: UUID) -> dict[str, Any]:
    """Ask a player to be my friend, or accept that they asked

    Who asked you becomes your friend at once; so do two who ask each other. Asking twice is one asking. They are told,
    once a day at most.
    """
    me = asking()
    wires().friend_rates.take(me.bytes)
    with wires().postgres.begin() as connection:
        mine, theirs = lock(connection, me, player_id)
        if pairs.blocks(connection, me, player_id):
            raise Problem(409, "player_blocked", "You have blocked them; end that first.")
        before = friends.state(connection, me, player_id)
        state = _asked(connection, before, me, player_id)
        if state != before:
            friends.put(connection, me, player_id, state)
            if mine.visible and not pairs.blocks(connection, player_id, me):
                friends.tell(connection, theirs.id, me, state)
    return {"player_id": player_id, "state": state}


def _asked(connection: Connection, before: State, me: UUID, other: UUID) -> State:
    try:
        return ask(before, friends.counts(connection, me), friends.counts(connection, other))
    except TooMany as full:
        raise Problem(409, full.code, _FULL[full.code]) from None


@blueprint.route("/<uuid:player_id>", methods=["DELETE"])
@player_required
@blueprint.response(204)
@document_problems(404, 503, s404="`not_found`: what is in the path is no id")
def remove_friend(player_id: UUID) -> None:
    """End a friendship, take my asking back, or decline theirs; they are not told"""
    me = asking()
    with wires().postgres.begin() as connection:
        living(pairs.lock(connection, me, player_id).get(me))
        friends.remove(connection, me, player_id)


def lock(connection: Connection, me: UUID, other: UUID) -> tuple[Player, Player]:
    """Me and another player who is shown, both locked. Raises Problem 401, 404."""
    both = pairs.lock(connection, me, other)
    mine, theirs = living(both.get(me)), both.get(other)
    if theirs is None or not theirs.visible or other == me:
        raise unknown()
    return mine, theirs
