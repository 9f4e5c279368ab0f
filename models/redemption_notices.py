"""What players are told of their redemptions: that people look at one, that it is there, that tokens are free again.

Never what is on a card: that is shown to its player alone, who asks for it (web/revealing.py).
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection

from events.identity import caused_event_id
from models import notices
from models.redemptions import Redemption
from rules.notice_forms import Value
from rules.notices import Notice
from rules.redemption import State

_KINDS: Mapping[State, str] = {
    "in_review": "redemption_in_review",
    "manual_review": "redemption_in_review",
    "succeeded": "redemption_issued",
    "refunded": "redemption_refunded",
    "reversed": "redemption_refunded",
    "cancelled": "redemption_refunded",
}
"""By the state that is reached."""
_OWN = ("player", "erasure")
"""Causes of a cancellation that its player wanted."""


def changed(connection: Connection, one: Redemption, after: State, version: int, cause: str) -> None:
    """Tell its player of the state that one has come to, in the transaction of the step."""
    kind = _KINDS.get(after)
    if kind is None or (after == "cancelled" and cause in _OWN):
        return
    values: dict[str, Value] = {"redemption": str(one.id), "name": one.name}
    if kind == "redemption_refunded":
        values["tokens"] = one.tokens
    id_ = UUID(caused_event_id("redemption", one.id, version))
    notices.tell(connection, [Notice(id_, one.player_id, kind, values)])
