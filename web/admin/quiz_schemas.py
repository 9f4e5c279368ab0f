"""Scheduled and live quizzes, and the days' challenges, in requests and responses of the CMS."""

from datetime import timedelta
from typing import Any

import marshmallow as ma

from models.programme import TITLE_MOST, Pace
from rules.content import DIFFICULTIES, KINDS
from web.admin.question_schemas import SpanSchema
from web.admin.texts import Line
from web.fields import LANG_TAG, Matches, Whole
from web.media import MediaSchema
from web.pages import TimePageSchema
from web.quizzes import MODES, STATES
from web.starting import LOBBY

QUESTIONS_MOST = 50
_LOBBY_MOST_MS = LOBBY // timedelta(milliseconds=1)
SLUG = Matches(r"[a-z0-9]+(-[a-z0-9]+)*", error="A slug of /v1/admin/categories.")


def _picked(**options: Any) -> Any:
    return ma.fields.List(
        ma.fields.UUID(),
        validate=ma.validate.Length(1, QUESTIONS_MOST),
        metadata={"description": "picked by hand, in their order: published ones in `lang`"},
        **options,
    )


class PaceSchema(ma.Schema):
    """How a live quiz goes; milliseconds."""

    question_ms = Whole(load_default=Pace.question_ms, validate=ma.validate.Range(1_000, 240_000))
    reveal_ms = Whole(load_default=Pace.reveal_ms, validate=ma.validate.Range(500, 60_000))
    lobby_ms = Whole(load_default=Pace.lobby_ms, validate=ma.validate.Range(0, _LOBBY_MOST_MS))
    elimination = ma.fields.Boolean(
        load_default=Pace.elimination,
        truthy={True},
        falsy={False},
        metadata={"description": "a wrong or missing answer ends it for a player"},
    )


class NewQuizSchema(ma.Schema):
    """A quiz to be made: its questions by a rule (`count` are drawn from the category), or picked by hand."""

    mode = ma.fields.String(required=True, validate=ma.validate.OneOf(["scheduled", "live"]))
    title = Line(TITLE_MOST, metadata={"description": "category and time without it"})
    category = ma.fields.String(required=True, validate=[ma.validate.Length(1, 40), SLUG])
    lang = ma.fields.String(load_default="en", validate=LANG_TAG)
    opens_at = ma.fields.AwareDateTime(
        required=True, metadata={"description": "of a live one, when its first question opens"}
    )
    closes_at = ma.fields.AwareDateTime(metadata={"description": "of a scheduled one; a day later without it"})
    count = Whole(load_default=10, validate=ma.validate.Range(1, QUESTIONS_MOST))
    question_ids = _picked()
    pace = ma.fields.Nested(PaceSchema, metadata={"description": "of a live one"})


class QuizChangesSchema(ma.Schema):
    """What is to be another way. Its questions stay, unless `question_ids` picks others or `count` draws anew."""

    title = Line(TITLE_MOST)
    category = ma.fields.String(validate=[ma.validate.Length(1, 40), SLUG])
    lang = ma.fields.String(validate=LANG_TAG)
    opens_at = ma.fields.AwareDateTime()
    closes_at = ma.fields.AwareDateTime(metadata={"description": "of a scheduled one"})
    count = Whole(validate=ma.validate.Range(1, QUESTIONS_MOST))
    question_ids = _picked()
    pace = ma.fields.Nested(PaceSchema, metadata={"description": "of a live one"})


class QuizListSchema(TimePageSchema):
    """Which quizzes."""

    mode = ma.fields.String(load_default=None, validate=ma.validate.OneOf(MODES))
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(STATES))


class QuizItemSchema(ma.Schema):
    """A quiz in a list."""

    id = ma.fields.UUID(required=True)
    mode = ma.fields.String(required=True, validate=ma.validate.OneOf(MODES))
    title = ma.fields.String(required=True)
    category = ma.fields.String(required=True, metadata={"example": "music"})
    langs = ma.fields.List(ma.fields.String(), required=True)
    count = ma.fields.Integer(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    opens_at = ma.fields.AwareDateTime(required=True)
    closes_at = ma.fields.AwareDateTime(required=True)
    edition = ma.fields.Integer(required=True, metadata={"description": "its ETag is `e<edition>`"})
    changeable = ma.fields.Boolean(required=True, metadata={"description": "nobody may enter it yet, or has"})


class QuizItemsSchema(ma.Schema):
    """A page of quizzes, those that open last first."""

    items = ma.fields.List(ma.fields.Nested(QuizItemSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class PickedSchema(ma.Schema):
    """A question of a quiz, in the revision that it asks."""

    id = ma.fields.UUID(required=True)
    revision = ma.fields.Integer(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    stem = ma.fields.String(required=True)
    difficulty = ma.fields.String(validate=ma.validate.OneOf(DIFFICULTIES))


class QuizSheetSchema(QuizItemSchema):
    """A quiz as a whole."""

    questions = ma.fields.List(ma.fields.Nested(PickedSchema), required=True)
    time_limit_ms = ma.fields.Integer(required=True)
    pace = ma.fields.Nested(PaceSchema, required=True, allow_none=True)
    players = ma.fields.Integer(required=True, metadata={"description": "who has begun it"})


class PlayedOptionSchema(ma.Schema):
    """An option as a player sees it."""

    id = ma.fields.String(required=True)
    text = ma.fields.String(required=True)


class TriedQuestionSchema(ma.Schema):
    """A question as a player sees it, and what is right."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    lang = ma.fields.String(required=True)
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))
    stem = ma.fields.String(required=True)
    options = ma.fields.List(ma.fields.Nested(PlayedOptionSchema), required=True)
    media = ma.fields.Nested(MediaSchema, required=True, allow_none=True)
    time_limit_ms = ma.fields.Integer(required=True)
    right = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "ids of the right options, of ordering in order; of short_text what is accepted"},
    )
    spans = ma.fields.List(ma.fields.Nested(SpanSchema), required=True, metadata={"description": "of numeric"})
    explanation = ma.fields.String(required=True)


class TrySchema(ma.Schema):
    """A quiz, or a choice of questions, as a player would meet it."""

    items = ma.fields.List(ma.fields.Nested(TriedQuestionSchema), required=True)
    langs = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "that every question has"})


class TryQuerySchema(ma.Schema):
    """In which language."""

    lang = ma.fields.String(load_default=None, validate=LANG_TAG)
