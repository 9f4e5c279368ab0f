"""Finding players. Addresses go in the body alone, and no log says which was looked for."""

from hashlib import sha256
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from sqlalchemy import Connection

from models import player_finding, presence
from models.player_finding import Found
from rules.addresses import email_key
from rules.permissions import allows
from web import cursors
from web.admin.acting import acting
from web.admin.guard import staff, staff_required
from web.bodies import Blueprint
from web.cursors import KeyPageSchema
from web.errors import Problem, document_problems
from web.fields import NO_NUL
from web.presence import presence_field, presences

blueprint = Blueprint("admin_finding", __name__, url_prefix="/v1/admin/players", description="Staff: finding players.")

_FORMS: dict[str, dict[str, Any]] = {
    "name": {"minLength": 1, "maxLength": 40},
    "email": {"minLength": 1, "maxLength": 254},
    "id": {"format": "uuid"},
    "phone": {"minLength": 3, "maxLength": 40},
    "device": {"minLength": 1, "maxLength": 200},
}
_CONTACTS = ("email", "phone")


class SearchSchema(ma.Schema):
    """What is looked for."""

    by = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(list(_FORMS)),
        metadata={
            "description": "name: how it begins, in any case · email, phone, id: exactly, the first two with the "
            "permission players.contacts · device: the id of a login, or a device's key: its guest "
            "and whoever came with it before they were an account"
        },
    )
    value = ma.fields.String(required=True, validate=[ma.validate.Length(1, 254), NO_NUL], metadata={"example": "ada"})

    @ma.validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """An id is a UUID; no value is longer than there can be."""
        form, value = _FORMS[data["by"]], data["value"]
        if form.get("format") == "uuid" and _uuid(value) is None:
            raise ma.ValidationError({"value": ["Not a valid UUID."]})
        if not form.get("minLength", 0) <= len(value) <= form.get("maxLength", 254):
            raise ma.ValidationError({"value": [f"Must be {form['minLength']} to {form['maxLength']} characters."]})

    def together(self, found: dict[str, Any]) -> dict[str, Any]:
        """The same in JSON Schema."""
        by = found["properties"]["by"]
        return {"oneOf": [_variant(name, form, by["description"]) for name, form in _FORMS.items()]}


def _variant(name: str, form: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "title": f"SearchBy{name.title()}",
        "type": "object",
        "properties": {
            "by": {"type": "string", "enum": [name], "description": description},
            "value": {"type": "string", "pattern": NO_NUL.regex.pattern, **form},
        },
        "required": ["by", "value"],
        "additionalProperties": False,
    }


class FoundPlayerSchema(ma.Schema):
    """A player who was found."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Ada"})
    country = ma.fields.String(required=True, allow_none=True, metadata={"example": "de"})
    registered = ma.fields.Boolean(required=True, metadata={"description": "an account, rather than a guest"})
    created_at = ma.fields.AwareDateTime(required=True)
    score = ma.fields.Integer(required=True, metadata={"description": "of suspicion, 0 to 100", "example": 0})
    sanction = ma.fields.String(
        required=True,
        allow_none=True,
        validate=ma.validate.OneOf(["ban", "ban_ranked", "ban_redemption", "hide", "hide_entry"]),
        metadata={"description": "the hardest that holds"},
    )
    presence = presence_field("whatever the player lets friends see; null while Redis cannot tell")


class FoundPlayersSchema(ma.Schema):
    """A page of players; of names in their order."""

    items = ma.fields.List(ma.fields.Nested(FoundPlayerSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class _After(msgspec.Struct, array_like=True):
    name: str
    id: UUID


_read_cursor = cursors.reader(_After)


@blueprint.route("/search", methods=["POST"])
@staff_required("players.read")
@blueprint.arguments(KeyPageSchema, location="query")
@blueprint.arguments(SearchSchema)
@blueprint.response(200, FoundPlayersSchema)
@document_problems(
    *(400, 413, 415, 422, 503), s422="`invalid`: `errors` name the fields; `bad_cursor`: `cursor` is of another list"
)
def search_players(page: dict[str, Any], wanted: dict[str, str]) -> dict[str, Any]:
    """Find players

    The audit log says by what kind of thing was searched and who was found, never what was looked for.
    """
    if wanted["by"] in _CONTACTS and not allows(staff().roles, "players.contacts"):
        raise Problem(403, "forbidden", "That takes the permission players.contacts, which you do not have.")
    with acting("players.search", "players", wanted["by"]) as act:
        found = _search(act.connection, wanted["by"], wanted["value"], page)
        items = found[: page["limit"]]
        ids = [player.id for player in items]
        there = presences(presence.of(act.connection, ids))
        act.after = {"found": ids}
    last = items[-1] if len(found) > len(items) else None
    shown = [{**vars(one), "presence": there.get(one.id)} for one in items]
    return {"items": shown, "next": cursors.write(_After(last.name_key, last.id)) if last else None}


def _search(connection: Connection, by: str, value: str, page: dict[str, Any]) -> list[Found]:
    match by:
        case "name":
            after = _read_cursor(page["cursor"])
            place = (after.name, after.id) if after else None
            return player_finding.by_name(connection, value, place, page["limit"] + 1)
        case "email":
            return player_finding.by_email(connection, email_key(value))
        case "phone":
            return player_finding.by_phone(connection, _phone(value))
        case "id":
            return player_finding.by_id(connection, UUID(value))
    login = _uuid(value)
    found = player_finding.by_login(connection, login) if login else []
    return found or player_finding.by_device_key(connection, sha256(value.encode()).digest())


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _phone(value: str) -> str:
    """As E.164; what is no number is nobody's."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(value), PhoneNumberFormat.E164)
    except NumberParseException:
        return value
