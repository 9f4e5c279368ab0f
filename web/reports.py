"""What is wrong with a question, as its players see it."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from uuid_utils.compat import uuid7

from models import cases, players, reports, reviews
from models.reports import QuestionReport, Report
from web.auth import living, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Matches
from web.wires import wires

blueprint = Blueprint("reports", __name__, url_prefix="/v1/questions", description="Questions that need a look.")

KINDS = ("wrong", "unclear", "offensive")
TEXT_MOST = 500


class ReportSchema(ma.Schema):
    """What is wrong."""

    kind = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(KINDS),
        metadata={"description": "wrong: the answer that counts is not right · unclear · offensive"},
    )
    text = ma.fields.String(
        load_default=None,
        validate=[
            ma.validate.Length(1, TEXT_MOST),
            Matches(r"[\s\S]*[^\s\x00-\x1f][\s\S]*", error="Must not be empty."),
        ],
        metadata={"description": "in your words", "example": "Pluto is no planet since 2006."},
    )


class ReportedSchema(ma.Schema):
    """Your open report about a question."""

    id = ma.fields.UUID(required=True)
    question_id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    text = ma.fields.String(required=True, allow_none=True, metadata={"example": "Pluto is no planet since 2006."})
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


@blueprint.route("/<uuid:question_id>/reports", methods=["POST"])
@player_required
@blueprint.arguments(ReportSchema)
@blueprint.response(201, ReportedSchema, description="Reported.")
@blueprint.alt_response(200, schema=ReportedSchema, success=True, description="Your open report, changed to this.")
@document_problems(
    *(400, 404, 413, 415, 422, 429, 503),
    s404="`question_unknown`: there is no such question, or you were never asked it",
)
def report_question(given: dict[str, Any], question_id: UUID) -> tuple[QuestionReport, int]:
    """Report a question that I was asked

    A player has one open report about a question: another one takes its place.
    """
    wires().report_rates.take(player_id().bytes)
    new = Report(uuid7(), question_id, player_id(), **given)
    with wires().postgres.begin() as connection:
        living(players.hold(connection, player_id()))
        cases.lock_subjects(connection, "questions", [question_id])
        report = reports.put(connection, new)
        if report is not None and report.id == new.id:
            weights = reviews.weights(connection, [question_id])
            cases.signal(connection, "questions", "report", weights, anew=True)
    if report is None:
        raise Problem(404, "question_unknown", "You were asked no such question; `id` of a question names it.")
    return report, 201 if report.id == new.id else 200
