"""A player's account as they see it themselves: their redemptions, and all of it at once with a reason."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import denials, players
from rules.masking import mask_phone
from rules.permissions import allows
from web import notifications, profile, redemptions, sessions
from web.admin.acting import acting
from web.admin.fields import ReasonSchema
from web.admin.guard import staff, staff_required
from web.admin.playerlogins import PlayerDeviceSchema, logged_in
from web.admin.players import StandingSchema, standings
from web.admin.sanctioning import NO_PLAYER, check_known, unknown_player
from web.bodies import Blueprint
from web.errors import document_problems
from web.notifications import NotificationSchema
from web.pages import PageSchema
from web.profile import MeSchema
from web.redemptions import RedemptionSchema, RedemptionsSchema
from web.sessions import PlayedSchema
from web.wallet import EntrySchema, WalletSchema, entries, wallet

blueprint = Blueprint(
    "admin_viewing", __name__, url_prefix="/v1/admin/players", description="Staff: what a player sees."
)

_FIRST = {"cursor": None, "limit": 20, "category": None}
"""The page that a player's own app begins with."""


class SeenSchema(ma.Schema):
    """What a player sees of their account, as their own requests would be answered: of each list the first page."""

    blocked = ma.fields.Boolean(
        required=True, metadata={"description": "all of this is refused them: they are told why, and may appeal"}
    )
    me = ma.fields.Nested(MeSchema, required=True)
    wallet = ma.fields.Nested(WalletSchema, required=True)
    entries = ma.fields.List(ma.fields.Nested(EntrySchema), required=True)
    standings = ma.fields.List(
        ma.fields.Nested(StandingSchema),
        required=True,
        allow_none=True,
        metadata={"description": "the boards they stand on; null while Redis cannot tell"},
    )
    redemptions = ma.fields.List(ma.fields.Nested(RedemptionSchema), required=True)
    inbox = ma.fields.List(ma.fields.Nested(NotificationSchema), required=True)
    unread = ma.fields.Integer(required=True, metadata={"example": 2})
    sessions = ma.fields.List(ma.fields.Nested(PlayedSchema), required=True)
    devices = ma.fields.List(ma.fields.Nested(PlayerDeviceSchema), required=True)


@blueprint.route("/<uuid:player_id>/view", methods=["POST"])
@staff_required("players.view")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, SeenSchema)
@document_problems(*(400, 404, 413, 415, 422, 503), s404=NO_PLAYER)
def view_as_player(given: dict[str, str], player_id: UUID) -> dict[str, Any]:
    """See what a player sees

    Nothing is done for them by it: no message is marked as read, no card is shown, no login is made.
    """
    with acting("players.view", "player", player_id, given["reason"]) as act:
        seen = _seen(act.connection, player_id)
    return seen | {"standings": standings(player_id)}


def _seen(connection: Connection, player_id: UUID) -> dict[str, Any]:
    player = players.by_id(connection, player_id)
    if player is None:
        raise unknown_player()
    inbox = notifications.inbox(connection, player_id, _FIRST)
    return {
        "blocked": any(one.kind == "player" for one in denials.of_player(connection, player_id)),
        "me": profile.own(connection, player),
        "wallet": wallet(connection, player_id),
        "entries": entries(connection, player_id, _FIRST)["items"],
        "redemptions": redemptions.page_of(connection, player_id, _FIRST)["items"],
        "inbox": inbox["items"],
        "unread": inbox["unread"],
        "sessions": sessions.page_of(connection, player_id, _FIRST)["items"],
        "devices": logged_in(connection, player_id),
    }


@blueprint.route("/<uuid:player_id>/redemptions")
@staff_required("players.read", sensitive=True)
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, RedemptionsSchema)
@document_problems(404, 422, 503, s404=NO_PLAYER)
def list_players_redemptions(page: dict[str, Any], player_id: UUID) -> dict[str, Any]:
    """A player's redemptions, latest first, as they see them; phones whole with the permission players.contacts alone

    What partners said and what it cost us is at `GET /v1/admin/redemptions`.
    """
    with acting("players.redemptions", "player", player_id) as act:
        check_known(act.connection, player_id)
        found = redemptions.page_of(act.connection, player_id, page)
    if allows(staff().roles, "players.contacts"):
        return found
    masked = [{**one, "phone": one["phone"] and mask_phone(one["phone"])} for one in found["items"]]
    return found | {"items": masked}
