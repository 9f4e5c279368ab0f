"""The queue `questions`: what players report and what the answers say is wrong, one case a question."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models import items, reviews, revisions, schedules
from rules.states import Forbidden, State
from web.admin.acting import Act, write_down
from web.admin.casework import Decision, Effect, Queue, Stale
from web.admin.guard import staff
from web.errors import Problem

_MOST = 100
_WAY: tuple[State, ...] = ("retired", "draft", "review", "published")
"""The way back."""


def _show(connection: Connection, question: UUID) -> dict[str, Any] | None:
    found = reviews.glance(connection, question)
    if found is None:
        return None
    words = found.content.wordings[0]
    return {
        **{name: getattr(found, name) for name in ("id", "state", "revision", "category", "kind")},
        "stem": words.stem,
        "options": words.options,
        "correct": found.content.correct,
        "reports": reviews.reports(connection, question, _MOST),
        "flags": [_flag(flag) for flag in items.flagged(connection, _MOST, question)],
    }


def _flag(flag: items.Flagged) -> dict[str, Any]:
    names = ("code", "option", "value", "limit", "answers", "share_right", "flagged_at")
    return {name: getattr(flag, name) for name in names}


def _dismiss(connection: Connection, question: UUID, _given: Mapping[str, Any]) -> Effect:
    return {"reports": reviews.close(connection, question)}


def _retire(connection: Connection, question: UUID, given: Mapping[str, Any]) -> Effect:
    return _bring(connection, question, "retired", given["reason"])


def _send_back(connection: Connection, question: UUID, given: Mapping[str, Any]) -> Effect:
    return _bring(connection, question, "draft", given["reason"])


def _bring(connection: Connection, question: UUID, wanted: State, reason: str) -> Effect:
    """Bring a question into a state, over `retired` if need be, and close its reports."""
    found = reviews.glance(connection, question)
    if found is None:
        raise Problem(404, "question_unknown", "There is no such question any more.")
    if found.state == wanted:
        raise Problem(409, "state_reached", f"The question is {wanted} already: dismiss the case.")
    over: tuple[State, ...] = ("retired",) if (found.state, wanted) == ("published", "draft") else ()
    _walk(connection, question, (found.state, *over, wanted), reason)
    closed = reviews.close(connection, question)
    return {"before": found.state, "after": wanted, "revision": found.revision, "reports": closed}


def _undo(connection: Connection, question: UUID, effect: Effect) -> None:
    """Bring a question back to where it was, unless somebody has worked on it since."""
    now = reviews.glance(connection, question)
    before: State = effect["before"]
    if now is None or now.state != effect["after"] or now.revision != effect["revision"]:
        raise Stale("Somebody has worked on the question since.")
    way = _WAY[_WAY.index(now.state) + 1 : _WAY.index(before) + 1]
    _walk(connection, question, (now.state, *(("retired",) if before == "retired" else way)), "the decision was undone")
    reviews.reopen(connection, effect["reports"])


def _walk(connection: Connection, question: UUID, way: tuple[State, ...], reason: str) -> None:
    """From the first state to the last. What was scheduled is no more, and the log has a row under the question too."""
    try:
        for state in way[1:]:
            revisions.transition(connection, question, state)
    except (Forbidden, revisions.Unready) as error:
        raise Problem(409, "state_forbidden", str(error)) from None
    schedules.drop(connection, question, "")
    act = Act(connection, "questions.transition", "question", str(question), reason=reason)
    act.before, act.after = {"state": way[0]}, {"state": way[-1]}
    write_down(act, staff())


def _reopen(connection: Connection, _question: UUID, effect: Effect) -> None:
    reviews.reopen(connection, effect["reports"])


QUEUE = Queue(
    name="questions",
    permission="cases.questions",
    subject="question",
    decisions=(
        Decision("dismiss", _dismiss, _reopen),
        Decision("retire", _retire, _undo),
        Decision("draft", _send_back, _undo),
    ),
    show=_show,
)
