"""What takes two members of staff: which actions these are, and how one asks for them.

A part that has such an action declares it once, where the action is:

    @takes_two("players.erase", "players.erase")
    def erase(act: Act, payload: Mapping[str, Any]) -> Callable[[], None] | None: ...

and its view calls `ask("players.erase", "player", player_id, reason)`. When another member with the permission agrees,
the function runs once, in the approval's transaction, on `act.connection`, for `act.subject_id`; it sets `act.before`
and `act.after`, and may return what is to be done after the commit. A Problem that it raises leaves the request open.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from uuid_utils.compat import uuid7

from models import approvals
from models.approvals import Request
from rules.permissions import Permission
from web.admin.acting import Act, acting
from web.admin.guard import staff
from web.errors import Problem

Deed = Callable[[Act, Mapping[str, Any]], Callable[[], None] | None]


@dataclass(frozen=True)
class Pair:
    """An action for two: what both need, and what is done."""

    permission: Permission
    deed: Deed


_PAIRS: dict[str, Pair] = {}


def takes_two(action: str, permission: Permission) -> Callable[[Deed], Deed]:
    """Declare an action that two members must agree on, each with the permission."""

    def declare(deed: Deed) -> Deed:
        _PAIRS[action] = Pair(permission, deed)
        return deed

    return declare


def pair(action: str) -> Pair | None:
    """What was declared of an action; None: it is no action any more."""
    return _PAIRS.get(action)


def ask(
    action: str, subject_kind: str, subject_id: object, reason: str, payload: Mapping[str, Any] | None = None
) -> Request:
    """Ask for a second member's approval. Raises Problem 409 if somebody has asked for the same already."""
    assert action in _PAIRS, f"{action} is not declared by takes_two"
    approval, subject = uuid7(), (action, subject_kind, str(subject_id))
    with acting("approvals.ask", subject_kind, subject_id, reason) as act:
        if not approvals.ask(act.connection, approval, subject, dict(payload or {}), reason, staff().id):
            detail = "Somebody has asked for the same already; GET /v1/admin/approvals shows it."
            raise Problem(409, "approval_open", detail)
        act.made = str(approval)
        act.after = {"approval": str(approval), "action": action, "payload": dict(payload or {})}
        asked = approvals.by_id(act.connection, approval)
    assert asked is not None
    return asked
