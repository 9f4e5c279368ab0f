"""Redemptions for staff: what was tried and what happened, a look-up now, and the word of people where it is theirs."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models import (
    audit_log,
    partner_state,
    redemption_admin,
    redemption_hints,
    redemption_steps,
    sanctions,
    thresholds,
)
from models.base import sql
from models.redemption_steps import Changed
from rules import redemption
from rules.approvals import decides_unproved, exceeds
from rules.masking import mask_phone
from rules.redemption import Standing, State, Step
from web.admin.acting import Act, acting, looking
from web.admin.approvals import ApprovalSchema, asked_for
from web.admin.fields import ReasonSchema
from web.admin.guard import staff, staff_required
from web.admin.impartial import OUTRANKED, must_be_impartial
from web.admin.pairs import ask, takes_two
from web.admin.redemption_schemas import (
    RedemptionDetailSchema,
    RedemptionLinesSchema,
    RedemptionResolutionSchema,
    RedemptionsQuerySchema,
)
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import read_cursor, write_cursor
from web.redeeming import tell

blueprint = Blueprint(
    "admin_redemptions", __name__, url_prefix="/v1/admin/redemptions", description="Staff: what tokens became."
)

ACTION = "redemptions.resolve"
GONE = "`redemption_unknown`: there is no such redemption"
UNFIT = "`outcome_unfit`: that is not decided of one in its state"
MOVES = (ACTION, "breaks.resolve", "cases.decide")
"""What a member decides on tokens by themselves, which counts as one sum; the log keeps its `tokens`."""
DECISIONS: Mapping[State, tuple[str, ...]] = {
    "in_review": ("order", "decline"),
    "manual_review": ("succeeded", "failed"),
}


@blueprint.route("")
@staff_required("finance.read", sensitive=True)
@blueprint.arguments(RedemptionsQuerySchema, location="query")
@blueprint.response(200, RedemptionLinesSchema)
@document_problems(422, 503)
def list_redemptions(query: dict[str, Any]) -> dict[str, Any]:
    """Redemptions, latest first"""
    wanted = {name: query[name] for name in ("state", "partner", "player_id", "partner_id")}
    with looking("redemptions", query) as connection:
        found = redemption_admin.page(connection, wanted, read_cursor(query["cursor"]), query["limit"] + 1)
    items = found[: query["limit"]]
    more = len(found) > len(items)
    return {"items": list(map(line, items)), "next": write_cursor(items[-1]["id"]) if more else None}


@blueprint.route("/<uuid:redemption_id>")
@staff_required("finance.read", sensitive=True)
@blueprint.response(200, RedemptionDetailSchema)
@document_problems(404, 503, s404=GONE)
def show_redemption(redemption_id: UUID) -> dict[str, Any]:
    """A redemption, with each attempt and each change; codes of cards are its player's alone"""
    with acting("redemptions.read", "redemption", redemption_id) as act:
        return whole(act.connection, redemption_id)


@blueprint.route("/<uuid:redemption_id>/retry", methods=["POST"])
@staff_required("finance.write")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, RedemptionDetailSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s404=GONE,
    s409="`not_retryable`: it is over, waits for people, or is sent now",
)
def retry_redemption(given: dict[str, str], redemption_id: UUID) -> dict[str, Any]:
    """Have its partner asked now what became of it; one that is held is ordered now"""
    with acting("redemptions.retry", "redemption", redemption_id, given["reason"]) as act:
        whole(act.connection, redemption_id)
        if not redemption_hints.now(act.connection, redemption_id):
            raise Problem(409, "not_retryable", "It is over, waits for people, or is being sent just now.")
        return whole(act.connection, redemption_id)


@blueprint.route("/<uuid:redemption_id>/resolve", methods=["POST"])
@staff_required("finance.write", step_up=True)
@blueprint.arguments(RedemptionResolutionSchema)
@blueprint.response(200, RedemptionDetailSchema)
@blueprint.alt_response(202, schema=ApprovalSchema, success=True, description="Another member has to approve it.")
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 503),
    s403=OUTRANKED,
    s404=GONE,
    s409=f"{UNFIT}; `approval_open`: somebody has asked for a decision on it already",
)
def resolve_redemption(given: dict[str, str], redemption_id: UUID) -> Any:
    """Decide on one that waits for people

    Of one that its partner may have, another member has to agree: had the partner said what became of it, nobody would
    have to decide. Of others, above a threshold, to which all counts that one decided on by themselves within 24 hours.
    """
    try:
        with acting(ACTION, "redemption", redemption_id, given["reason"]) as act:
            redemption_steps.lock(act.connection, redemption_id)
            found = whole(act.connection, redemption_id)
            must_be_impartial(act.connection, found["player_id"])
            if given["outcome"] not in found["decisions"]:
                raise unfit(found["state"])
            if found["takes_two"]:
                raise _TakesTwoError
            changed = resolve(act.connection, redemption_id, given["outcome"], given["reason"])
            act.before = {"state": found["state"]}
            act.after = {"outcome": given["outcome"], "tokens": found["tokens"]}
            shown = whole(act.connection, redemption_id)
    except _TakesTwoError:
        outcome = {"outcome": given["outcome"]}
        return asked_for(ask(ACTION, "redemption", redemption_id, given["reason"], outcome))
    tell(changed)
    return shown


class _TakesTwoError(Exception):
    pass


@takes_two(ACTION, "finance.write")
def resolve_as_agreed(act: Act, payload: Mapping[str, Any]) -> Callable[[], None]:
    """What two agreed on."""
    id_ = UUID(act.subject_id)
    changed = resolve(act.connection, id_, payload["outcome"], act.reason or "")
    act.after = {"outcome": payload["outcome"]}
    return partial(tell, changed)


def resolve(connection: Connection, id_: UUID, outcome: str, reason: str) -> Changed:
    """Have a redemption make the step that people decided on. Raises Problem 403, 404, 409."""
    one = redemption_steps.lock(connection, id_)
    if one is None:
        raise Problem(404, "redemption_unknown", "There is no such redemption.")
    must_be_impartial(connection, one.player_id)
    standing = redemption_steps.standing(one)
    now = connection.execute(sql("SELECT clock_timestamp()")).scalar_one()
    step = _step(standing, outcome, now) if outcome in DECISIONS.get(standing.state, ()) else None
    if step is None:
        raise unfit(standing.state)
    if outcome == "order" and sanctions.keeping_from_redemption(connection, one.player_id):
        raise Problem(409, "outcome_unfit", "A sanction keeps its player from redeeming: lift that first, or decline.")
    if outcome == "decline" and partner_state.may_have(connection, one.partner, one.created_at):
        raise Problem(409, "outcome_unfit", "The partner is frozen, and may have it: thaw it first.")
    return redemption_steps.take(connection, one, step, "staff", f"{staff().email}: {reason}")


def _step(standing: Standing, outcome: str, now: Any) -> Step | None:
    match outcome:
        case "order":
            return redemption.cleared(standing, now)
        case "decline":
            return redemption.cancelled(standing, now)
        case _:
            return redemption.decided(standing, outcome == "succeeded", now)


def unfit(state: str) -> Problem:
    """409: people have nothing of the kind to decide."""
    return Problem(409, "outcome_unfit", f"It is {state}: that is not decided of it.")


def whole(connection: Connection, id_: UUID) -> dict[str, Any]:
    """One, for RedemptionDetailSchema. Raises Problem 404."""
    found = redemption_admin.one(connection, id_)
    if found is None:
        raise Problem(404, "redemption_unknown", "There is no such redemption.")
    decisions = list(DECISIONS.get(found["state"], ()))
    return {
        **line(found),
        **{name: found[name] for name in ("rate", "transitions", "cards", "views")},
        "attempts": [{**one, "cost": _cost(one)} for one in found["attempts"]],
        "decisions": decisions,
        "takes_two": bool(decisions) and takes_two_of(connection, found),
    }


def takes_two_of(connection: Connection, found: Mapping[str, Any]) -> bool:
    """Whether who is asking may not decide alone on a redemption."""
    return decides_unproved(found["state"]) or exceeds_alone(connection, found["tokens"])


def exceeds_alone(connection: Connection, tokens: int) -> bool:
    """Whether so many tokens are more than who is asking may decide on alone, with those of the last 24 hours."""
    of_day = audit_log.of_day(connection, staff().id, MOVES, "tokens")
    return exceeds(tokens, of_day, thresholds.read(connection).resolve_second_person_above)


def line(found: Mapping[str, Any]) -> dict[str, Any]:
    """One, for RedemptionLineSchema."""
    recipient = found["recipient"]
    return {
        **found,
        "value": {"amount": f"{found['value_amount']:.2f}", "currency": found["value_currency"]},
        "cost": _cost(found),
        "country": found["country"].lower(),
        "recipient": mask_phone(recipient) if recipient else None,
    }


def _cost(found: Mapping[str, Any]) -> dict[str, str] | None:
    if found["cost_amount"] is None:
        return None
    return {"amount": f"{found['cost_amount']:.4f}", "currency": found["cost_currency"]}
