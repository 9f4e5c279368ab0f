"""A player's page: who they are, how they stand, and what is known against them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from redis import RedisError
from sqlalchemy import Connection

from bridges.boards import Boards
from models import accounts, cases, phones, players, presence, progress, sanctions, timelines
from models.players import Player
from rules.levels import level_of
from rules.masking import mask_email, mask_phone
from rules.permissions import allows
from rules.places import Window
from rules.streaks import local_day
from web.admin.acting import reading
from web.admin.caseforms import CaseLineSchema, SuspicionSchema, line
from web.admin.cases import own_queues
from web.admin.guard import staff, staff_required
from web.admin.integrity import suspected
from web.admin.sanctioning import NO_PLAYER, unknown_player
from web.admin.sanctions import MOST, SanctionSchema
from web.boards import scoreboard
from web.bodies import Blueprint
from web.errors import document_problems
from web.presence import presence_field, presences
from web.progress import LevelSchema, StreakSchema, shown
from web.wires import wires

blueprint = Blueprint("admin_players", __name__, url_prefix="/v1/admin/players", description="Staff: a player.")

_BOARDS = ("global.day", "global.week", "global.season", "global.all")


class ContactsSchema(ma.Schema):
    """Contacts that were proved; with the permission players.contacts whole, else as their owner would know them."""

    masked = ma.fields.Boolean(required=True)
    email = ma.fields.String(required=True, allow_none=True, metadata={"example": "a…@e….com"})
    phone = ma.fields.String(required=True, allow_none=True, metadata={"example": "+49…78"})


class StandingSchema(ma.Schema):
    """A place on a board of now."""

    board = ma.fields.String(required=True, metadata={"example": "global.week"})
    rank = ma.fields.Integer(required=True, metadata={"example": 17})
    points = ma.fields.Integer(required=True, metadata={"example": 1200})


class ProgressedSchema(ma.Schema):
    """What the sessions that have ended add up to."""

    xp = ma.fields.Integer(required=True, metadata={"example": 412})
    level = ma.fields.Nested(LevelSchema, required=True)
    streak = ma.fields.Nested(StreakSchema, required=True)
    achievements = ma.fields.Integer(required=True, metadata={"description": "how many", "example": 4})


class OverviewSchema(ma.Schema):
    """A player, as the staff see them."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Ada"})
    country = ma.fields.String(required=True, allow_none=True, metadata={"example": "de"})
    languages = ma.fields.List(ma.fields.String(), required=True, metadata={"example": ["es", "en"]})
    zone = ma.fields.String(required=True, metadata={"example": "Europe/Berlin"})
    registered = ma.fields.Boolean(required=True, metadata={"description": "an account, rather than a guest"})
    birth_year = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 1990})
    terms_version = ma.fields.String(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True)
    presence = presence_field("whatever the player lets friends see; null while Redis cannot tell")
    visible = ma.fields.Boolean(required=True, metadata={"description": "whether boards show them"})
    contacts = ma.fields.Nested(ContactsSchema, required=True)
    progress = ma.fields.Nested(ProgressedSchema, required=True)
    total_points = ma.fields.Integer(required=True, metadata={"description": "of their life", "example": 5400})
    standings = ma.fields.List(
        ma.fields.Nested(StandingSchema),
        required=True,
        allow_none=True,
        metadata={"description": "the boards they stand on; null while Redis cannot tell"},
    )
    suspicion = ma.fields.Nested(SuspicionSchema, required=True)
    sanctions = ma.fields.List(ma.fields.Nested(SanctionSchema), required=True)
    cases = ma.fields.List(
        ma.fields.Nested(CaseLineSchema), required=True, metadata={"description": "of the queues I may work on"}
    )


@blueprint.route("/<uuid:player_id>")
@staff_required("players.read", sensitive=True)
@blueprint.response(200, OverviewSchema)
@document_problems(404, 503, s404=NO_PLAYER)
def show_player(player_id: UUID) -> dict[str, Any]:
    """A player: account, progress, boards, suspicion, sanctions and cases"""
    with reading("players.read", "player", player_id) as connection:
        player = players.by_id(connection, player_id)
        if player is None:
            raise unknown_player()
        standing = timelines.standings(connection, player_id)
        shown = {
            **{name: getattr(player, name) for name in OverviewSchema().fields if hasattr(player, name)},
            "presence": presences(presence.of(connection, [player_id])).get(player_id),
            "contacts": _contacts(connection, player_id),
            "progress": _progress(connection, player),
            "total_points": standing["total_points"] if standing else 0,
            "suspicion": suspected(connection, player_id),
            "sanctions": sanctions.of_player(connection, player_id, MOST),
            "cases": _cases(connection, player_id),
        }
    return shown | {"standings": standings(player_id)}


def _contacts(connection: Connection, player: UUID) -> dict[str, Any]:
    account, phone = accounts.by_player(connection, player), phones.by_player(connection, player)
    email = account.email if account else None
    if allows(staff().roles, "players.contacts"):
        return {"masked": False, "email": email, "phone": phone}
    return {"masked": True, "email": email and mask_email(email), "phone": phone and mask_phone(phone)}


def _progress(connection: Connection, player: Player) -> dict[str, Any]:
    found = progress.of(connection, player.id)
    today = local_day(datetime.now(UTC), player.zone)
    return {
        "xp": found.xp,
        "level": level_of(found.xp),
        "streak": shown(found.streak, today),
        "achievements": len(progress.achievements(connection, player.id)),
    }


def _cases(connection: Connection, player: UUID) -> list[dict[str, Any]]:
    mine = {queue.name for queue in own_queues()}
    return [line(case) for case in cases.of_subject(connection, player) if case.queue in mine]


def standings(player: UUID) -> list[dict[str, Any]] | None:
    """Places by the boards in Redis alone: counted in Postgres, one of a million players takes seconds."""
    boards, found = Boards(wires().redis), []
    try:
        for name in _BOARDS:
            view = boards.view(scoreboard().board(name), Window(0), [str(player)])
            if view is None:
                return None
            place = view.mine.get(str(player))
            if place:
                found.append({"board": name, "rank": place.rank, "points": place.points})
    except RedisError:
        return None
    return found
