"""The question that a session asks now, with its clock, and the help that there is for it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from bridges.play import Guess, View
from models import sessions
from rules.asking import deadline, next_question, running
from rules.content import KINDS
from rules.lifelines import LIFELINES, NoLifeline, hide
from rules.options import option_ids
from web import composing
from web.auth import RANKED_BLOCKED, must_play_ranked, player_id, player_required
from web.bodies import Blueprint
from web.depicting import shown
from web.errors import Problem, document_problems
from web.fields import Whole
from web.media import MediaSchema
from web.sessions import LifelineSchema, OptionSchema, own_session, unknown_session
from web.tokens import AnswerToken
from web.wires import wires

blueprint = Blueprint("asking", __name__, url_prefix="/v1/sessions")


class NextSchema(ma.Schema):
    """Which question is wanted."""

    after = Whole(
        validate=ma.validate.Range(0, 255),
        metadata={"description": "the question I am done with: its successor is wanted", "example": 0},
    )


class QuestionSchema(ma.Schema):
    """A question, as long as its time runs: `deadline_at`, by the server's clock."""

    no = ma.fields.Integer(required=True, metadata={"description": "from 0", "example": 0})
    of = ma.fields.Integer(required=True, metadata={"example": 10})
    id = ma.fields.UUID(required=True, allow_none=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    stem = ma.fields.String(required=True, metadata={"example": "Which structure is last in, first out?"})
    options = ma.fields.List(ma.fields.Nested(OptionSchema), required=True)
    lang = ma.fields.String(required=True, metadata={"example": "en"})
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))
    media = ma.fields.Nested(MediaSchema, required=True, allow_none=True)
    time_limit_ms = ma.fields.Integer(required=True, metadata={"example": 15000})
    delivered_at = ma.fields.AwareDateTime(required=True)
    deadline_at = ma.fields.AwareDateTime(required=True)
    token = ma.fields.String(required=True, metadata={"description": "goes with the answer"})


class WantedLifelineSchema(ma.Schema):
    """Which help, for which question."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(LIFELINES), metadata={"example": "fifty_fifty"})
    no = Whole(required=True, validate=ma.validate.Range(0, 255), metadata={"example": 3})


@blueprint.route("/<uuid:session_id>/next", methods=["POST"])
@Blueprint.doc(tags=["sessions"])
@player_required
@blueprint.arguments(NextSchema, required=False)
@blueprint.response(200, QuestionSchema)
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 503),
    s403=RANKED_BLOCKED,
    s409="`session_finished`: that was the last; `session_over`: it was ended before; `session_expired`: it was too "
    "long ago; `quiz_not_open`; `live_quiz`: follow its `topic` on the socket",
)
def next_question_of(wanted: dict[str, Any], session_id: UUID) -> dict[str, Any]:
    """The question to answer now

    With `after`, its successor. Without, the one delivered last, the same with the same deadline; its successor if its
    answer is applied or its time is over. The clock of a question starts at its first delivery, and only then.
    """
    after, received_ms = wanted.get("after"), _now_ms()
    view = _view(session_id, _guess(wires().play.known(session_id), after, received_ms))
    if view.plan.mode != "practice":
        must_play_ranked(view.plan.player_id)
    _check_open(view, received_ms)
    no = next_question(view.delivered, view.answered, view.plan.time_limit_ms, after, received_ms)
    if no >= len(view.plan.questions):
        raise Problem(409, "session_finished", "That was the last question of the session.")
    _check_not_over(view)
    return _question(view, no, wires().play.deliver(view, no, received_ms))


@blueprint.route("/<uuid:session_id>/lifelines", methods=["POST"])
@Blueprint.doc(tags=["sessions"])
@player_required
@blueprint.arguments(WantedLifelineSchema)
@blueprint.response(200, LifelineSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s409="`lifeline_used`: it was used for another question; `lifeline_unfit`: the question is not asked now, or of "
    "another kind; `session_over`: it was ended; `live_quiz`: it has none",
)
def use_lifeline(wanted: dict[str, Any], session_id: UUID) -> dict[str, Any]:
    """Use a lifeline, once a session each

    `fifty_fifty` names wrong options of a single choice, all but one; quizzes that many play have none. A question
    left open ends the streak of right answers; `skip` keeps it: ask for the next one after it. Asking again for the
    same question gives the same.
    """
    kind, no = wanted["kind"], wanted["no"]
    help_ = {"no": no, "hidden": hidden(session_id, kind, no)}
    with wires().postgres.begin() as connection:
        used = use(connection, session_id, kind, help_)
    if used["no"] != no:
        raise Problem(409, "lifeline_used", f"It was used for question {used['no']}; each helps once a session.")
    return {"kind": kind, **used}


def hidden(session_id: UUID, kind: str, no: int) -> list[str]:
    """Wrong options that a lifeline takes away from the question that is asked now. Raises Problem 404, 409."""
    view = _view(session_id)
    _check_open(view, _now_ms())
    _check_not_over(view)
    try:
        return _hidden(view, kind, no)
    except NoLifeline as error:
        raise Problem(409, "lifeline_unfit", str(error)) from None


def use(connection: Connection, session_id: UUID, name: str, help_: dict[str, Any]) -> dict[str, Any]:
    """Note what a lifeline does; what it did first, if it was used before. Raises Problem 409."""
    used: dict[str, Any] | None = sessions.use_lifeline(connection, session_id, name, help_)
    if used is None:
        raise Problem(409, "lifeline_unfit", "A later question is answered; a lifeline helps with the one asked now.")
    return used


def _hidden(view: View, kind: str, no: int) -> list[str]:
    """Wrong options that a lifeline takes away. Raises NoLifeline."""
    plan = view.plan
    asked = running(view.delivered, view.answered, plan.time_limit_ms, plan.closes_ms, _now_ms())
    if asked is None or asked[0] != no:
        raise NoLifeline("The question is not the one that is being asked now.")
    if kind == "skip":
        return []
    if plan.quiz_id is not None:
        raise NoLifeline("A quiz for all has no fifty-fifty: who comes as several players would halve every question.")
    session = own_session(plan.session_id)
    question, seed = plan.questions[no], session.seed or b""
    return hide(question.kind, option_ids(seed, no, len(question.options)), session.keys[no], seed, no)


def _guess(known: View | None, after: int | None, received_ms: int) -> Guess | None:
    """What will be delivered, if what this process remembers is all that there is to know."""
    if known is None or known.over or known.plan.player_id != player_id() or _why_closed(known, received_ms):
        return None
    no = next_question(known.delivered, known.answered, known.plan.time_limit_ms, after, received_ms)
    return Guess(no, received_ms, sure=after is not None) if no < len(known.plan.questions) else None


def _view(session_id: UUID, guess: Guess | None = None) -> View:
    view = wires().play.look(session_id, guess)
    if view is None or view.plan.player_id != player_id():
        raise unknown_session()
    return view


def _check_open(view: View, at_ms: int) -> None:
    problem = _why_closed(view, at_ms)
    if problem:
        raise problem


def _why_closed(view: View, at_ms: int) -> Problem | None:
    plan = view.plan
    if plan.mode == "live":
        topic = f"quiz:{plan.quiz_id}"
        return Problem(409, "live_quiz", f"Its questions are put to all at once: subscribe to `{topic}`.", topic=topic)
    if plan.opens_at and at_ms < plan.opens_at.timestamp() * 1000:
        seconds = int(plan.opens_at.timestamp() - at_ms / 1000) + 1
        detail = f"The quiz opens at {plan.opens_at.isoformat()}."
        return Problem(409, "quiz_not_open", detail, headers={"Retry-After": str(seconds)})
    if at_ms > plan.expires_at.timestamp() * 1000:
        return Problem(409, "session_expired", f"The session was open until {plan.expires_at.isoformat()}.")
    return None


def _check_not_over(view: View) -> None:
    """No answer would count any more."""
    if view.over:
        session = f"/v1/sessions/{view.plan.session_id}"
        raise Problem(409, "session_over", f"The session was ended; GET {session} tells what it gave.")


def _question(view: View, no: int, delivered_ms: int) -> dict[str, Any]:
    plan = view.plan
    question = plan.questions[no]
    deadline_ms = deadline(delivered_ms, plan.time_limit_ms, plan.closes_ms)
    options = tuple(option.id for option in question.options)
    token = AnswerToken(
        plan.session_id.bytes, no, plan.player_id.bytes, options, delivered_ms, deadline_ms, question.kind
    )
    return {
        "no": no,
        "of": len(plan.questions),
        "id": question.id,
        "kind": question.kind,
        "stem": question.stem,
        "options": question.options,
        "lang": plan.lang,
        "dir": composing.direction(plan.lang),
        "media": shown(question.medium, question.description, wires().media.url),
        "time_limit_ms": plan.time_limit_ms,
        "delivered_at": _time(delivered_ms),
        "deadline_at": _time(deadline_ms),
        "token": wires().tokens.sign_answer(token),
    }


def _now_ms() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def _time(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
