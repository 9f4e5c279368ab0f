"""A session to learn from: what was right, and why."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import marshmallow as ma

from models import bank
from models.outcomes import SessionRow
from rules.content import KINDS, Content
from rules.options import option_ids
from rules.responses import solution
from web import composing
from web.auth import player_required
from web.bodies import Blueprint
from web.depicting import shown
from web.errors import document_problems
from web.media import MediaSchema
from web.sessions import OptionSchema, PlayedQuestionSchema, PlayedSchema, is_told, marks, own_session, played
from web.wires import wires

blueprint = Blueprint("reviews", __name__, url_prefix="/v1/sessions")


class ReviewedQuestionSchema(PlayedQuestionSchema):
    """One question with what was right; without it while it may still be answered."""

    id = ma.fields.UUID()
    kind = ma.fields.String(validate=ma.validate.OneOf(KINDS))
    stem = ma.fields.String(metadata={"example": "Which structure is last in, first out?"})
    options = ma.fields.List(ma.fields.Nested(OptionSchema))
    media = ma.fields.Nested(MediaSchema, allow_none=True)
    elapsed_ms = ma.fields.Integer(metadata={"example": 2310})
    solution = ma.fields.List(ma.fields.String(), metadata={"description": "option ids, or what to type"})
    explanation = ma.fields.String()


class ReviewSchema(PlayedSchema):
    """A session to learn from."""

    questions = ma.fields.List(ma.fields.Nested(ReviewedQuestionSchema), required=True)


@blueprint.route("/<uuid:session_id>/review")
@Blueprint.doc(tags=["sessions"])
@player_required
@blueprint.response(200, ReviewSchema)
@document_problems(404, 503)
def review_session(session_id: UUID) -> dict[str, Any]:
    """One of my sessions, with solutions and explanations

    Of questions that are answered and, once the session was ended, of those that were asked; of shared ones of all, but
    only after `reveals_at`.
    """
    session = own_session(session_id)
    questions = marks(session)
    if is_told(session) and session.seed is not None:
        with wires().postgres.connect() as connection:
            places = list(zip(session.question_ids, session.revisions or [], strict=True))
            contents = bank.as_asked(connection, places)
        asked = _asked(session)
        for question, place in zip(questions, places, strict=True):
            if question["answered"] or question["no"] in asked:
                question |= _solved(session, question["no"], contents[place])
    return played(session) | {"questions": questions}


def _asked(session: SessionRow) -> Collection[int]:
    """Questions that may be solved without an answer: none after some hours, when it is forgotten what was asked."""
    if session.quiz_id is not None:
        return range(len(session.question_ids))
    view = wires().play.look(session.id) if session.ended_at else None
    return [no for no, at in enumerate(view.delivered) if at is not None] if view else ()


def _solved(session: SessionRow, no: int, content: Content) -> dict[str, Any]:
    """What a review adds to a question."""
    words = composing.wording(content, session.lang)
    ids = option_ids(session.seed or b"", no, len(words.options))
    options = sorted(zip(ids, words.options, strict=True))
    given = session.given.get(str(no))
    return {
        "id": session.question_ids[no],
        "kind": content.kind,
        "stem": words.stem,
        "options": [{"id": id_, "text": text} for id_, text in options],
        "media": shown(content.medium, words.description, wires().media.url),
        "solution": solution(content, words, session.keys[no]),
        "explanation": words.explanation,
        **({"elapsed_ms": given[1]} if given else {}),
    }
