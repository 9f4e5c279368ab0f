"""The form of the files: short to write by hand, the original in English, other languages below it."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from lab.content.drawings import DRAWINGS
from rules.content import Attachment, Content, Difficulty, Draft, Kind, Span, Wording

ORIGINAL = "en"
_WORDS: dict[Kind, set[str]] = {
    "single_choice": {"correct", "wrong"},
    "multiple_choice": {"correct", "wrong"},
    "true_false": set(),
    "short_text": {"accepted"},
    "numeric": set(),
    "ordering": {"order"},
}
_FACTS: dict[Kind, set[str]] = {"true_false": {"answer"}, "numeric": {"value", "tolerance"}}
_VERDICTS = {"en": ("True", "False"), "es": ("Verdadero", "Falso"), "ar": ("صحيح", "خطأ")}


class Words(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A question in one language; its kind says which of the fields with a default it has."""

    stem: str
    explanation: str
    correct: str | list[str] = []
    """Of single_choice a text, of multiple_choice a list."""
    wrong: list[str] = []
    accepted: list[str] = []
    order: list[str] = []
    """The options in their right order."""
    description: str = ""
    """What the drawing shows, or what is heard, without the answer."""


class QuestionText(Words, forbid_unknown_fields=True, kw_only=True):
    """A question as the files hold it; `source` says where its fact can be looked up."""

    kind: Kind = "single_choice"
    difficulty: Difficulty
    source: str
    tags: list[str] = []
    drawing: str = ""
    """The picture or sound that goes with it, one of lab.content.drawings."""
    answer: bool | None = None
    """Of true_false."""
    value: Decimal | None = None
    """Of numeric, and right as well are numbers that differ from it by at most `tolerance`."""
    tolerance: Decimal | None = None
    translations: dict[str, Words] = {}

    def __post_init__(self) -> None:
        """Raise ValueError when a field of another kind is there, or one of this kind is not."""
        if self.drawing and self.drawing not in DRAWINGS:
            raise ValueError(f"{self.drawing!r} is none of {', '.join(DRAWINGS)}")
        for lang, words in self.languages():
            wanted = _WORDS[self.kind] | (_FACTS.get(self.kind, set()) if words is self else set())
            if (given := _given(words)) != wanted:
                raise ValueError(f"{self.kind} in {lang} has {sorted(wanted)} of its own, not {sorted(given)}")
            if bool(words.description) != bool(self.drawing):
                raise ValueError(f"a drawing and its description go together, in {lang} too")
            if isinstance(words.correct, str) != (self.kind == "single_choice"):
                raise ValueError(f"correct is a text in single_choice and a list in multiple_choice, in {lang} too")

    def languages(self) -> Iterator[tuple[str, Words]]:
        """Its words by language, the original first."""
        yield ORIGINAL, self
        yield from self.translations.items()


class CategoryFile(msgspec.Struct, forbid_unknown_fields=True):
    """One file: a category and its questions, all under one licence (SPDX)."""

    slug: str
    name: str
    licence: str
    questions: list[QuestionText]
    names: dict[str, str] = {}
    """By language, the others than English."""

    def drafts(self) -> Iterator[Draft]:
        """Its questions as the rules know them."""
        for question in self.questions:
            yield Draft(
                content=_content(question),
                category=(self.name,),
                difficulty=question.difficulty,
                tags=tuple(question.tags),
                source=question.source,
                licence=self.licence,
                attachment=_attachment(question.drawing),
            )


def _given(words: Words) -> set[str]:
    own = set[str]().union(*_WORDS.values(), *_FACTS.values())
    return {name for name in own if getattr(words, name, None) not in (None, [])}


def _content(question: QuestionText) -> Content:
    wordings = (_wording(question.kind, lang, words) for lang, words in question.languages())
    return Content(question.kind, tuple(wordings), _correct(question), _spans(question))


def _attachment(drawing: str) -> Attachment | None:
    return Attachment(drawing, DRAWINGS[drawing]()) if drawing else None


def _wording(kind: Kind, lang: str, words: Words) -> Wording:
    options = _VERDICTS[lang] if kind == "true_false" else (*_right(words), *words.wrong, *words.order)
    return Wording(lang, words.stem, options, tuple(words.accepted), words.explanation, words.description)


def _correct(question: QuestionText) -> tuple[int, ...]:
    """The right options come first in a choice, and true comes before false."""
    if question.answer is not None:
        return (int(not question.answer),)
    return tuple(range(len(_right(question))))


def _right(words: Words) -> list[str]:
    return [words.correct] if isinstance(words.correct, str) else words.correct


def _spans(question: QuestionText) -> tuple[Span, ...]:
    if question.value is None or question.tolerance is None:
        return ()
    return (Span(question.value - question.tolerance, question.value + question.tolerance),)
