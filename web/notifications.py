"""A player's inbox."""

from typing import Any

import marshmallow as ma

from models import notifications
from web.auth import player_id, player_required
from web.bodies import Blueprint
from web.errors import document_problems
from web.pages import PageSchema, paged, read_cursor
from web.wires import wires

blueprint = Blueprint("notifications", __name__, url_prefix="/v1/notifications", description="A player's inbox.")

IDS_MOST = 100


class NotificationSchema(ma.Schema):
    """A message."""

    id = ma.fields.UUID(required=True)
    category = ma.fields.String(required=True, metadata={"example": "achievement"})
    title = ma.fields.String(required=True, metadata={"example": "A Good Week"})
    body = ma.fields.String(required=True, metadata={"example": "Play 7 days in a row."})
    link = ma.fields.String(required=True, allow_none=True, metadata={"description": "a path in the app"})
    created_at = ma.fields.AwareDateTime(required=True)
    read_at = ma.fields.AwareDateTime(required=True, allow_none=True)


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
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, InboxSchema)
@document_problems(422, 503)
def list_notifications(page: dict[str, Any]) -> dict[str, Any]:
    """My messages, latest first, and how many are unread"""
    player = player_id()
    with wires().postgres.connect() as connection:
        items = notifications.page(connection, player, read_cursor(page["cursor"]), page["limit"] + 1)
        unread = notifications.unread(connection, [player])
    return paged(items, page["limit"]) | {"unread": unread.get(player, 0)}


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
