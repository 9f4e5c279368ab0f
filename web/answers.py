"""Answers: accepted without asking a store, one or many at a time; applied by the tasks a moment later."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import marshmallow as ma
import msgspec
from flask import Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import Headers

from bridges.breaker import Away
from bridges.producer import Place
from rules.content import OPTIONS_MOST
from rules.responses import RESPONSE_MOST
from web import accepting, metrics
from web.accepting import BATCH_MOST, QUEUED_MOST, Admitted
from web.auth import app_of_request, bearer
from web.bodies import BATCH_BODY_MOST, Blueprint, read
from web.contract import documented
from web.errors import Problem, document_problems, unavailable
from web.events import EventSchema, read_outcome
from web.limits import Buckets
from web.preferences import PARAMETER, preferred_wait
from web.wires import Wires, wires

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

blueprint = Blueprint("answers", __name__, url_prefix="/v1/answers", description="Answers, by way of Kafka.")


class ResponseField(ma.fields.Field[str | list[str]]):
    """A text, or a list of texts; documented by its metadata."""


class AnswerSchema(ma.Schema):
    """An answer to the question that its token names."""

    token = ma.fields.String(required=True, metadata={"description": "`token` of the question"})
    response = ResponseField(
        required=True,
        metadata={
            "description": (
                "`id` of an option; of multiple_choice a list of ids, of ordering all ids in your order; of short_text "
                "and numeric what was typed"
            ),
            "oneOf": [
                {"type": "string", "maxLength": RESPONSE_MOST},
                {"type": "array", "items": {"type": "string"}, "maxItems": OPTIONS_MOST},
            ],
            "example": "k7mp2",
        },
    )


class AcceptedSchema(ma.Schema):
    """The answer will have an outcome, exactly one, whatever dies."""

    event_id = ma.fields.String(required=True, metadata={"example": "AZrDn2Fvc3mMTJRZxk0Q_wM2k0PqjL3n"})


class BatchSchema(ma.Schema):
    """Many answers."""

    answers = ma.fields.List(ma.fields.Nested(AnswerSchema), required=True, validate=ma.validate.Length(1, BATCH_MOST))


class ReceiptSchema(ma.Schema):
    """What became of one answer of a batch."""

    status = ma.fields.String(required=True, validate=ma.validate.OneOf(["accepted", "rejected"]))
    event_id = ma.fields.String()
    code = ma.fields.String(metadata={"description": "of a rejected one", "example": "answer_late"})
    detail = ma.fields.String()


class ReceiptsSchema(ma.Schema):
    """An outcome for each answer, in the batch's order."""

    items = ma.fields.List(ma.fields.Nested(ReceiptSchema), required=True)


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """AnswerSchema, as it is read: msgspec takes a tenth of marshmallow's time."""

    token: str
    response: (
        Annotated[str, msgspec.Meta(max_length=RESPONSE_MOST)]
        | Annotated[list[str], msgspec.Meta(max_length=OPTIONS_MOST)]
    )


class Batch(msgspec.Struct, forbid_unknown_fields=True):
    """BatchSchema, as it is read."""

    answers: Annotated[list[Answer], msgspec.Meta(min_length=1, max_length=BATCH_MOST)]


_read_answer = msgspec.json.Decoder(Answer).decode
_read_batch = msgspec.json.Decoder(Batch).decode
_JSON = "application/json"
_encode = msgspec.json.Encoder().encode
LOCATION = {"Location": {"description": "where its outcome will be", "schema": {"type": "string"}}}


@blueprint.route("", methods=["POST"])
@documented(
    Blueprint.doc(security=[{"player": []}], parameters=[PARAMETER]),
    blueprint.arguments(AnswerSchema),
    blueprint.response(202, AcceptedSchema, description="Accepted.", headers=LOCATION),
    blueprint.alt_response(200, schema=EventSchema, success=True, description="With `Prefer: wait`: its outcome."),
    document_problems(
        *(400, 401, 403, 409, 413, 415, 422, 429, 503),
        s401="`unauthenticated`, or `answer_token_invalid`: the answer token was not signed by us",
        s403="`answer_token_foreign`: the question was put to another player; `blocked`: you may not play any more",
        s409="`answer_late`: received after the deadline; an earlier copy, `event_id`, may count",
        s422="`invalid`: `errors` name the fields; `response_unknown`: not an option of the question",
    ),
)
def submit_answer() -> Response:
    """Answer a question

    Accepted answers are applied exactly once. The id comes from what was said: the same answer sent again is the same
    event, so send it again whenever you are not sure. Of two different answers to a question the first applied wins.
    """
    received_at = accepting.now()

    def admit(player: UUID) -> Admitted:
        body = read(_read_answer)
        return accepting.admit(wires(), body.token, body.response, player, received_at)

    return accept(admit)


def accept(admit: Callable[[UUID], Admitted]) -> Response:
    """Accept what the request's player says: 202, or its outcome with `Prefer: wait`."""
    seconds = preferred_wait()
    return _accept_and_wait(admit, seconds) if seconds else _accepted(_accept(admit)[1].event_id)


def _accept(admit: Callable[[UUID], Admitted]) -> tuple[UUID, Admitted, Place | None]:
    """Accept an event: its player, what it is and, if it went there, its place in Kafka."""
    process = wires()
    with process.gate:
        player = bearer()
        process.player_rates.take(player.bytes)
        admitted = admit(player)
        return player, admitted, accepting.send(process, admitted)


def _accept_and_wait(admit: Callable[[UUID], Admitted], seconds: int) -> Response:
    """Accept, and look for the outcome once, when it should be there or the time is over; 202 if it is not."""
    ends_at = monotonic() + seconds
    with wires().applied.place() as placed:
        player, given, place = _accept(admit)
        if not placed or place is None:
            return _accepted(given.event_id)
        wires().applied.wait(given.topic, *place, ends_at - monotonic())
    try:
        outcome = read_outcome(given.event_id, player)
    except (Away, SQLAlchemyError):
        outcome = None
    response = _accepted(given.event_id) if outcome is None else jsonify(EventSchema().dump(outcome))
    response.headers["Preference-Applied"] = f"wait={seconds}"
    return response


class _Accepted(Response):
    """Its headers are as they will be sent; nothing is left for werkzeug to put right at each request."""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:  # noqa: ARG002 - werkzeug's signature
        """The headers."""
        return self.headers


def _accepted(event_id: str) -> Response:
    body = b'{"event_id":"%s"}\n' % event_id.encode()
    headers = [
        ("Content-Type", _JSON),
        ("Content-Length", str(len(body))),
        ("Location", f"/v1/events/{event_id}"),
    ]
    return _Accepted(body, 202, headers)


@blueprint.route("/batch", methods=["POST"])
@documented(
    Blueprint.doc(security=[{"player": []}, {"app": []}]),
    blueprint.arguments(BatchSchema),
    blueprint.response(202, ReceiptsSchema, description="An outcome for each."),
    document_problems(
        *(400, 401, 403, 413, 415, 422, 429, 503),
        s413="`body_too_large`: over 1 MB",
        s422="`invalid`: not 1 to 500 answers, or one without its two strings; nothing was accepted",
    ),
)
def submit_answers() -> Response:
    """Answer many questions at once

    For a player who was offline, or an app that hands in many players' answers: then each token says whose it is. Each
    answer has its own outcome; send again those that were rejected with `unavailable`.
    """
    received_at = accepting.now()
    request.max_content_length = BATCH_BODY_MOST
    with wires().gate:
        player, sender, rates = _sender()
        answers = read(_read_batch).answers
        rates.take(sender.bytes, len(answers))
        if wires().producer.in_flight + len(answers) > QUEUED_MOST:
            metrics.SHED.inc(len(answers))
            raise unavailable("Too much is on its way; nothing was accepted.", code="overloaded")
        receipts = _accept_all(wires(), answers, player, received_at)
    return Response(_encode({"items": receipts}), 202, content_type=_JSON)


def _sender() -> tuple[UUID | None, UUID, Buckets]:
    """Whose answers may come (None: anyone's), who sends them, and the rates that hold for them."""
    app = app_of_request()
    if app is not None:
        return None, app, wires().app_rates
    player = bearer()
    return player, player, wires().player_rates


def _accept_all(
    process: Wires, answers: list[Answer], player: UUID | None, received_at: datetime
) -> list[dict[str, str]]:
    """Accept those that may be; a receipt for each."""
    judged = [_judge(process, answer, player, received_at) for answer in answers]
    admitted = [answer for answer in judged if isinstance(answer, Admitted)]
    accepted = iter(accepting.send_all(process, admitted))
    return [_receipt(answer, isinstance(answer, Admitted) and next(accepted)) for answer in judged]


def _judge(process: Wires, answer: Answer, player: UUID | None, received_at: datetime) -> Admitted | Problem:
    try:
        return accepting.admit(process, answer.token, answer.response, player, received_at)
    except Problem as problem:
        return problem


def _receipt(answer: Admitted | Problem, accepted: bool) -> dict[str, str]:
    if isinstance(answer, Problem):
        return {"status": "rejected", "code": answer.code, "detail": answer.detail, **answer.members}
    if accepted:
        return {"status": "accepted", "event_id": answer.event_id}
    detail = "It could not be taken just now; send it again."
    return {"status": "rejected", "code": "unavailable", "detail": detail, "event_id": answer.event_id}
