"""Events: what became of what was accepted."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from events.identity import (
    answer_event_id,
    read_answer_event_id,
    read_claim_event_id,
    read_ended_event_id,
    vote_event_id,
)
from models import outcomes, votes
from models.outcomes import AnswerRow, ClaimRow, EndRow
from models.votes import VoteRow
from rules.live import Timetable
from rules.scoring import fold
from web.auth import player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint("events", __name__, url_prefix="/v1/events", description="What became of what was accepted.")


class VerdictSchema(ma.Schema):
    """What an applied answer gave."""

    correct = ma.fields.Boolean(required=True)
    points = ma.fields.Integer(required=True, metadata={"description": "of this question, streak included"})
    correct_option = ma.fields.String(metadata={"description": "of a choice that has one", "example": "k7mp2"})
    session_points = ma.fields.Integer(required=True, metadata={"example": 4312})


class EventSchema(ma.Schema):
    """An event's final outcome. A dead letter may still be applied, by an operator."""

    event_id = ma.fields.String(required=True)
    outcome = ma.fields.String(required=True, validate=ma.validate.OneOf(["applied", "refused", "dead_lettered"]))
    code = ma.fields.String(metadata={"description": "why it was not applied", "example": "superseded"})
    result = ma.fields.Nested(
        VerdictSchema, metadata={"description": "of an applied answer; of a shared question not before `reveals_at`"}
    )
    reveals_at = ma.fields.AwareDateTime(metadata={"description": "when its verdict may be told"})


@blueprint.route("/<event_id>")
@player_required
@blueprint.response(200, EventSchema)
@document_problems(404, 503, s404="`not_applied_yet`: ask again after `Retry-After`; or it is no event of yours")
def show_event(event_id: str) -> dict[str, Any]:
    """What became of an event of mine

    `applied` with its result; `refused` or `dead_lettered` with a code.
    """
    outcome = read_outcome(event_id, player_id())
    if outcome is None:
        detail = "It is not applied yet, or it is no event of yours."
        raise Problem(404, "not_applied_yet", detail, headers={"Retry-After": "1"})
    return outcome


def read_outcome(event_id: str, player: UUID) -> dict[str, Any] | None:
    """The outcome of a player's own event; None while there is none. One read, by a key."""
    if (claimant := read_claim_event_id(event_id)) is not None:
        return _read_claim(event_id, player) if claimant == player else None
    if (vote := _vote_id(event_id)) is not None:
        return _read_vote(vote, player)
    session_id = read_ended_event_id(event_id)
    if session_id is not None:
        return _read_end(event_id, session_id, player)
    answer = read_answer_event_id(event_id)
    if answer is None:
        return None
    with wires().postgres.connect() as connection:
        row = outcomes.answer(connection, event_id, answer.session_id, answer.question_no)
    if row is None or row.player_id != player:
        return None
    if row.response is not None and answer_event_id(answer.session_id, answer.question_no, row.response) == event_id:
        return {"event_id": event_id, "outcome": "applied", **_result(row, answer.question_no)}
    return _unapplied(event_id, row)


def _vote_id(event_id: str) -> UUID | None:
    """The id if it is of the form that votes' have."""
    try:
        found = UUID(event_id)
    except ValueError:
        return None
    return found if found.version == 5 and str(found) == event_id else None


def _read_vote(event_id: UUID, voter: UUID) -> dict[str, Any] | None:
    """Of a vote. Whose one is that was not applied, its id alone says: it names something that its voter was shown."""
    with wires().postgres.connect() as connection:
        row = votes.outcome(connection, event_id, voter)
        if row.applied:
            return {"event_id": str(event_id), "outcome": "applied"}
        found = _unapplied(str(event_id), row)
        shown = votes.shown(connection, voter) if found else ()
    is_own = any(vote_event_id(battle, voter, entry) == str(event_id) for battle, entry in shown)
    return found if is_own else None


def _read_claim(event_id: str, player: UUID) -> dict[str, Any] | None:
    """Of a claim of the player's own: its id holds who they are."""
    with wires().postgres.connect() as connection:
        row = outcomes.claim(connection, event_id, player)
    return {"event_id": event_id, "outcome": "applied"} if row.applied else _unapplied(event_id, row)


def _read_end(event_id: str, session_id: UUID, player: UUID) -> dict[str, Any] | None:
    """Of a session's end: applied, whichever of its causes came first."""
    with wires().postgres.connect() as connection:
        row = outcomes.end(connection, event_id, session_id)
    if row is None or row.player_id != player:
        return None
    return {"event_id": event_id, "outcome": "applied"} if row.ended_at else _unapplied(event_id, row)


def _unapplied(event_id: str, row: AnswerRow | ClaimRow | EndRow | VoteRow) -> dict[str, Any] | None:
    if row.refused or row.dead:
        outcome = "refused" if row.refused else "dead_lettered"
        return {"event_id": event_id, "outcome": outcome, "code": row.refused or row.dead}
    return None


def _result(row: AnswerRow, no: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    reveals_at = _reveals_at(row, no)
    if reveals_at and reveals_at > now:
        return {"reveals_at": reveals_at}
    points = fold(row.base_points, row.worth, row.skipped)
    verdict: dict[str, Any] = {
        "correct": bool(row.base_points[no]),
        "points": points[no],
        "session_points": row.session_points,
    }
    if row.timetable:  # later questions may be answered, and not be revealed
        verdict["session_points"] = sum(
            gained for each, gained in enumerate(points) if (_reveals_at(row, each) or now) <= now
        )
    if row.key and row.key.isalnum():  # of one option; the other kinds show theirs in the review
        verdict["correct_option"] = row.key
    return {"result": verdict}


def _reveals_at(row: AnswerRow, no: int) -> datetime | None:
    """When a question's verdict may be told: with the others of its session, or at its own reveal in a live quiz."""
    if not row.timetable:
        return row.reveals_at
    return datetime.fromtimestamp(Timetable(**row.timetable).reveals_at_ms(no) / 1000, UTC)
