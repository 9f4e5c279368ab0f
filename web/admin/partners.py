"""Partners for staff: how each is doing, and a pause."""

from typing import Any

from sqlalchemy import Connection

from models import partner_state, redemption_admin, switches
from models.partner_state import PartnerState
from rules.partnering import PARTNERS, PartnerName
from rules.switches import REDEMPTIONS, of_partner
from web.admin.acting import acting
from web.admin.fields import ReasonSchema
from web.admin.guard import staff_required
from web.admin.redemption_schemas import PartnerSchema, PartnersSchema
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint(
    "admin_partners", __name__, url_prefix="/v1/admin/partners", description="Staff: who issues rewards."
)

_GONE = "`partner_unknown`: there is no such partner"


@blueprint.route("")
@staff_required("finance.read")
@blueprint.response(200, PartnersSchema)
@document_problems(503)
def list_partners() -> dict[str, Any]:
    """Partners: float, breaker, what waits, and why nothing is submitted, if nothing is"""
    with wires().postgres.connect() as connection:
        return {"items": everybody(connection, frozenset(wires().partners))}


@blueprint.route("/<name>/pause", methods=["POST"])
@staff_required("finance.write")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, PartnerSchema)
@document_problems(400, 404, 413, 415, 422, 503, s404=_GONE)
def pause_partner(given: dict[str, str], name: str) -> dict[str, Any]:
    """Submit nothing to a partner; what it has is looked up and captured as ever"""
    return _change("partners.pause", name, given["reason"], given["reason"])


@blueprint.route("/<name>/resume", methods=["POST"])
@staff_required("finance.write")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, PartnerSchema)
@document_problems(400, 404, 413, 415, 422, 503, s404=_GONE)
def resume_partner(given: dict[str, str], name: str) -> dict[str, Any]:
    """Submit to a partner again; what is frozen stays so until its statement was matched"""
    return _change("partners.resume", name, given["reason"], None)


def _change(action: str, given: str, reason: str, pause: str | None) -> dict[str, Any]:
    name: PartnerName | None = next((one for one in PARTNERS if one == given), None)
    if name is None:
        raise Problem(404, "partner_unknown", f"There is no such partner; there are {', '.join(PARTNERS)}.")
    with acting(action, "partner", name, reason) as act:
        act.before = {"paused": _one(act.connection, name)["paused_reason"]}
        partner_state.pause(act.connection, name, pause)
        act.after = {"paused": pause}
        return _one(act.connection, name)


def _one(connection: Connection, name: PartnerName) -> dict[str, Any]:
    return next(one for one in everybody(connection, frozenset(wires().partners)) if one["name"] == name)


def everybody(connection: Connection, configured: frozenset[PartnerName]) -> list[dict[str, Any]]:
    """All partners, for PartnerSchema."""
    counts = redemption_admin.counts(connection)
    return [
        {**one, "counts": [count for count in counts if count["partner"] == one["name"]]}
        for one in standing(connection, configured)
    ]


def standing(connection: Connection, configured: frozenset[PartnerName]) -> list[dict[str, Any]]:
    """The same, but for the counts, which go through all redemptions there ever were."""
    off = switches.off(connection)
    return [_shown(connection, one, off, configured) for one in partner_state.every(connection)]


def _shown(
    connection: Connection, one: PartnerState, off: frozenset[str], configured: frozenset[PartnerName]
) -> dict[str, Any]:
    names = ("paused_reason", "paused_at", "frozen_reason", "frozen_at", "rests_until", "rest_reason", "failures")
    due, since, under_way = redemption_admin.waiting(connection, one.partner)
    is_off = not off.isdisjoint({REDEMPTIONS, of_partner(one.partner)})
    why = partner_state.why_not(one) or ("switched off" if is_off else None)
    if one.partner not in configured:
        why = "PARTNERS does not name it"
    return {
        **{name: getattr(one, name) for name in names},
        **{
            "name": one.partner,
            "configured": one.partner in configured,
            "switched_off": is_off,
            "version": one.version,
        },
        **{"submits": why is None, "why_not": why, "due": due, "due_since": since, "under_way": under_way},
        "balance": _money(one),
        "balance_at": one.balance_at,
    }


def _money(one: PartnerState) -> dict[str, str | None] | None:
    if one.balance_amount is None:
        return None
    return {"amount": f"{one.balance_amount:.2f}", "currency": one.balance_currency}
