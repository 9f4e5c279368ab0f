"""Own entries to creative battles."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import creative, entries, players, uploads
from models.creative import Battle
from models.entries import Draft
from rules.creative import GRAPHEMES_MOST
from rules.decency import faults
from rules.media import TYPES
from web import entry_texts
from web.auth import living, player_id, player_required
from web.bodies import Blueprint
from web.creative import ContentSchema, content
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint("entries", __name__, url_prefix="/v1/battles", description="Creative battles.")


_LENGTH = f"Must have 1 to {GRAPHEMES_MOST} characters."


class EntryFormSchema(ma.Schema):
    """A text, or a picture of one's own; one of the two."""

    text = ma.fields.String(
        validate=[ma.validate.Length(1, entry_texts.CHARACTERS_MOST, error=_LENGTH), entry_texts.check],
        metadata={
            "format": "entry-text",
            "description": "plain text of at most 500 characters as people count them (UAX 29), without addresses",
            "example": "It sleeps with the light on.",
        },
    )
    media_id = ma.fields.UUID(metadata={"description": "of an upload of one's own (`POST /v1/uploads`): an image"})

    @ma.validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        """Raises ValidationError."""
        if len(data) != 1:
            raise ma.ValidationError("Send either `text` or `media_id`.")

    @staticmethod
    def together(found: dict[str, Any]) -> dict[str, Any]:
        """As the document has it."""
        return found | {"minProperties": 1, "maxProperties": 1}


class OwnEntrySchema(ContentSchema):
    """One's own entry. It may be changed until `writing_until`."""

    battle_id = ma.fields.UUID(required=True)
    state = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(["pending", "approved"]),
        metadata={"description": "pending: somebody looks at it before it is voted on"},
    )
    submitted_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)
    writing_until = ma.fields.AwareDateTime(required=True)


@blueprint.route("/<uuid:battle_id>/entry", methods=["PUT"])
@player_required
@blueprint.arguments(EntryFormSchema)
@blueprint.response(200, OwnEntrySchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 429, 503),
    s404="`battle_unknown`: there is no such creative battle of yours",
    s409="`entry_late`: the time for entries is over; `entry_hidden`: a sanction keeps it from being shown",
    s422="`entry_unfit`: the prompt asks for the other kind; `media_unknown`: no picture of yours, or a refused one; "
    "`invalid`: `errors` name the fields",
)
def put_entry(given: dict[str, str | UUID], battle_id: UUID) -> dict[str, Any]:
    """Submit my entry to a creative battle, or change it

    Who submits nothing leaves the battle to the other. Both are voted on once the time is over; nobody sees the other's
    before that.
    """
    wires().entry_rates.take(player_id().bytes)
    with wires().postgres.begin() as connection:
        living(players.hold(connection, player_id()))
        battle = creative.hold(connection, battle_id)
        side = battle.side(player_id()) if battle else None
        if battle is None or side is None:
            raise Problem(404, "battle_unknown", "There is no such creative battle of yours.")
        if battle.phase != "writing" or datetime.now(UTC) > battle.writing_until:
            raise Problem(409, "entry_late", "The time for entries is over; what you sent before stands.")
        entry = entries.put(connection, _draft(connection, battle, side, given))
        if entry.hidden:
            raise Problem(409, "entry_hidden", "Your entry is not shown, by a decision of ours: GET /v1/appeals.")
    names = ("battle_id", "state", "submitted_at", "updated_at")
    told = {name: getattr(entry, name) for name in names}
    return {**content(battle, entry, wires().media.url), **told, "writing_until": battle.writing_until}


def _draft(connection: Connection, battle: Battle, side: int, given: dict[str, str | UUID]) -> Draft:
    """The entry, with what a machine sees in it. Raises Problem 422."""
    kind = "text" if "text" in given else "image"
    if battle.takes not in (kind, "any"):
        raise _unfit("entry_unfit", "text" if kind == "text" else "media_id", f"The prompt asks for: {battle.takes}.")
    if kind == "text":
        text = entry_texts.clean(str(given["text"]))
        return Draft(uuid7(), battle.id, side, player_id(), text, None, faults(text))
    upload = uploads.of_medium(connection, player_id(), UUID(str(given["media_id"])))
    if upload is None or TYPES[upload.mime] != "image":
        raise _unfit("media_unknown", "media_id", "There is no such picture of yours that may be shown.")
    seen = () if upload.state == "approved" else ("picture",)
    return Draft(uuid7(), battle.id, side, player_id(), None, upload.id, seen)


def _unfit(code: str, field: str, detail: str) -> Problem:
    return Problem(422, code, detail, errors=[{"pointer": f"/{field}", "detail": detail}])
