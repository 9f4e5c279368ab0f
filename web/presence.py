"""Who is there: online, in a battle, or when last; for friends who may see it, and for staff."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from redis import RedisError

from bridges.sockets import Seen, last_seen
from models.presence import There
from web.wires import wires

WHO_SEES = ("friends", "nobody")


class PresenceSchema(ma.Schema):
    """Whether a player is there now."""

    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["online", "in_battle", "offline"]))
    last_seen_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "of who is offline; null: it is not known"}
    )


def presence_field(about: str) -> Any:
    """A field for it; null where it is not shown, and for everybody while Redis is away."""
    return ma.fields.Nested(PresenceSchema, required=True, allow_none=True, metadata={"description": about})


def presences(there: Mapping[UUID, There]) -> dict[UUID, dict[str, Any]]:
    """As PresenceSchema shows them; of nobody while Redis cannot tell."""
    players = list(there)
    with suppress(RedisError):
        seen = last_seen(wires().redis, [str(player) for player in players])
        return {player: _presence(there[player], one) for player, one in zip(players, seen, strict=True)}
    return {}


def _presence(there: There, seen: Seen) -> dict[str, Any]:
    if seen.online:
        return {"state": "in_battle" if there.in_battle else "online", "last_seen_at": None}
    socket = datetime.fromtimestamp(seen.at_ms / 1000, UTC) if seen.at_ms else None
    last = max((at for at in (socket, there.renewed_at) if at), default=None)
    return {"state": "offline", "last_seen_at": last}
