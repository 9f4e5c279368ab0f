"""What players get for tokens: asked for, seen, and cancelled while the partner knows nothing of it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import url_for
from sqlalchemy import Connection

from models import partner_state, redemption_lists, redemption_steps
from models.redemption_lists import Own
from rules.ledger import MOST
from rules.redemption import CANCELLABLE, STATES, cancelled
from web import attempts, redeeming, repeats
from web.attempts import Limit
from web.auth import player_id, player_required
from web.bodies import Blueprint
from web.config import TERMS, accepts_terms
from web.errors import Problem, document_problems
from web.fields import Matches, Whole
from web.money import MoneySchema
from web.pages import PageSchema, paged, read_cursor
from web.repeats import REUSED
from web.switched import OFF
from web.wires import wires

blueprint = Blueprint("redemptions", __name__, url_prefix="/v1/redemptions", description="Tokens for rewards.")

REDEMPTIONS = Limit("redemption", 60, 600, 600)
UNKNOWN = "`redemption_unknown`: there is no such redemption of mine"
_PLACE = {"Location": {"description": "where its state is", "schema": {"type": "string", "format": "uri-reference"}}}


class NewRedemptionSchema(ma.Schema):
    """What I want."""

    product_id = ma.fields.UUID(required=True, metadata={"description": "of `GET /v1/catalogue`"})
    value = ma.fields.String(
        required=True,
        validate=Matches(r"[0-9]{1,9}(\.[0-9]{1,2})?", error="Must be an amount, like 10 or 9.99."),
        metadata={"description": "one that the product has, in its currency", "example": "10.00"},
    )
    phone = ma.fields.String(
        validate=ma.validate.Length(3, 40),
        metadata={"format": "phone", "description": "of a recharge: whose, with + and the country's code"},
    )
    price = Whole(
        validate=ma.validate.Range(1, MOST),
        metadata={
            "description": "in tokens, as I was shown it: if it is another by now, nothing is done",
            "example": 10_500,
        },
    )
    terms = ma.fields.String(
        required=True,
        validate=accepts_terms,
        metadata={**TERMS, "description": "that I accept: `terms_version` of /v1/config"},
    )


class RedemptionSchema(ma.Schema):
    """A redemption of mine."""

    id = ma.fields.UUID(required=True)
    state = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(STATES),
        metadata={
            "description": "held: it will be ordered · in_review, manual_review: somebody of ours looks at it · "
            "submitting, in_progress, unknown: it is ordered · succeeded: it is mine · refunded, reversed, cancelled: "
            "my tokens are mine again"
        },
    )
    version = ma.fields.Integer(required=True, metadata={"description": "grows with each change", "example": 3})
    product_id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Amazon DE"})
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["recharge", "gift_card"]))
    country = ma.fields.String(required=True, metadata={"example": "de"})
    value = ma.fields.Nested(MoneySchema, required=True)
    tokens = ma.fields.Integer(required=True, metadata={"example": 10_500})
    phone = ma.fields.String(required=True, allow_none=True, metadata={"example": "+4915112345678"})
    code = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "of one that was refunded: why, in the partner's word", "example": "INVALID_AMOUNT"},
    )
    cancellable = ma.fields.Boolean(required=True)
    revealable = ma.fields.Boolean(required=True, metadata={"description": "whether a code is here"})
    created_at = ma.fields.AwareDateTime(required=True)
    changed_at = ma.fields.AwareDateTime(required=True, metadata={"description": "since when it is in its state"})


class RedemptionsSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(RedemptionSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


def _mine() -> tuple[str, UUID]:
    return "player", player_id()


def _accepted(connection: Connection, id_: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    shown = show(connection, UUID(id_))
    return shown, 202, {"Location": url_for("redemptions.show_redemption", redemption_id=id_)}


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(NewRedemptionSchema)
@blueprint.response(202, RedemptionSchema, description="Tokens are held, and it will be ordered.", headers=_PLACE)
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 429, 503),
    s400="`idempotency_key_missing`; `malformed_json`",
    s403="`contact_unverified`, `age_unknown`, `too_young`, `account_too_new`, `country_unfit`: not by me; "
    "`tokens_owed`: not while I owe some; `redemption_blocked`: not now, it says until when and why; `blocked`",
    s404="`product_unknown`",
    s409="`product_unavailable`: not now; `price_changed`: it costs `price` by now; `limit_reached`: too much in 24 "
    "hours; `country_limit_reached`: by all in that country; `recipient_unfit`: too many accounts recharge that phone; "
    "`idempotency_in_flight`",
    s422="`tokens_insufficient`: with what is `free`, and the `price`; `value_unfit`, `phone_unfit`: the product has "
    "no such value, is no recharge, or is not that phone's; `invalid`: `errors` name the fields" + REUSED,
    s503=OFF,
)
@repeats.once(_accepted, whose=_mine, required=True)
def redeem(wanted: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Ask for something for tokens

    Tokens are held at once, and taken when it is issued; if it cannot be, they are free again. `redemption.changed` on
    the socket says when there is news.
    """
    attempts.take(REDEMPTIONS, str(player_id()))
    to = redeeming.recipient(wanted)
    with wires().postgres.begin() as connection:
        repeats.must_be_first(connection)
        made = redeeming.make(connection, player_id(), wanted, to)
        repeats.keep(connection, str(made.id))
        answer = _accepted(connection, str(made.id))
    redeeming.tell(made)
    return answer


@blueprint.route("")
@player_required
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, RedemptionsSchema)
@document_problems(422, 503)
def list_redemptions(page: dict[str, Any]) -> dict[str, Any]:
    """What I asked for, latest first"""
    with wires().postgres.connect() as connection:
        return page_of(connection, player_id(), page)


@blueprint.route("/<uuid:redemption_id>")
@player_required
@blueprint.response(200, RedemptionSchema)
@document_problems(404, 503, s404=UNKNOWN)
def show_redemption(redemption_id: UUID) -> dict[str, Any]:
    """One of mine"""
    with wires().postgres.connect() as connection:
        return show(connection, redemption_id)


@blueprint.route("/<uuid:redemption_id>/cancel", methods=["POST"])
@player_required
@blueprint.response(200, RedemptionSchema)
@document_problems(404, 409, 503, s404=UNKNOWN, s409="`not_cancellable`: it is ordered, or over")
def cancel(redemption_id: UUID) -> dict[str, Any]:
    """Do without it, while nobody has ordered it; again, and it stays cancelled"""
    with wires().postgres.begin() as connection:
        show(connection, redemption_id)
        one = redemption_steps.lock(connection, redemption_id)
        assert one is not None
        if one.state == "cancelled":
            return show(connection, redemption_id)
        step = cancelled(redemption_steps.standing(one), datetime.now(UTC))
        if step is None:
            raise Problem(409, "not_cancellable", f"It is {one.state}: it can be cancelled while it is held.")
        if partner_state.may_have(connection, one.partner, one.created_at):
            raise Problem(409, "not_cancellable", "It may have been ordered already; that is being found out.")
        changed = redemption_steps.take(connection, one, step, "player")
        shown = show(connection, redemption_id)
    redeeming.tell(changed)
    return shown


def page_of(connection: Connection, player: UUID, page: dict[str, Any]) -> dict[str, Any]:
    """A page of a player's redemptions, for RedemptionsSchema."""
    rows = redemption_lists.of_player(connection, player, read_cursor(page["cursor"]), page["limit"] + 1)
    found = paged(rows, page["limit"])
    return found | {"items": list(map(_shown, found["items"]))}


def show(connection: Connection, redemption_id: UUID) -> dict[str, Any]:
    """One of mine, for RedemptionSchema. Raises Problem 404."""
    found = redemption_lists.one_of(connection, player_id(), redemption_id)
    if found is None:
        raise Problem(404, "redemption_unknown", "There is no such redemption of yours.")
    return _shown(found)


def _shown(one: Own) -> dict[str, Any]:
    return {
        **vars(one),
        "value": {"amount": f"{one.value_amount:.2f}", "currency": one.value_currency},
        "country": one.country.lower(),
        "code": one.code if one.state == "refunded" else None,
        "cancellable": one.state in CANCELLABLE,
        "revealable": one.state == "succeeded" and one.cards > 0,
    }
