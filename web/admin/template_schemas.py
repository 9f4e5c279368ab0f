"""Templates of messages as staff send and see them."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma

from bridges import markup
from rules.campaigns import CATEGORIES
from rules.templates import (
    MARKUP_MOST,
    NUMBER_MOST,
    TEXT_MOST,
    TITLE_MOST,
    TYPES,
    VARIABLE,
    VARIABLES_MOST,
    Content,
    Fault,
    Text,
    faults,
)
from rules.words import LANGUAGES
from web.admin.fields import Said
from web.admin.texts import Line
from web.errors import Problem
from web.fields import Matches, Whole

NAME_MOST = 80
VARIABLE_NAME = Matches(VARIABLE, error="1 to 30 of a-z, 0-9 and `_`, the first a letter.")
_BODY = (
    "markup: `<b>`, `<i>` and `<a href>` alone, all else is taken away; places for variables are `{name}`, and "
    "`{player_name}` is always there"
)


class ValueField(ma.fields.Field[Any]):
    """A variable's value: a text, or a whole number."""

    _text = ma.fields.String(validate=ma.validate.Length(1, TEXT_MOST))
    _number = Whole(validate=ma.validate.Range(-NUMBER_MOST, NUMBER_MOST))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        field = self._text if isinstance(value, str) else self._number
        return field.deserialize(value, attr, data, **options)


_VALUE = [
    {"type": "string", "minLength": 1, "maxLength": TEXT_MOST},
    {"type": "integer", "minimum": -NUMBER_MOST, "maximum": NUMBER_MOST},
]
"""What ValueField takes, for the document."""


class TextSchema(ma.Schema):
    """A message in one language."""

    title = Line(TITLE_MOST, required=True, metadata={"example": "Hello {player_name}"})
    body = Said(MARKUP_MOST, required=True, metadata={"description": _BODY, "example": "<b>{prize}</b> waits for you."})


def variables_field(**options: Any) -> ma.fields.Dict:
    """What may stand in the texts, by name."""
    return ma.fields.Dict(
        ma.fields.String(validate=VARIABLE_NAME),
        ma.fields.String(validate=ma.validate.OneOf(TYPES)),
        validate=ma.validate.Length(0, VARIABLES_MOST),
        metadata={"description": "types by name", "example": {"prize": "text"}, "maxProperties": VARIABLES_MOST},
        **options,
    )


def texts_field(**options: Any) -> ma.fields.Dict:
    """The message by language."""
    return ma.fields.Dict(
        ma.fields.String(validate=ma.validate.OneOf(LANGUAGES)),
        ma.fields.Nested(TextSchema),
        validate=ma.validate.Length(1, len(LANGUAGES)),
        metadata={
            "description": "by language; English is for whoever reads none of the others",
            "example": {"en": {"title": "Hello {player_name}", "body": "<b>{prize}</b> waits for you."}},
            "minProperties": 1,
            "maxProperties": len(LANGUAGES),
        },
        **options,
    )


def values_field(**options: Any) -> ma.fields.Dict:
    """Values of a template's variables."""
    return ma.fields.Dict(
        ma.fields.String(validate=VARIABLE_NAME),
        ValueField(metadata={"anyOf": _VALUE}),
        validate=ma.validate.Length(0, VARIABLES_MOST),
        metadata={"description": "by variable", "example": {"prize": "A badge"}, "maxProperties": VARIABLES_MOST},
        **options,
    )


class WrittenSchema(ma.Schema):
    """A message as a player would read it."""

    lang = ma.fields.String(required=True, validate=ma.validate.OneOf(LANGUAGES))
    wanted = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(LANGUAGES),
        metadata={"description": "what was asked for; `lang` is English where that is not there"},
    )
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))
    title = ma.fields.String(required=True)
    markup = ma.fields.String(required=True)
    body = ma.fields.String(required=True, metadata={"description": "without markup, as mails have it"})
    players = ma.fields.Boolean(required=True, metadata={"description": "whether the player would be told this one"})


def content(variables: Mapping[str, Any], texts: Mapping[Any, Mapping[str, str]]) -> Content:
    """What a template says, its markup clean. Raises Problem 422."""
    clean = {lang: Text(one["title"], markup.clean(one["body"])) for lang, one in texts.items()}
    found = Content(dict(variables), clean)
    refuse(faults(found))
    return found


def refuse(wrong: Sequence[Fault]) -> None:
    """Raises Problem 422, by the code of the first, if anything is wrong."""
    if wrong:
        errors = [{"pointer": one.pointer, "detail": one.detail} for one in wrong]
        raise Problem(422, wrong[0].code, wrong[0].detail, errors=errors)


_CATEGORY = ma.validate.OneOf(CATEGORIES)


def category_field(**options: Any) -> ma.fields.String:
    """What messages of it are."""
    told = {"description": "news: for who wants news · account: what everybody must know"}
    return ma.fields.String(validate=_CATEGORY, metadata=told, **options)
