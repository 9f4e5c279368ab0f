"""What the two sides of a referral are told as it changes: in general terms, and never of each other."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection

from events.identity import caused_event_id
from models import notices
from models.referrals import Row
from rules.notices import Notice
from rules.referral_states import State

_KINDS: Mapping[State, tuple[str, bool]] = {
    "held": ("referral_held", True),
    "paid": ("referral_paid", True),
    "ineligible": ("referral_refused", False),
    "clawed_back": ("referral_taken_back", True),
}
"""By the state that is reached; and whether it is told of tokens."""


def joined(connection: Connection, one: Row) -> None:
    """Tell the referrer that somebody came by their code."""
    notices.tell(connection, [Notice(_id(one, one.version, one.referrer_id), one.referrer_id, "referral_joined")])


def changed(connection: Connection, one: Row, after: State, version: int) -> None:
    """Tell both sides."""
    if after not in _KINDS:
        return
    kind, has_tokens = _KINDS[after]
    notices.tell(
        connection,
        [
            Notice(_id(one, version, side), side, kind, {"tokens": one.tokens_of(side)} if has_tokens else {})
            for side in one.sides
        ],
    )


def _id(one: Row, version: int, side: UUID) -> UUID:
    return UUID(caused_event_id("referral", one.id, version, side))
