"""Appeals about referrals: who may, and what comes of one that is upheld."""

from uuid import UUID

from sqlalchemy import Connection

from models import referral_decisions, referrals
from models.referral_decisions import Done
from models.referral_steps import Said

_ENDED = ("ineligible", "clawed_back")


def appealable(connection: Connection, player: UUID, referral: UUID) -> bool:
    """Whether a player may appeal: it is theirs, and was refused or taken back."""
    one = referrals.by_id(connection, referral)
    return one is not None and player in one.sides and one.state in _ENDED


def uphold(connection: Connection, referral: UUID, said: Said) -> Done:
    """The appeal was right: it is held, and then paid; what came of it, for its sides to be told.

    Raises LookupError, referral_decisions.Unfit.
    """
    return referral_decisions.decide(connection, referral, "pass", said)
