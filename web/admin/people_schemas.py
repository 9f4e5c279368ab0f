"""What a reviewer sees of what players wrote, of players who are reported, and of those who appeal."""

import marshmallow as ma

from rules.reporting import APPEAL_KINDS, OUTCOMES, REPORT_GROUNDS, REPORT_KINDS
from web.admin.sanctions import SanctionSchema


class SubmittedEntrySchema(ma.Schema):
    """The entry a case is about: what a player submitted to a creative battle."""

    id = ma.fields.UUID(required=True)
    battle_id = ma.fields.UUID(required=True)
    player_id = ma.fields.UUID(required=True)
    player = ma.fields.String(required=True, metadata={"description": "their name", "example": "Ada"})
    prompt = ma.fields.String(required=True, metadata={"example": "A monster that is afraid of children"})
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["text", "image"]))
    text = ma.fields.String(required=True, allow_none=True)
    file = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "path of the picture, for who may decide this"}
    )
    lang = ma.fields.String(required=True, metadata={"example": "en"})
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["pending", "approved", "rejected"]))
    faults = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "what a machine saw: `word` of its list, `picture` that nobody has looked at"},
    )
    submitted_at = ma.fields.AwareDateTime(required=True)


class ReporterSchema(ma.Schema):
    """Who reports, and how often that led to anything."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Ada"})
    closed = ma.fields.Integer(required=True, metadata={"description": "of their reports", "example": 4})
    acted = ma.fields.Integer(required=True, metadata={"description": "of those: led to something", "example": 3})


class AccusationSchema(ma.Schema):
    """What somebody says of a player."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(REPORT_KINDS))
    about = ma.fields.UUID(required=True, metadata={"description": "the player, or the entry"})
    ground = ma.fields.String(required=True, validate=ma.validate.OneOf(REPORT_GROUNDS))
    text = ma.fields.String(required=True, allow_none=True)
    shown = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "the name or text as it was when it was reported"}
    )
    battle_id = ma.fields.UUID(required=True, allow_none=True)
    reporter = ma.fields.Nested(
        ReporterSchema, required=True, allow_none=True, metadata={"description": "null: a machine"}
    )
    updated_at = ma.fields.AwareDateTime(required=True)
    closed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    acted = ma.fields.Boolean(required=True, allow_none=True)


class AccusedSchema(ma.Schema):
    """The player a case is about, with what is said of them, and what was before."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Ada"})
    country = ma.fields.String(required=True, allow_none=True, metadata={"example": "de"})
    registered = ma.fields.Boolean(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    score = ma.fields.Integer(required=True, metadata={"description": "of suspicion, 0 to 100", "example": 0})
    reports = ma.fields.List(ma.fields.Nested(AccusationSchema), required=True, metadata={"description": "open ones"})
    entries = ma.fields.List(
        ma.fields.Nested(SubmittedEntrySchema), required=True, metadata={"description": "that are reported"}
    )
    past = ma.fields.List(ma.fields.Nested(AccusationSchema), required=True, metadata={"description": "closed ones"})
    sanctions = ma.fields.List(ma.fields.Nested(SanctionSchema), required=True)


class FirstDecisionSchema(ma.Schema):
    """What an appeal is against, as it came about."""

    by = ma.fields.String(required=True, allow_none=True, metadata={"description": "a name; null: no member"})
    at = ma.fields.AwareDateTime(required=True)
    reason = ma.fields.String(required=True, allow_none=True)


class AppealCaseSchema(ma.Schema):
    """The appeal a case is about."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(APPEAL_KINDS))
    subject = ma.fields.UUID(required=True)
    text = ma.fields.String(required=True, metadata={"example": "The answers were my own."})
    created_at = ma.fields.AwareDateTime(required=True)
    decided_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    outcome = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf(OUTCOMES))
    player_id = ma.fields.UUID(required=True)
    player = ma.fields.String(required=True, metadata={"description": "their name", "example": "Ada"})
    sanction = ma.fields.Nested(SanctionSchema, required=True, allow_none=True)
    entry = ma.fields.Nested(SubmittedEntrySchema, required=True, allow_none=True)
    first = ma.fields.Nested(FirstDecisionSchema, required=True)
    past = ma.fields.List(
        ma.fields.Nested(AccusationSchema), required=True, metadata={"description": "reports that were looked at"}
    )
