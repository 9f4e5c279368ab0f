"""Questions in requests and responses of the CMS."""

from typing import Any

import marshmallow as ma

from models.bank import DEFAULT_LIMIT_MS
from rules.content import (
    ACCEPTED_MOST,
    DIFFICULTIES,
    EXPLANATION_MOST,
    KINDS,
    LICENCE_MOST,
    OPTION_MOST,
    OPTIONS_MOST,
    SOURCE_MOST,
    STEM_MOST,
    TAG_MOST,
    TAGS_MOST,
    TIME_LIMITS_MS,
)
from rules.media import DESCRIPTION_MOST
from rules.states import STATES
from web.admin.texts import Line, TextNoteSchema
from web.fields import LANG_TAG, LINE, NO_NUL, Matches, Whole
from web.media import KINDS as MEDIA_KINDS
from web.pages import TimePageSchema

_TEXTS_MOST = max(DESCRIPTION_MOST.values())
_LANGS_MOST = 50
_NUMBER = Matches(r"-?[0-9]{1,100}(\.[0-9]{1,100})?", error="Must be a decimal number, like `3.14`.")
_INDEX = ma.validate.Range(0, OPTIONS_MOST - 1)


class SpanSchema(ma.Schema):
    """Numbers that are right, both ends included; as text, so that no digit is lost."""

    low = ma.fields.String(required=True, validate=_NUMBER, metadata={"example": "3.13"})
    high = ma.fields.String(required=True, validate=_NUMBER, metadata={"example": "3.15"})


class WordsSchema(ma.Schema):
    """A question in one language, as it is written. A new translation is a draft."""

    lang = ma.fields.String(required=True, validate=LANG_TAG, metadata={"example": "en"})
    stem = ma.fields.String(required=True, validate=[ma.validate.Length(1, STEM_MOST), NO_NUL])
    options = ma.fields.List(
        ma.fields.String(validate=[ma.validate.Length(1, OPTION_MOST), NO_NUL]),
        load_default=list,
        validate=ma.validate.Length(max=OPTIONS_MOST),
        metadata={"description": "of a choice; of true_false the word for true, then for false; of ordering in order"},
    )
    accepted = ma.fields.List(
        ma.fields.String(validate=[ma.validate.Length(1, OPTION_MOST), NO_NUL]),
        load_default=list,
        validate=ma.validate.Length(max=ACCEPTED_MOST),
        metadata={"description": "of short_text: every right answer, the one to show first"},
    )
    explanation = ma.fields.String(load_default="", validate=[ma.validate.Length(max=EXPLANATION_MOST), NO_NUL])
    description = ma.fields.String(
        load_default="",
        validate=[ma.validate.Length(max=_TEXTS_MOST), NO_NUL],
        metadata={"description": "alt of an image, transcript of audio and video"},
    )


def _kind(**options: Any) -> ma.fields.String:
    return ma.fields.String(validate=ma.validate.OneOf(KINDS), **options)


class QuestionChangesSchema(ma.Schema):
    """What is to be another way; what is not named stays. `wordings`, `correct` and `spans` are replaced as a whole."""

    kind = _kind()
    category_id = Whole(validate=ma.validate.Range(1, 32_767))
    difficulty = ma.fields.String(validate=ma.validate.OneOf(DIFFICULTIES))
    tags = ma.fields.List(Line(TAG_MOST), validate=ma.validate.Length(max=TAGS_MOST))
    source = Line(SOURCE_MOST)
    licence = Line(LICENCE_MOST, metadata={"example": "CC0-1.0"})
    time_limit_ms = Whole(validate=ma.validate.Range(*TIME_LIMITS_MS))
    wordings = ma.fields.List(
        ma.fields.Nested(WordsSchema),
        validate=ma.validate.Length(1, _LANGS_MOST),
        metadata={"description": "the first is the original; each keeps the state that its language has"},
    )
    correct = ma.fields.List(
        Whole(validate=_INDEX),
        validate=ma.validate.Length(max=OPTIONS_MOST),
        metadata={"description": "indexes of right options, ascending", "example": [0]},
    )
    spans = ma.fields.List(ma.fields.Nested(SpanSchema), validate=ma.validate.Length(max=20))
    media_id = ma.fields.UUID(allow_none=True)


class NewQuestionSchema(QuestionChangesSchema):
    """A question to be made."""

    kind = _kind(required=True)
    category_id = Whole(required=True, validate=ma.validate.Range(1, 32_767))
    difficulty = ma.fields.String(load_default="medium", validate=ma.validate.OneOf(DIFFICULTIES))
    tags = ma.fields.List(Line(TAG_MOST), load_default=list, validate=ma.validate.Length(max=TAGS_MOST))
    source = Line(SOURCE_MOST, required=True)
    licence = Line(LICENCE_MOST, required=True, metadata={"example": "CC0-1.0"})
    time_limit_ms = Whole(load_default=DEFAULT_LIMIT_MS, validate=ma.validate.Range(*TIME_LIMITS_MS))
    wordings = ma.fields.List(
        ma.fields.Nested(WordsSchema),
        required=True,
        validate=ma.validate.Length(1, _LANGS_MOST),
        metadata={"description": "the first is the original"},
    )
    state = ma.fields.String(load_default="draft", validate=ma.validate.OneOf(["draft", "review"]))


class QuestionFilterSchema(ma.Schema):
    """Which questions; what is not named may be anything."""

    id = ma.fields.List(ma.fields.UUID(), validate=ma.validate.Length(1, 100))
    category_id = ma.fields.Integer(
        validate=ma.validate.Range(1, 32_767), metadata={"description": "with all categories below it"}
    )
    kind = _kind()
    state = ma.fields.String(validate=ma.validate.OneOf(STATES))
    difficulty = ma.fields.String(validate=ma.validate.OneOf(DIFFICULTIES))
    lang = ma.fields.String(validate=LANG_TAG, metadata={"description": "it can be asked in"})
    missing = ma.fields.String(validate=LANG_TAG, metadata={"description": "a language it cannot be asked in"})
    tag = ma.fields.String(validate=[ma.validate.Length(1, TAG_MOST), LINE])
    source = ma.fields.String(
        validate=[ma.validate.Length(1, SOURCE_MOST), LINE], metadata={"description": "as a whole"}
    )
    q = ma.fields.String(
        validate=ma.validate.Length(1, 200),
        metadata={"description": "a piece of its stem, options or accepted answers in any language; or its id"},
    )
    flagged = ma.fields.Boolean(truthy={True, "true"}, falsy={False, "false"})
    reported = ma.fields.Boolean(
        truthy={True, "true"}, falsy={False, "false"}, metadata={"description": "by players, and not looked at yet"}
    )
    media = ma.fields.Boolean(truthy={True, "true"}, falsy={False, "false"}, metadata={"description": "has one"})
    media_id = ma.fields.UUID()
    changed_since = ma.fields.AwareDateTime()


class ListSchema(QuestionFilterSchema, TimePageSchema):
    """Which questions, and in which order."""

    sort = ma.fields.String(load_default="updated_at", validate=ma.validate.OneOf(["updated_at", "created_at"]))
    order = ma.fields.String(load_default="desc", validate=ma.validate.OneOf(["asc", "desc"]))


class CategoryNameSchema(ma.Schema):
    """A category by its names."""

    id = ma.fields.Integer(required=True)
    slug = ma.fields.String(required=True, metadata={"example": "programming"})
    name = ma.fields.String(required=True, metadata={"example": "Programming"})


class TranslationSchema(ma.Schema):
    """A language that a question has words in."""

    lang = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))


class ScheduleSchema(ma.Schema):
    """What is to become of a question, or of a translation, at a time; `refused` says why it did not."""

    lang = ma.fields.String(required=True, allow_none=True, metadata={"description": "null: the question itself"})
    to = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    at = ma.fields.AwareDateTime(required=True)
    refused = ma.fields.String(required=True, allow_none=True)


class MediumSchema(ma.Schema):
    """What is shown or played with a question."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(MEDIA_KINDS))
    url = ma.fields.String(required=True)
    width = ma.fields.Integer(required=True, allow_none=True)
    height = ma.fields.Integer(required=True, allow_none=True)


class QuestionItemSchema(ma.Schema):
    """A question in a list."""

    id = ma.fields.UUID(required=True)
    stem = ma.fields.String(required=True, metadata={"description": "the original's"})
    lang = ma.fields.String(required=True, metadata={"description": "the original's"})
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    category = ma.fields.Nested(CategoryNameSchema, required=True)
    difficulty = ma.fields.String(required=True, validate=ma.validate.OneOf(DIFFICULTIES))
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    revision = ma.fields.Integer(required=True, metadata={"description": "counts what it said"})
    edition = ma.fields.Integer(required=True, metadata={"description": "counts all changes; its ETag is `e<edition>`"})
    translations = ma.fields.List(
        ma.fields.Nested(TranslationSchema), required=True, metadata={"description": "the original first"}
    )
    tags = ma.fields.List(ma.fields.String(), required=True)
    source = ma.fields.String(required=True)
    licence = ma.fields.String(required=True)
    time_limit_ms = ma.fields.Integer(required=True)
    media = ma.fields.Nested(MediumSchema, required=True, allow_none=True)
    flags = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "codes of what looks broken"})
    reports = ma.fields.Integer(required=True, metadata={"description": "of players, that are open"})
    schedules = ma.fields.List(ma.fields.Nested(ScheduleSchema), required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class QuestionItemsSchema(ma.Schema):
    """A page of questions."""

    items = ma.fields.List(ma.fields.Nested(QuestionItemSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class WordingSchema(WordsSchema):
    """A question in one language, with the state of that translation."""

    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))


class QuestionStatisticsSchema(ma.Schema):
    """What players' first attempts say of the question as its key and options are now."""

    answers = ma.fields.Integer(required=True)
    share_right = ma.fields.Float(required=True, allow_none=True, metadata={"description": "0..1"})
    discrimination = ma.fields.Float(
        required=True, allow_none=True, metadata={"description": "-1..1: whether who is good gets it right"}
    )
    median_ms = ma.fields.Integer(required=True, allow_none=True)
    p90_ms = ma.fields.Integer(required=True, allow_none=True)
    chosen = ma.fields.List(
        ma.fields.Integer(), required=True, metadata={"description": "how often each option; none where none is chosen"}
    )
    chosen_good = ma.fields.List(ma.fields.Integer(), required=True, metadata={"description": "by good players"})


class QuestionFlagSchema(ma.Schema):
    """A reason to look at the question, and the value it was held against."""

    code = ma.fields.String(required=True, metadata={"example": "distractor_beats_key"})
    option = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "its index"})
    value = ma.fields.Float(required=True)
    limit = ma.fields.Float(required=True)


class QuestionSheetSchema(QuestionItemSchema):
    """A question as a whole."""

    flags = ma.fields.List(ma.fields.Nested(QuestionFlagSchema), required=True)
    wordings = ma.fields.List(ma.fields.Nested(WordingSchema), required=True)
    correct = ma.fields.List(ma.fields.Integer(), required=True)
    spans = ma.fields.List(ma.fields.Nested(SpanSchema), required=True)
    missing = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "languages that others have and this has not"}
    )
    statistics = ma.fields.Nested(QuestionStatisticsSchema, required=True, allow_none=True)
    published_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "first; from then on it is not deleted"}
    )


class SavedQuestionSchema(QuestionSheetSchema):
    """A question as it was saved."""

    notes = ma.fields.List(
        ma.fields.Nested(TextNoteSchema),
        required=True,
        metadata={"description": "what was written another way than sent"},
    )
