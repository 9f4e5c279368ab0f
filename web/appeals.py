"""Decisions about me, and what I say against them."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from uuid_utils.compat import uuid7

from models import appealable, appeals, players
from models.appealable import Appealable
from models.appeals import Appeal, New
from rules.reporting import APPEAL_KINDS, OUTCOMES
from rules.sanctions import APPEALABLE
from web.auth import appellant_required, living, player_id
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Said
from web.wires import wires

blueprint = Blueprint("appeals", __name__, url_prefix="/v1/appeals", description="Against decisions of ours.")

TEXT_MOST = 1_000


class AppealSchema(ma.Schema):
    """An appeal of mine."""

    id = ma.fields.UUID(required=True)
    text = ma.fields.String(required=True, metadata={"example": "The answers were my own."})
    created_at = ma.fields.AwareDateTime(required=True)
    decided_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    outcome = ma.fields.String(
        required=True,
        allow_none=True,
        validate=ma.validate.OneOf(OUTCOMES),
        metadata={"description": "uphold: the decision stands · overturn: it was taken back · null: not decided yet"},
    )


class AppealedDecisionSchema(ma.Schema):
    """A decision about me."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(APPEAL_KINDS))
    id = ma.fields.UUID(required=True)
    what = ma.fields.String(
        required=True, validate=ma.validate.OneOf([*APPEALABLE, "entry_refused", "referral_refused"])
    )
    text = ma.fields.String(
        required=True, metadata={"description": "what, until when and why, in general words", "example": "You may not…"}
    )
    at = ma.fields.AwareDateTime(required=True)
    until = ma.fields.AwareDateTime(required=True, allow_none=True)
    holds = ma.fields.Boolean(required=True)
    entry_id = ma.fields.UUID(required=True, allow_none=True, metadata={"description": "the entry it is about"})
    may_appeal = ma.fields.Boolean(required=True)
    appeal = ma.fields.Nested(AppealSchema, required=True, allow_none=True)


class AppealedDecisionsSchema(ma.Schema):
    """What was decided about me, latest first; a hundred at most."""

    items = ma.fields.List(ma.fields.Nested(AppealedDecisionSchema), required=True)


class AppealFormSchema(ma.Schema):
    """Why a decision is wrong."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(APPEAL_KINDS))
    id = ma.fields.UUID(required=True, metadata={"description": "of the decision"})
    text = Said(TEXT_MOST, required=True, metadata={"example": "The answers were my own."})


@blueprint.route("")
@appellant_required
@blueprint.response(200, AppealedDecisionsSchema)
@document_problems(503)
def list_decisions() -> dict[str, Any]:
    """What was decided about me, what I may appeal against, and what came of it

    Open to who is blocked, too: by their access token, or by the `appeal_token` that a refused login tells.
    """
    with wires().postgres.connect() as connection:
        living(players.by_id(connection, player_id()))
        found = appealable.of_player(connection, player_id(), datetime.now(UTC))
        made = appeals.of_player(connection, player_id())
    return {"items": [_shown(one, made.get((one.kind, one.id))) for one in found]}


def _shown(one: Appealable, made: Appeal | None) -> dict[str, Any]:
    return {**vars(one), "may_appeal": one.holds and made is None, "appeal": made}


@blueprint.route("", methods=["POST"])
@appellant_required
@blueprint.arguments(AppealFormSchema)
@blueprint.response(201, AppealedDecisionSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 429, 503),
    s404="`decision_unknown`: there is no such decision about me",
    s409="`appealed_already`: once a decision; `decision_over`: it does not hold any more, or is too long ago",
)
def appeal(given: dict[str, Any]) -> dict[str, Any]:
    """Appeal against a decision, once

    Another member of ours than who decided looks at it. Open to who is blocked, too.
    """
    wires().report_rates.take(player_id().bytes)
    with wires().postgres.begin() as connection:
        living(players.lock(connection, player_id()))
        found = appealable.of_player(connection, player_id(), datetime.now(UTC))
        one = next((one for one in found if (one.kind, one.id) == (given["kind"], given["id"])), None)
        if one is None:
            raise Problem(404, "decision_unknown", "There is no such decision about you: GET /v1/appeals lists them.")
        made = New(uuid7(), player_id(), one.kind, one.id, given["text"], one.by)
        if (one.kind, one.id) in appeals.of_player(connection, player_id()):
            raise Problem(409, "appealed_already", "You have appealed against it: a decision is looked at again once.")
        if not one.holds or not appeals.put(connection, made):
            raise Problem(409, "decision_over", "It does not hold any more, or is too long ago to be looked at again.")
        return _shown(one, appeals.one(connection, made.id))
