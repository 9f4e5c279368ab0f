"""Creative battles as they are shown: who wrote what, and how it was voted, when it may be told, and to whom."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import creative, entries, votes
from models.creative import Battle
from models.entries import Written
from rules.creative import HOWS, PHASES
from web.composing import direction
from web.depicting import MediaUrl


class PictureSchema(ma.Schema):
    """The picture of an entry."""

    url = ma.fields.String(required=True)
    width = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 640})
    height = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 400})


class ContentSchema(ma.Schema):
    """What was submitted: a text or a picture."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["text", "image"]))
    text = ma.fields.String(required=True, allow_none=True, metadata={"example": "It sleeps with the light on."})
    lang = ma.fields.String(required=True, metadata={"example": "en"})
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))
    picture = ma.fields.Nested(PictureSchema, required=True, allow_none=True)


class PromptTextSchema(ma.Schema):
    """What a battle asks for."""

    text = ma.fields.String(required=True, metadata={"example": "A monster that is afraid of children"})
    lang = ma.fields.String(required=True, metadata={"example": "en"})
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))


class BattleEntrySchema(ContentSchema):
    """An entry of a battle."""

    side = ma.fields.Integer(required=True, metadata={"description": "0 or 1"})
    mine = ma.fields.Boolean(required=True)
    state = ma.fields.String(
        metadata={"description": "of one's own: pending (somebody has to look at it), approved or rejected"}
    )
    player_id = ma.fields.UUID(metadata={"description": "once the battle is closed"})


class CreativeResultSchema(ma.Schema):
    """How a battle ended."""

    how = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(HOWS),
        metadata={"description": "default: the other entry was missing or refused; void: both were"},
    )
    winner = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "its side; null: none"})
    votes = ma.fields.List(ma.fields.Integer(), required=True, metadata={"example": [12, 9]})
    shares = ma.fields.List(ma.fields.Float(), required=True, metadata={"example": [0.5714, 0.4286]})


class CreativeSchema(ma.Schema):
    """What a creative battle has beside what every battle has."""

    phase = ma.fields.String(required=True, validate=ma.validate.OneOf(PHASES))
    prompt = ma.fields.Nested(PromptTextSchema, required=True)
    takes = ma.fields.String(required=True, validate=ma.validate.OneOf(["text", "image", "any"]))
    writing_until = ma.fields.AwareDateTime(required=True)
    voting_until = ma.fields.AwareDateTime(required=True, allow_none=True)
    entries = ma.fields.List(
        ma.fields.Nested(BattleEntrySchema),
        required=True,
        metadata={"description": "one's own at any time, others from the voting on"},
    )
    votes = ma.fields.List(
        ma.fields.Integer(),
        required=True,
        allow_none=True,
        metadata={"description": "by side; before it is closed for who has voted alone, and never for its authors"},
    )
    result = ma.fields.Nested(CreativeResultSchema, required=True, allow_none=True)


def shown(connection: Connection, battle_id: UUID, viewer: UUID, url: MediaUrl) -> dict[str, Any] | None:
    """The creative part of a battle, as CreativeSchema has it, for one player; None: it is no creative battle."""
    battle = creative.one(connection, battle_id)
    if battle is None:
        return None
    written = entries.of_battles(connection, [battle_id]).get(battle_id, [])
    may_count = battle.phase == "closed" or (
        battle.side(viewer) is None and votes.has_voted(connection, viewer, battle_id)
    )
    names = ("phase", "takes", "writing_until", "result")
    return {
        **{name: getattr(battle, name) for name in names},
        "voting_until": battle.open_until,
        "prompt": prompt(battle),
        "entries": [_entry(battle, entry, viewer, url) for entry in _told(battle, written, viewer)],
        "votes": list(battle.votes) if may_count else None,
    }


def _told(battle: Battle, written: Sequence[Written], viewer: UUID) -> list[Written]:
    """The entries that a player may see."""
    is_open = battle.phase in ("voting", "closed")
    return [entry for entry in written if entry.player_id == viewer or (is_open and entry.state == "approved")]


def _entry(battle: Battle, entry: Written, viewer: UUID, url: MediaUrl) -> dict[str, Any]:
    mine = entry.player_id == viewer
    own = {"state": entry.state} if mine else {}
    author = {"player_id": entry.player_id} if battle.phase == "closed" else {}
    return {**content(battle, entry, url), "side": entry.side, "mine": mine, **own, **author}


def content(battle: Battle, entry: Written, url: MediaUrl) -> dict[str, Any]:
    """An entry as ContentSchema has it, which says not whose it is. A picture that nobody looked at has no address."""
    picture = None
    if entry.medium_id is not None and entry.state == "approved":
        picture = {"url": url(entry.medium_id), "width": entry.width, "height": entry.height}
    told = {"id": entry.id, "kind": entry.kind, "text": entry.text, "picture": picture}
    return {**told, "lang": battle.lang, "dir": direction(battle.lang)}


def prompt(battle: Battle) -> dict[str, str]:
    """What a battle asks for, as PromptTextSchema has it."""
    return {"text": battle.prompt, "lang": battle.lang, "dir": direction(battle.lang)}
