"""What a creative battle has beside what every battle has, as the staff see it: all of it at any time."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import creative, entries
from models.creative import Battle
from models.entries import Written
from rules.creative import PHASES, TAKES
from web.admin.submissions import file_of
from web.creative import ContentSchema, CreativeResultSchema, PromptTextSchema, content, prompt
from web.wires import wires


class ContestEntrySchema(ContentSchema):
    """An entry; `picture` once it is approved."""

    side = ma.fields.Integer(required=True)
    state = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(["pending", "approved", "rejected", "withdrawn"]),
        metadata={"description": "withdrawn: its player was erased, and it with them"},
    )
    faults = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "what a machine saw: `word` of its list, `picture` that nobody has looked at"},
    )
    file = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "path of the picture, for who may decide on it"}
    )
    submitted_at = ma.fields.AwareDateTime(required=True)


class ContestSchema(ma.Schema):
    """What a creative battle asked, what was sent, and how it was voted."""

    phase = ma.fields.String(required=True, validate=ma.validate.OneOf(PHASES))
    prompt_id = ma.fields.UUID(required=True)
    prompt = ma.fields.Nested(PromptTextSchema, required=True, metadata={"description": "as it was asked"})
    takes = ma.fields.String(required=True, validate=ma.validate.OneOf(TAKES))
    writing_until = ma.fields.AwareDateTime(required=True)
    voting_until = ma.fields.AwareDateTime(required=True, allow_none=True)
    votes = ma.fields.List(ma.fields.Integer(), required=True, metadata={"description": "by side, so far"})
    result = ma.fields.Nested(CreativeResultSchema, required=True, allow_none=True)
    entries = ma.fields.List(ma.fields.Nested(ContestEntrySchema), required=True, metadata={"description": "by side"})


def contest(connection: Connection, battle_id: UUID) -> dict[str, Any] | None:
    """The creative part of a battle, as ContestSchema has it; None: it has none."""
    battle = creative.one(connection, battle_id)
    if battle is None:
        return None
    names = ("phase", "prompt_id", "takes", "writing_until", "votes", "result")
    return {
        **{name: getattr(battle, name) for name in names},
        "voting_until": battle.open_until,
        "prompt": prompt(battle),
        "entries": [_entry(battle, one) for one in entries.of_battles(connection, [battle_id]).get(battle_id, [])],
    }


def _entry(battle: Battle, entry: Written) -> dict[str, Any]:
    told = {name: getattr(entry, name) for name in ("side", "state", "faults", "submitted_at")}
    return {**content(battle, entry, wires().media.url), **told, "file": file_of(entry)}
