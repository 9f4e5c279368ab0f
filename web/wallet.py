"""A player's tokens: what they have, and how that came about."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

import marshmallow as ma
from redis import RedisError
from sqlalchemy import Connection

from bridges import told
from models import grants, ledger, statements
from models.ledger import Posted
from models.statements import Line
from web.auth import player_id, player_required
from web.bodies import Blueprint
from web.cursors import KeyPageSchema, numbered, read_number
from web.errors import document_problems
from web.wires import wires

blueprint = Blueprint("wallet", __name__, url_prefix="/v1/wallet", description="Tokens.")

_CAUSES = ("grant", "battle", "redemption")
_KINDS = ["credit", "debit", "claw_back", "hold", "capture", "release"]


class WalletSchema(ma.Schema):
    """What a player has, in whole tokens."""

    version = ma.fields.Integer(
        required=True, metadata={"description": "grows with each change; `wallet.changed` has it too", "example": 812}
    )
    posted = ma.fields.Integer(required=True, metadata={"description": "all that are mine", "example": 140})
    held = ma.fields.Integer(required=True, metadata={"description": "of those, kept for something", "example": 0})
    free = ma.fields.Integer(required=True, metadata={"description": "what I can spend", "example": 140})
    owed = ma.fields.Integer(
        required=True, metadata={"description": "what was taken back and I did not have: paid first", "example": 0}
    )
    waiting = ma.fields.Integer(
        required=True,
        metadata={
            "description": "earned and not mine yet: that takes a proved address or phone, and no cap of a day",
            "example": 25,
        },
    )


class EntrySchema(ma.Schema):
    """Something that was done with my tokens."""

    id = ma.fields.Integer(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(_KINDS))
    source = ma.fields.String(required=True, metadata={"description": "what for", "example": "achievement"})
    amount = ma.fields.Integer(required=True, metadata={"description": "tokens it was about", "example": 25})
    change = ma.fields.Integer(
        required=True, metadata={"description": "of `posted`: 0 if they are only held, or paid a debt", "example": 25}
    )
    balance = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "`posted` after it, if that changed", "example": 140}
    )
    owed = ma.fields.Integer(
        required=True, metadata={"description": "how that changed; below 0: it was paid", "example": 0}
    )
    at = ma.fields.AwareDateTime(required=True)
    cause = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "which one of its source", "example": "first-win"}
    )


class EntriesSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(EntrySchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("")
@player_required
@blueprint.response(200, WalletSchema)
@document_problems(503)
def show_wallet() -> dict[str, Any]:
    """My tokens"""
    with wires().postgres.connect() as connection:
        return wallet(connection, player_id())


@blueprint.route("/entries")
@player_required
@blueprint.arguments(KeyPageSchema, location="query")
@blueprint.response(200, EntriesSchema)
@document_problems(422, 503)
def list_entries(page: dict[str, Any]) -> dict[str, Any]:
    """What was done with my tokens, latest first"""
    with wires().postgres.connect() as connection:
        return entries(connection, player_id(), page)


def wallet(connection: Connection, player: UUID) -> dict[str, Any]:
    """What WalletSchema shows of a player's tokens."""
    version = statements.version(connection, player)
    standing = ledger.standing(connection, player)
    waiting = grants.waiting(connection, player)
    return {**standing._asdict(), "free": standing.free, "version": version, "waiting": waiting}


def entries(connection: Connection, player: UUID, page: dict[str, Any]) -> dict[str, Any]:
    """A page of a player's statement, for EntriesSchema. Raises Problem 422."""
    lines = statements.page(connection, player, read_number(page["cursor"]), page["limit"] + 1)
    found = numbered(lines, page["limit"])
    return found | {"items": list(map(_shown, found["items"]))}


def tell(posted: Iterable[Posted]) -> None:
    """Tell players how they stand, after the commit: a hint, which is lost while Redis is away."""
    frames = told.wallets(posted)
    if frames:
        with suppress(RedisError):
            told.tell(wires().redis, frames)


def _shown(line: Line) -> dict[str, Any]:
    return {**vars(line), "cause": next((line.cause[name] for name in _CAUSES if name in line.cause), None)}
