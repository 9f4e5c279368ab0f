"""The queue `redemptions`: what nobody but people can decide of what tokens became, one case a redemption."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models import redemption_admin
from models.redemption_steps import Changed
from web.admin import redemptions
from web.admin.casework import Decision, Effect, Queue
from web.admin.guard import login, must_be_proven
from web.admin.redemption_schemas import OUTCOMES
from web.admin.redemptions import resolve
from web.errors import Problem
from web.redeeming import tell
from web.wires import wires

_DECLINES = "decline"


def _show(connection: Connection, redemption: UUID) -> dict[str, Any] | None:
    if redemption_admin.one(connection, redemption) is None:
        return None
    return redemptions.whole(connection, redemption)


def _by(outcome: str) -> Callable[[Connection, UUID, Mapping[str, Any]], Effect]:
    def do(connection: Connection, redemption: UUID, given: Mapping[str, Any]) -> Effect:
        alone: Effect = {}
        if outcome != _DECLINES:
            must_be_proven(login())
            alone = {"tokens": _must_be_for_one(connection, redemption)}
        changed = resolve(connection, redemption, outcome, given["reason"])
        return {"state": changed.state, **alone}

    return do


def tell_of(redemption: UUID) -> None:
    """Tell its player how one stands that was decided on."""
    with wires().postgres.connect() as connection:
        found = redemption_admin.one(connection, redemption)
    if found:
        tell(Changed(redemption, found["player_id"], found["state"], found["version"]))


def _must_be_for_one(connection: Connection, redemption: UUID) -> int:
    """The tokens that one member decides on. Raises Problem 404, or 409 if another has to agree."""
    found = redemptions.whole(connection, redemption)
    if found["takes_two"]:
        detail = f"That takes another member: POST /v1/admin/redemptions/{redemption}/resolve asks for their word."
        raise Problem(409, "takes_two", detail)
    return int(found["tokens"])


def _dismiss(connection: Connection, redemption: UUID, _given: Mapping[str, Any]) -> Effect:
    """Of what was seen of one that is over, or decided elsewhere."""
    found = redemption_admin.one(connection, redemption)
    if found and found["state"] in redemptions.DECISIONS:
        raise Problem(409, "outcome_unfit", f"It is {found['state']}, and waits for a decision.")
    return {}


QUEUE = Queue(
    name="redemptions",
    permission="finance.write",
    subject="redemption",
    decisions=(*(Decision(outcome, _by(outcome)) for outcome in OUTCOMES), Decision("dismiss", _dismiss)),
    show=_show,
)
