"""Cases as they are shown, with what a reviewer has to see of their subjects."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import cases, concerned
from models.cases import UNDO, CaseRow
from rules.content import KINDS
from rules.states import STATES
from rules.suspicion import WEIGHTS
from web.admin.casework import SUBJECTS, Queue
from web.admin.guard import staff
from web.admin.people_schemas import AccusedSchema, AppealCaseSchema, SubmittedEntrySchema
from web.admin.redemption_schemas import RedemptionDetailSchema
from web.admin.referral_schemas import AdminReferralSchema
from web.admin.registry import QUEUES
from web.reports import KINDS as REPORT_KINDS

TERMS = ("until", "ground", "message")
_HISTORY = 50


class SignalSchema(ma.Schema):
    """A sign of help, with the numbers it was found in."""

    code = ma.fields.String(required=True, validate=ma.validate.OneOf(list(WEIGHTS)))
    points = ma.fields.Integer(required=True, metadata={"description": "its share of the score", "example": 40})
    strength = ma.fields.Float(required=True, metadata={"description": "0 to 1", "example": 0.8})
    subject = ma.fields.UUID(required=True, metadata={"description": "the session, or the quiz, it was found in"})
    evidence = ma.fields.Dict(
        keys=ma.fields.String(), required=True, metadata={"example": {"answers": 10, "fast": 9, "share": 0.9}}
    )
    found_at = ma.fields.AwareDateTime(required=True)


class SuspicionSchema(ma.Schema):
    """What says that a player has help."""

    score = ma.fields.Integer(required=True, metadata={"description": "0 to 100", "example": 60})
    verdict = ma.fields.String(required=True, validate=ma.validate.OneOf(["clear", "review", "hold"]))
    signals = ma.fields.List(ma.fields.Nested(SignalSchema), required=True)


class SuspectSchema(ma.Schema):
    """The player a case is about."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Ada"})
    country = ma.fields.String(required=True, allow_none=True, metadata={"example": "de"})
    registered = ma.fields.Boolean(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    suspicion = ma.fields.Nested(SuspicionSchema, required=True)


class OpenReportSchema(ma.Schema):
    """What a player says is wrong."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(REPORT_KINDS))
    text = ma.fields.String(required=True, allow_none=True, metadata={"example": "Pluto is no planet since 2006."})
    revision = ma.fields.Integer(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class FlagSchema(ma.Schema):
    """What the answers say is wrong (docs/quiz.md): a value beyond a limit."""

    code = ma.fields.String(required=True, metadata={"example": "distractor_beats_key"})
    option = ma.fields.String(required=True, allow_none=True, metadata={"description": "the option it is about"})
    value = ma.fields.Float(required=True)
    limit = ma.fields.Float(required=True)
    answers = ma.fields.Integer(required=True, metadata={"example": 120})
    share_right = ma.fields.Float(required=True, allow_none=True, metadata={"example": 0.12})
    flagged_at = ma.fields.AwareDateTime(required=True)


class DoubtedQuestionSchema(ma.Schema):
    """The question a case is about, as it is now."""

    id = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    revision = ma.fields.Integer(required=True)
    category = ma.fields.String(required=True, metadata={"example": "science"})
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    stem = ma.fields.String(required=True, metadata={"example": "Which is the ninth planet?"})
    options = ma.fields.List(ma.fields.String(), required=True)
    correct = ma.fields.List(ma.fields.Integer(), required=True, metadata={"description": "indexes of the right ones"})
    reports = ma.fields.List(ma.fields.Nested(OpenReportSchema), required=True)
    flags = ma.fields.List(ma.fields.Nested(FlagSchema), required=True)


class MemberNameSchema(ma.Schema):
    """A member of the staff."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Ada"})


class CaseLineSchema(ma.Schema):
    """A case."""

    id = ma.fields.UUID(required=True)
    queue = ma.fields.String(required=True, metadata={"example": "integrity"})
    subject_kind = ma.fields.String(required=True, validate=ma.validate.OneOf(SUBJECTS))
    subject_id = ma.fields.UUID(required=True)
    weight = ma.fields.Integer(
        required=True,
        metadata={"description": "how much points at it: a score and more for evidence that grows, or a count"},
    )
    opened_by = ma.fields.String(
        required=True, metadata={"description": "score, report, flag or appeal", "example": "score"}
    )
    opened_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True, metadata={"description": "when the last sign joined it"})
    claimed_by = ma.fields.Nested(MemberNameSchema, required=True, allow_none=True)
    claimed_until = ma.fields.AwareDateTime(required=True, allow_none=True)
    mine = ma.fields.Boolean(required=True)
    decided_by = ma.fields.Nested(MemberNameSchema, required=True, allow_none=True)
    decided_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    decision = ma.fields.String(required=True, allow_none=True, metadata={"example": "dismiss"})
    reason = ma.fields.String(required=True, allow_none=True)
    undo_until = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "null: it cannot be undone, or nothing is decided"}
    )


class DecisionOptionSchema(ma.Schema):
    """A way to decide."""

    name = ma.fields.String(required=True, metadata={"example": "ban"})
    takes = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(TERMS)), required=True, metadata={"description": "beside `reason`"}
    )
    reversible = ma.fields.Boolean(required=True)


class HistorySchema(ma.Schema):
    """What somebody did with a case."""

    at = ma.fields.AwareDateTime(required=True)
    actor = ma.fields.String(required=True, metadata={"example": "ada@buzzline.test"})
    action = ma.fields.String(required=True, metadata={"example": "cases.decide"})
    decision = ma.fields.String(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)


class CaseSchema(CaseLineSchema):
    """A case with its subject, by its kind; all others are null, and so is one that is no more."""

    player = ma.fields.Nested(SuspectSchema, required=True, allow_none=True)
    question = ma.fields.Nested(DoubtedQuestionSchema, required=True, allow_none=True)
    entry = ma.fields.Nested(SubmittedEntrySchema, required=True, allow_none=True)
    redemption = ma.fields.Nested(RedemptionDetailSchema, required=True, allow_none=True)
    referral = ma.fields.Nested(AdminReferralSchema, required=True, allow_none=True)
    accused = ma.fields.Nested(AccusedSchema, required=True, allow_none=True)
    appeal = ma.fields.Nested(AppealCaseSchema, required=True, allow_none=True)
    decisions = ma.fields.List(ma.fields.Nested(DecisionOptionSchema), required=True)
    history = ma.fields.List(ma.fields.Nested(HistorySchema), required=True, metadata={"description": "latest first"})


def line(case: CaseRow) -> dict[str, Any]:
    """A case as CaseLineSchema has it."""
    held = case.holder is not None
    undo_until = case.decided_at + UNDO if case.decided_at and case.effect is not None else None
    return {
        **vars(case),
        "subject_kind": QUEUES[case.queue].subject,
        "subject_id": case.subject,
        "claimed_by": {"id": case.claimed_by, "name": case.claimed_name} if held else None,
        "claimed_until": case.claimed_until if held else None,
        "mine": case.holder == staff().id,
        "decided_by": {"id": case.decided_by, "name": case.decided_name} if case.decided_at else None,
        "undo_until": undo_until if undo_until and undo_until > case.now else None,
    }


def whole(connection: Connection, id_: UUID) -> dict[str, Any]:
    """A case that is there, as CaseSchema has it."""
    case = cases.by_id(connection, id_)
    assert case is not None
    queue = QUEUES[case.queue]
    subject = queue.show(connection, case.subject)
    return {
        **line(case),
        **{kind: subject if queue.subject == kind else None for kind in SUBJECTS},
        "decisions": ways(queue),
        "history": _history(connection, case),
    }


def _history(connection: Connection, case: CaseRow) -> list[dict[str, Any]]:
    """What was done with it; of who was erased no word, though the log keeps it for owners."""
    found = cases.history(connection, case.id, _HISTORY)
    if concerned.is_forgotten(connection, case.subject):
        return [{**one, "reason": None} for one in found]
    return found


def ways(queue: Queue) -> list[dict[str, Any]]:
    """A queue's decisions."""
    return [
        {"name": one.name, "takes": sorted(one.takes), "reversible": one.undo is not None} for one in queue.decisions
    ]
