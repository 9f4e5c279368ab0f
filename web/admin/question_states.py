"""The states of questions and translations: brought about now, or at a time."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from models import editing, revisions, schedules
from models.editing import Sheet
from models.revisions import Unready
from models.schedules import Schedule
from rules import states
from rules.content import faults
from rules.states import STATES, Forbidden, State
from web.admin import question_shown
from web.admin.acting import Act, acting
from web.admin.editions import ETAG, Answer, etag, guarded
from web.admin.guard import staff, staff_required
from web.admin.question_schemas import QuestionSheetSchema
from web.admin.questions import locked
from web.admin.times import moment
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import LANG_TAG

blueprint = Blueprint(
    "admin_question_states", __name__, url_prefix="/v1/admin/questions", description="Staff: questions' states."
)

_REASON_MOST = 500


class TransitionSchema(ma.Schema):
    """The state to come into: draft, review, published, retired, in that order; retired ones become drafts again."""

    to = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    lang = ma.fields.String(
        validate=LANG_TAG, metadata={"description": "of the translation into it, not of the question"}
    )
    at = ma.fields.AwareDateTime(metadata={"description": "when; now without it"})
    reason = ma.fields.String(validate=ma.validate.Length(1, _REASON_MOST))


class ScheduledSchema(ma.Schema):
    """Whose schedule."""

    lang = ma.fields.String(
        validate=LANG_TAG, metadata={"description": "of the translation into it, not of the question"}
    )


@blueprint.route("/<uuid:question_id>/transitions", methods=["POST"])
@staff_required("content.write")
@guarded(QuestionSheetSchema, required=False)
@blueprint.arguments(TransitionSchema)
@blueprint.response(200, QuestionSheetSchema, headers=ETAG)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s404="`question_unknown`; `translation_unknown`",
    s409="`state_forbidden`: that state does not follow on the one it has",
    s422="`question_faulty`: it cannot be asked as it is, `errors` say why; `time_past`, `time_unfit`; `invalid`",
)
def transit(body: dict[str, Any], question_id: UUID) -> Answer:
    """Bring a question, or a translation, into another state, now or `at` a time

    At its time it is done within some seconds, unless it may not be any more: then `schedules` says why.
    """
    with acting("questions.transition", "question", question_id, body.get("reason")) as act:
        sheet = locked(act.connection, question_id, required=False)
        lang: str | None = body.get("lang")
        act.before = {"state": _state(sheet, lang), "lang": lang}
        act.after = {"state": body["to"], "lang": lang}
        if "at" in body:
            _schedule(act, sheet, body)
        else:
            _bring(act, sheet, lang, body["to"])
        return _shown(act, question_id)


@blueprint.route("/<uuid:question_id>/schedule", methods=["DELETE"])
@staff_required("content.write")
@blueprint.arguments(ScheduledSchema, location="query")
@blueprint.response(200, QuestionSheetSchema, headers=ETAG)
@document_problems(404, 422, 503, s404="`question_unknown`; `schedule_unknown`: nothing is scheduled")
def drop_schedule(query: dict[str, Any], question_id: UUID) -> Answer:
    """Have a scheduled state not come about"""
    with acting("questions.unschedule", "question", question_id) as act:
        locked(act.connection, question_id, required=False)
        if not schedules.drop(act.connection, question_id, query.get("lang", "")):
            raise Problem(404, "schedule_unknown", "Nothing is scheduled for that.")
        act.before = {"lang": query.get("lang")}
        return _shown(act, question_id)


def _state(sheet: Sheet, lang: str | None) -> State:
    """The state it has. Raises Problem 404."""
    found = next((words.state for words in sheet.content.wordings if words.lang == lang), None)
    if lang is not None and found is None:
        raise Problem(404, "translation_unknown", f"The question has no words in {lang}.")
    return sheet.state if found is None else found


def _bring(act: Act, sheet: Sheet, lang: str | None, to: State) -> None:
    """Raises Problem 409, 422."""
    try:
        if lang is None:
            revisions.transition(act.connection, sheet.id, to)
        else:
            revisions.transition_wording(act.connection, sheet.id, lang, to, staff().id)
    except Forbidden as error:
        raise Problem(409, "state_forbidden", str(error)) from None
    except Unready as error:
        raise _unready(error) from None
    schedules.drop(act.connection, sheet.id, lang or "")


def _schedule(act: Act, sheet: Sheet, body: dict[str, Any]) -> None:
    """Raises Problem 409, 422 for what could not be done now either, and for a time that is over."""
    lang, at = body.get("lang"), moment(body["at"], "/at")
    if at <= datetime.now(UTC):
        fault = {"pointer": "/at", "detail": "Is over; leave it away to do it now."}
        raise Problem(422, "time_past", fault["detail"], errors=[fault])
    try:
        states.check(_state(sheet, lang), body["to"])
        if body["to"] in ("review", "published") and (wrong := faults(sheet.content)):
            raise Unready(wrong)
    except Forbidden as error:
        raise Problem(409, "state_forbidden", str(error)) from None
    except Unready as error:
        raise _unready(error) from None
    schedules.put(act.connection, Schedule(sheet.id, lang or "", body["to"], at, staff().id))
    act.action, act.after = "questions.schedule", {**act.after, "at": at.isoformat()}


def _unready(error: Unready) -> Problem:
    faulty = [fault._asdict() for fault in error.faults]
    return Problem(422, "question_faulty", "The question cannot be asked as it is.", errors=faulty)


def _shown(act: Act, question_id: UUID) -> Answer:
    sheet = editing.one(act.connection, question_id)
    assert sheet is not None
    return question_shown.whole(act.connection, sheet), 200, etag(sheet.edition)
