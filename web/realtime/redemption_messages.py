"""The frame of a redemption."""

from uuid import UUID

from rules.redemption import State
from web.realtime.framing import ServerFrame


class RedemptionChanged(ServerFrame, tag="redemption.changed", frozen=True):
    """A redemption of mine is in another state, unless I know a later `version`: `GET /v1/redemptions/{id}`."""

    id: UUID
    state: State
    version: int
