"""A player's inbox."""

from typing import Any, cast
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import notifications, rich
from models.notifications import Notification
from rules.notice_forms import CATEGORIES
from rules.words import Language
from web.auth import player_id, player_required
from web.bodies import Blueprint
from web.composing import direction
from web.errors import document_problems
from web.pages import PageSchema, paged, read_cursor
from web.wires import wires

blueprint = Blueprint("notifications", __name__, url_prefix="/v1/notifications", description="A player's inbox.")

IDS_MOST = 100


class NotificationSchema(ma.Schema):
    """A message."""

    id = ma.fields.UUID(required=True)
    category = ma.fields.String(required=True, validate=ma.validate.OneOf(CATEGORIES))
    lang = ma.fields.String(required=True, metadata={"description": "what it is written in", "example": "en"})
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))
    title = ma.fields.String(required=True, metadata={"example": "A Good Week"})
    body = ma.fields.String(required=True, metadata={"example": "Play 7 days in a row."})
    markup = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "`body` with `<b>`, `<i>` and `<a href>`, all else escaped, where our staff wrote it so",
            "example": "It is <b>back</b>.",
        },
    )
    link = ma.fields.String(required=True, allow_none=True, metadata={"description": "a path in the app"})
    created_at = ma.fields.AwareDateTime(required=True)
    read_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    expires_at = ma.fields.AwareDateTime(required=True, metadata={"description": "when it is gone"})


class InboxPageSchema(PageSchema):
    """Which of them."""

    category = ma.fields.String(
        load_default=None, validate=ma.validate.OneOf(CATEGORIES), metadata={"description": "all without it"}
    )


class UnreadSchema(ma.Schema):
    """What waits."""

    unread = ma.fields.Integer(required=True, metadata={"example": 2})


class InboxSchema(UnreadSchema):
    """A page of messages, latest first."""

    items = ma.fields.List(ma.fields.Nested(NotificationSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class ReadSchema(ma.Schema):
    """Which messages were read: these, or all up to a time."""

    ids = ma.fields.List(ma.fields.UUID(), validate=ma.validate.Length(1, IDS_MOST))
    before = ma.fields.AwareDateTime(
        metadata={"description": "`created_at` of the latest one you have seen", "example": "2026-11-24T12:00:00Z"}
    )

    @ma.validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """One of the two."""
        if len(data) != 1:
            raise ma.ValidationError("Give either `ids` or `before`.")

    def together(self, found: dict[str, Any]) -> dict[str, Any]:
        """The same in JSON Schema."""
        return found | {"minProperties": 1, "maxProperties": 1}


@blueprint.route("")
@player_required
@blueprint.arguments(InboxPageSchema, location="query")
@blueprint.response(200, InboxSchema)
@document_problems(422, 503)
def list_notifications(page: dict[str, Any]) -> dict[str, Any]:
    """My messages, latest first, and how many of all are unread"""
    with wires().postgres.connect() as connection:
        return inbox(connection, player_id(), page)


def inbox(connection: Connection, player: UUID, page: dict[str, Any]) -> dict[str, Any]:
    """A page of a player's messages, for InboxSchema; looking at it marks nothing as read."""
    after = read_cursor(page["cursor"])
    items = notifications.page(connection, player, page["category"], after, page["limit"] + 1)
    unread = notifications.unread(connection, [player])
    written = [(item.id, cast("Language", item.lang)) for item in items if item.category in _BY_STAFF]
    marked = rich.markup(connection, player, written) if written else {}
    found = paged(items, page["limit"])
    shown = [_shown(item) | {"markup": marked.get(item.id)} for item in found["items"]]
    return found | {"items": shown, "unread": unread.get(player, 0)}


_BY_STAFF = frozenset({"news", "account", "support"})
"""Categories of what staff write."""


def _shown(item: Notification) -> dict[str, Any]:
    names = ("id", "category", "lang", "title", "body", "link", "created_at", "read_at", "expires_at")
    return {**{name: getattr(item, name) for name in names}, "dir": direction(item.lang)}


@blueprint.route("/read", methods=["POST"])
@player_required
@blueprint.arguments(ReadSchema)
@blueprint.response(200, UnreadSchema)
@document_problems(400, 413, 415, 422, 503)
def read_notifications(wanted: dict[str, Any]) -> dict[str, int]:
    """Mark messages as read: some by their ids, or all up to a time"""
    player = player_id()
    with wires().postgres.begin() as connection:
        notifications.read(connection, player, wanted.get("ids", []), wanted.get("before"))
        return {"unread": notifications.unread(connection, [player]).get(player, 0)}
