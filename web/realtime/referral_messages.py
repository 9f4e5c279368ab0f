"""The frame of a referral."""

from uuid import UUID

from rules.referral_states import State
from web.realtime.framing import ServerFrame


class ReferralChanged(ServerFrame, tag="referral.changed", frozen=True):
    """A referral of mine, of whichever side, is in another state, unless I know a later `version`."""

    id: UUID
    state: State
    version: int
