"""Referrals as staff see them."""

import marshmallow as ma

from models.referral_decisions import DECISIONS
from rules.referral import CODES
from rules.referral_states import BUDGET, EXPIRED, LEFT, STAFF, STATES
from web.admin.fields import ReasonSchema
from web.pages import PageSchema

REASONS = (*CODES, EXPIRED, BUDGET, LEFT, STAFF)


class AdminReferralsQuerySchema(PageSchema):
    """Which referrals."""

    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(STATES))
    player_id = ma.fields.UUID(load_default=None, metadata={"description": "of either side"})
    reason = ma.fields.String(load_default=None, validate=ma.validate.OneOf(REASONS))


class ReferralReasonSchema(ma.Schema):
    """A sign, or why it ended."""

    code = ma.fields.String(required=True, metadata={"example": "fingerprint"})
    points = ma.fields.Integer(
        required=True, metadata={"description": "0: it settles the matter, or has somebody look", "example": 40}
    )


class AdminReferralLineSchema(ma.Schema):
    """A referral."""

    id = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    version = ma.fields.Integer(required=True)
    referrer_id = ma.fields.UUID(required=True)
    referrer = ma.fields.String(required=True, allow_none=True, metadata={"description": "null: erased"})
    referee_id = ma.fields.UUID(required=True)
    referee = ma.fields.String(required=True, allow_none=True, metadata={"description": "null: erased"})
    referrer_tokens = ma.fields.Integer(required=True, metadata={"example": 200})
    referee_tokens = ma.fields.Integer(required=True, metadata={"example": 100})
    score = ma.fields.Integer(required=True, metadata={"example": 60})
    reasons = ma.fields.List(ma.fields.Nested(ReferralReasonSchema), required=True)
    cleared = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "codes that people have let pass"}
    )
    claimed_at = ma.fields.AwareDateTime(required=True)
    changed_at = ma.fields.AwareDateTime(required=True)
    played_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "since when enough was played"}
    )
    due_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    paid_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    round = ma.fields.Integer(required=True, metadata={"description": "which time it is that it is paid"})


class AdminReferralsSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(AdminReferralLineSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class ReferralStepSchema(ma.Schema):
    """A change of its state."""

    number = ma.fields.Integer(required=True)
    before = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    after = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    by = ma.fields.String(required=True, validate=ma.validate.OneOf(["player", "rules", "time", "staff"]))
    reasons = ma.fields.List(ma.fields.Nested(ReferralReasonSchema), required=True)
    note = ma.fields.String(required=True)
    at = ma.fields.AwareDateTime(required=True)


class ReferralGameSchema(ma.Schema):
    """A ranked game of who was brought."""

    at = ma.fields.AwareDateTime(required=True)
    human = ma.fields.Boolean(required=True, metadata={"description": "whether its answers came as people's do"})


class AdminReferralSchema(AdminReferralLineSchema):
    """A referral with all that happened to it."""

    steps = ma.fields.List(ma.fields.Nested(ReferralStepSchema), required=True)
    games = ma.fields.List(ma.fields.Nested(ReferralGameSchema), required=True)
    decisions = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(DECISIONS)),
        required=True,
        metadata={"description": "what can be decided of it now"},
    )


class OverrideSchema(ReasonSchema):
    """What is to become of it, whatever the rules say."""

    decision = ma.fields.String(required=True, validate=ma.validate.OneOf(DECISIONS))
