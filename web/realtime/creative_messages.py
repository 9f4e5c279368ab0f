"""The frames of creative battles, all of them from us: what is written and voted goes over REST."""

from datetime import datetime
from uuid import UUID

import msgspec

from rules.creative import How
from web.realtime.framing import ServerFrame


class CreativeEntries(ServerFrame, tag="creative.entries", frozen=True):
    """Both entries of a creative battle are there and may be shown: others vote on them until then."""

    battle_id: UUID
    voting_until: datetime


class CreativeResult(msgspec.Struct, frozen=True):
    """How it ended, as `GET /v1/battles/{id}` has it: `winner` is a side, null if there is none."""

    how: How
    winner: int | None
    votes: list[int]
    shares: list[float]


class CreativeClosed(ServerFrame, tag="creative.closed", frozen=True):
    """The voting is over and counted; or there was none, as an entry was missing or refused."""

    battle_id: UUID
    result: CreativeResult


CreativeServer = CreativeEntries | CreativeClosed
