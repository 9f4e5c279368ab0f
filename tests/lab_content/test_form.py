"""What a file may say, and what comes of it."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from lab.content.form import CategoryFile
from rules.content import Draft, Span
from rules.media import sniff

ABOUT = {"stem": "Which?", "explanation": "That.", "difficulty": "easy", "source": "A book"}
SINGLE = ABOUT | {"correct": "a", "wrong": ["b", "c"]}
MULTIPLE = ABOUT | {"kind": "multiple_choice", "correct": ["a", "b"], "wrong": ["c"]}
TRUE = ABOUT | {"kind": "true_false", "answer": True}
NUMBER = ABOUT | {"kind": "numeric", "value": "3.14", "tolerance": "0.01"}
SPANISH = {"stem": "¿Cuál?", "explanation": "Ese."}


def draft(question: dict[str, Any]) -> Draft:
    file = {"slug": "sums", "name": "Sums", "licence": "CC0-1.0", "questions": [question]}
    (made,) = msgspec.json.decode(msgspec.json.encode(file), type=CategoryFile).drafts()
    return made


def test_the_short_form_is_single_choice() -> None:
    made = draft(SINGLE)
    assert (made.category, made.difficulty, made.source, made.licence) == (("Sums",), "easy", "A book", "CC0-1.0")
    assert (made.content.kind, made.content.correct) == ("single_choice", (0,))
    assert made.content.wordings[0].options == ("a", "b", "c")


def test_each_kind_says_in_its_own_way_what_is_right() -> None:
    assert draft(MULTIPLE).content.correct == (0, 1)
    assert draft(TRUE).content.correct == (0,)
    assert draft(TRUE | {"answer": False}).content.correct == (1,)
    assert draft(NUMBER).content.spans == (Span(Decimal("3.13"), Decimal("3.15")),)
    ordering = draft(ABOUT | {"kind": "ordering", "order": ["one", "two"]}).content
    assert (ordering.correct, ordering.wordings[0].options) == ((), ("one", "two"))
    assert draft(ABOUT | {"kind": "short_text", "accepted": ["a"]}).content.wordings[0].accepted == ("a",)


def test_translations_follow_the_original() -> None:
    english, spanish = draft(TRUE | {"translations": {"es": SPANISH}}).content.wordings
    assert (english.lang, english.options) == ("en", ("True", "False"))
    assert (spanish.lang, spanish.stem, spanish.options) == ("es", "¿Cuál?", ("Verdadero", "Falso"))


def test_a_drawing_comes_with_what_it_shows() -> None:
    made = draft(SINGLE | {"drawing": "octave", "description": "Two tones"})
    assert made.attachment is not None
    assert sniff(made.attachment.data) == "audio/wav"
    assert made.content.wordings[0].description == "Two tones"


@pytest.mark.parametrize(
    "question",
    [
        SINGLE | {"hint": "b"},
        SINGLE | {"drawing": "octave"},
        SINGLE | {"description": "Two tones"},
        SINGLE | {"drawing": "symphony", "description": "Many tones"},
        SINGLE | {"kind": "essay"},
        SINGLE | {"difficulty": "harder"},
        SINGLE | {"answer": True},
        SINGLE | {"correct": ["a"]},
        SINGLE | {"translations": {"es": SPANISH}},
        SINGLE | {"translations": {"es": SPANISH | {"correct": ["a"], "wrong": ["b", "c"]}}},
        MULTIPLE | {"correct": "ab"},
        TRUE | {"answer": None},
        NUMBER | {"tolerance": None},
        NUMBER | {"value": "about 3"},
    ],
)
def test_a_field_too_many_or_too_few_is_an_error(question: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        draft(question)
