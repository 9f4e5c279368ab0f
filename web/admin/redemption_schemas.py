"""Redemptions and partners as staff see them."""

import marshmallow as ma

from rules.partnering import PARTNERS
from rules.redemption import STATES
from web.admin.fields import ReasonSchema
from web.money import MoneySchema
from web.pages import PageSchema

OUTCOMES = ("order", "decline", "succeeded", "failed")


class RedemptionsQuerySchema(PageSchema):
    """Which redemptions."""

    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(STATES))
    partner = ma.fields.String(load_default=None, validate=ma.validate.OneOf(PARTNERS))
    player_id = ma.fields.UUID(load_default=None)
    partner_id = ma.fields.String(
        load_default=None, validate=ma.validate.Length(1, 100), metadata={"description": "the partner's id of it"}
    )


class RedemptionLineSchema(ma.Schema):
    """A redemption."""

    id = ma.fields.UUID(required=True, metadata={"description": "our reference with the partner"})
    player_id = ma.fields.UUID(required=True)
    player = ma.fields.String(required=True, allow_none=True, metadata={"description": "their name", "example": "Ada"})
    product_id = ma.fields.UUID(required=True)
    partner = ma.fields.String(required=True, validate=ma.validate.OneOf(PARTNERS))
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["recharge", "gift_card"]))
    name = ma.fields.String(required=True, metadata={"example": "Amazon DE"})
    country = ma.fields.String(required=True, metadata={"example": "de"})
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    version = ma.fields.Integer(required=True)
    tokens = ma.fields.Integer(required=True, metadata={"example": 10_500})
    value = ma.fields.Nested(MoneySchema, required=True)
    recipient = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "of a recharge, masked", "example": "+49…78"}
    )
    review_reason = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "why people look at it", "example": "suspicion 60"},
    )
    next_attempt_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    tries = ma.fields.Integer(required=True, metadata={"description": "in a row that did not bring it on"})
    misses = ma.fields.Integer(required=True, metadata={"description": "look-ups in a row that found nothing"})
    doubts = ma.fields.Integer(required=True, metadata={"description": "submissions with an unknown outcome"})
    sent_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    lease_until = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "a worker is at it until then"}
    )
    partner_id = ma.fields.String(required=True, allow_none=True, metadata={"description": "the partner's id of it"})
    cost = ma.fields.Nested(MoneySchema, required=True, allow_none=True)
    last_verdict = ma.fields.String(required=True, allow_none=True, metadata={"example": "ambiguous"})
    last_code = ma.fields.String(required=True, allow_none=True, metadata={"example": "read_timeout"})
    created_at = ma.fields.AwareDateTime(required=True)
    changed_at = ma.fields.AwareDateTime(required=True, metadata={"description": "since when it is in its state"})
    deliver_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "when its code is asked for next"}
    )
    delivered_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class RedemptionLinesSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(RedemptionLineSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class RedemptionAttemptSchema(ma.Schema):
    """A call to the partner, as it was begun, and what came of it; null if nobody lived to tell."""

    fence = ma.fields.Integer(required=True)
    work = ma.fields.String(required=True, validate=ma.validate.OneOf(["submit", "look_up"]))
    started_at = ma.fields.AwareDateTime(required=True)
    lease_until = ma.fields.AwareDateTime(required=True)
    ended_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    verdict = ma.fields.String(required=True, allow_none=True, metadata={"example": "ambiguous"})
    code = ma.fields.String(required=True, allow_none=True, metadata={"example": "read_timeout"})
    http_status = ma.fields.Integer(required=True, allow_none=True)
    partner_id = ma.fields.String(required=True, allow_none=True)
    cost = ma.fields.Nested(MoneySchema, required=True, allow_none=True)
    retry_after_s = ma.fields.Float(required=True, allow_none=True)
    late = ma.fields.Boolean(
        required=True, allow_none=True, metadata={"description": "the lease was lost by then: it was noted, no more"}
    )


class RedemptionStepSchema(ma.Schema):
    """A change of state."""

    version = ma.fields.Integer(required=True)
    before = ma.fields.String(required=True, allow_none=True)
    after = ma.fields.String(required=True)
    cause = ma.fields.String(required=True, metadata={"example": "look_up"})
    detail = ma.fields.String(required=True, allow_none=True)
    transfer_id = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "in the ledger"})
    at = ma.fields.AwareDateTime(required=True)


class RedemptionDetailSchema(RedemptionLineSchema):
    """A redemption, with all that was tried and all that happened."""

    rate = ma.fields.Dict(required=True, metadata={"description": "what the price was made of"})
    attempts = ma.fields.List(ma.fields.Nested(RedemptionAttemptSchema), required=True)
    transitions = ma.fields.List(ma.fields.Nested(RedemptionStepSchema), required=True)
    cards = ma.fields.Integer(required=True, metadata={"description": "that are here, under seal"})
    views = ma.fields.List(
        ma.fields.AwareDateTime(), required=True, metadata={"description": "when the player looked at them"}
    )
    decisions = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(OUTCOMES)),
        required=True,
        metadata={"description": "that `resolve` takes now"},
    )
    takes_two = ma.fields.Boolean(required=True, metadata={"description": "whether `resolve` takes another member"})


class RedemptionResolutionSchema(ReasonSchema):
    """What people found out, or decide."""

    outcome = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(OUTCOMES),
        metadata={
            "description": "in_review: order, and it is ordered; decline, and tokens are free again · manual_review: "
            "succeeded, if the partner has issued it; failed, if it has not and never will"
        },
    )


class RedemptionCountSchema(ma.Schema):
    """How many redemptions are in a state."""

    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    count = ma.fields.Integer(required=True)
    tokens = ma.fields.Integer(required=True)
    oldest_at = ma.fields.AwareDateTime(required=True)


class PartnerSchema(ma.Schema):
    """How a partner is doing, and what keeps us from submitting to it."""

    name = ma.fields.String(required=True, validate=ma.validate.OneOf(PARTNERS))
    configured = ma.fields.Boolean(required=True, metadata={"description": "whether we have an account there"})
    submits = ma.fields.Boolean(required=True, metadata={"description": "whether orders are submitted now"})
    why_not = ma.fields.String(required=True, allow_none=True, metadata={"example": "rests: INSUFFICIENT_BALANCE"})
    switched_off = ma.fields.Boolean(required=True)
    paused_reason = ma.fields.String(required=True, allow_none=True)
    paused_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    frozen_reason = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "our books may lack what the partner has"}
    )
    frozen_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    rests_until = ma.fields.AwareDateTime(required=True, allow_none=True, metadata={"description": "the breaker"})
    rest_reason = ma.fields.String(required=True, allow_none=True)
    failures = ma.fields.Integer(required=True, metadata={"description": "submissions in a row that were not taken up"})
    balance = ma.fields.Nested(MoneySchema, required=True, allow_none=True, metadata={"description": "the float"})
    balance_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    due = ma.fields.Integer(required=True)
    due_since = ma.fields.AwareDateTime(required=True, allow_none=True)
    under_way = ma.fields.Integer(required=True)
    counts = ma.fields.List(ma.fields.Nested(RedemptionCountSchema), required=True)
    version = ma.fields.Integer(required=True)


class PartnersSchema(ma.Schema):
    """All partners."""

    items = ma.fields.List(ma.fields.Nested(PartnerSchema), required=True)
