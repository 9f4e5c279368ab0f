"""What a question says, in one language or several, what is right, and what is wrong with one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from rules.media import DESCRIPTION_MOST, Medium
from rules.states import State

Kind = Literal["single_choice", "multiple_choice", "true_false", "short_text", "numeric", "ordering"]
Difficulty = Literal["easy", "medium", "hard"]

KINDS: tuple[Kind, ...] = get_args(Kind)
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
OPTIONS_MOST = 8
_OPTIONS = {
    "single_choice": (2, OPTIONS_MOST),
    "multiple_choice": (2, OPTIONS_MOST),
    "true_false": (2, 2),
    "ordering": (2, OPTIONS_MOST),
}
STEM_MOST = 1_000
OPTION_MOST = 300
EXPLANATION_MOST = 2_000
ACCEPTED_MOST = 30
TAGS_MOST = 20
TAG_MOST = 40
TITLE_MOST = 255
"""As Moodle's name of a question."""
SOURCE_MOST = 500
LICENCE_MOST = 80
CATEGORY_MOST = 80
TIME_LIMITS_MS = (1_000, 600_000)


class Span(NamedTuple):
    """Numbers that are right, both ends included; 3.14 with a tolerance of 0.01 is 3.13 to 3.15."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Wording:
    """A question in one language. Every language has the same options in the same order."""

    lang: str
    """BCP 47, as `en` or `pt-BR`."""
    stem: str
    options: tuple[str, ...] = ()
    """Of a choice, in any order; of true_false the word for true, then that for false; of ordering in the right one."""
    accepted: tuple[str, ...] = ()
    """Of short_text: every answer that is right, the one to show first."""
    explanation: str = ""
    description: str = ""
    """What the medium shows (an image's `alt`) or says (a transcript)."""
    state: State = "published"
    """A translation is worked on by itself: only published words are shown, and their accepted answers count."""


@dataclass(frozen=True)
class Content:
    """A question: its words, and what is right whatever the language."""

    kind: Kind
    wordings: tuple[Wording, ...]
    """The first is the original."""
    correct: tuple[int, ...] = ()
    """Of a choice or true_false: indexes of the right options, ascending."""
    spans: tuple[Span, ...] = ()
    """Of numeric: the answer is right within any of them; the first is shown, by its middle."""
    medium: Medium | None = None
    """What is shown or played with the question, the same in every language."""


@dataclass(frozen=True)
class Attachment:
    """A medium that comes with an imported question."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Draft:
    """A question on its way into the bank, or out of it."""

    content: Content
    category: tuple[str, ...] = ()
    """Names from the root of the category tree down; empty: not said."""
    difficulty: Difficulty = "medium"
    tags: tuple[str, ...] = ()
    source: str = ""
    licence: str = ""
    title: str = ""
    time_limit_ms: int | None = None
    attachment: Attachment | None = None
    """A medium on its way in; one that is in already stands in the content."""
    medium_id: UUID | None = None
    """The medium that a file names by the id it has here."""
    state: State | None = None
    """The state that a file gives it; None: whoever imports it says."""


class Fault(NamedTuple):
    """Something that must be changed, and where: a JSON pointer into the question."""

    pointer: str
    detail: str


def langs(content: Content) -> list[str]:
    """The languages that it can be asked in, the original's first."""
    return [wording.lang for wording in content.wordings if wording.state == "published"]


def origin_faults(tags: Sequence[str], source: str, licence: str) -> list[Fault]:
    """What is wrong with what the bank keeps beside the words, whatever way it comes in."""
    found = []
    if not source.strip() or len(source) > SOURCE_MOST:
        found.append(Fault("/source", f"Every question needs a source, at most {SOURCE_MOST} characters."))
    if not licence.strip() or len(licence) > LICENCE_MOST:
        found.append(Fault("/licence", f"Every question needs a licence, at most {LICENCE_MOST} characters."))
    if len(tags) > TAGS_MOST or any(not 0 < len(tag) <= TAG_MOST for tag in tags):
        found.append(Fault("/tags", f"At most {TAGS_MOST} tags of 1 to {TAG_MOST} characters each."))
    return found


def faults(content: Content) -> list[Fault]:
    """Everything that keeps a question from being asked; empty when it may be."""
    return [*_of_wordings(content), *_of_solution(content), *_of_medium(content)]


def _of_wordings(content: Content) -> Iterator[Fault]:
    if not content.wordings:
        yield Fault("/wordings", "At least one language is needed.")
        return
    langs = [wording.lang for wording in content.wordings]
    if len(set(langs)) < len(langs):
        yield Fault("/wordings", "Each language may stand there once.")
    if content.wordings[0].state != "published":
        yield Fault("/wordings/0/state", "The original's words are published: the question has a state of its own.")
    count = len(content.wordings[0].options)
    for index, wording in enumerate(content.wordings):
        for pointer, detail in _of_wording(content.kind, wording):
            yield Fault(f"/wordings/{index}{pointer}", detail)
        if len(wording.options) != count:
            yield Fault(f"/wordings/{index}/options", f"Must have {count} options, as the original has.")


def _of_wording(kind: Kind, wording: Wording) -> Iterator[Fault]:
    yield from _of_text("/stem", wording.stem, STEM_MOST)
    if len(wording.explanation) > EXPLANATION_MOST:
        yield Fault("/explanation", f"Must have at most {EXPLANATION_MOST} characters.")
    least, most = _OPTIONS.get(kind, (0, 0))
    if not least <= len(wording.options) <= most:
        wanted = f"{least} to {most}" if least < most else str(most)
        yield Fault("/options", f"A {kind} question has {wanted} options.")
    yield from _of_list("/options", wording.options)
    accepted = ACCEPTED_MOST if kind == "short_text" else 0
    if len(wording.accepted) > accepted or (accepted and not wording.accepted):
        wanted = f"1 to {ACCEPTED_MOST}" if accepted else "no"
        yield Fault("/accepted", f"A {kind} question has {wanted} accepted answers.")
    yield from _of_list("/accepted", wording.accepted)


def _of_list(pointer: str, texts: Sequence[str]) -> Iterator[Fault]:
    for index, text in enumerate(texts):
        yield from _of_text(f"{pointer}/{index}", text, OPTION_MOST)
    if len({text.strip() for text in texts}) < len(texts):
        yield Fault(pointer, "No two may be the same.")


def _of_text(pointer: str, text: str, most: int) -> Iterator[Fault]:
    if not text.strip():
        yield Fault(pointer, "Must not be empty.")
    if len(text) > most:
        yield Fault(pointer, f"Must have at most {most} characters.")
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        yield Fault(pointer, "Must be text without NUL and lone surrogates.")


def _of_solution(content: Content) -> Iterator[Fault]:
    count = len(content.wordings[0].options) if content.wordings else 0
    most = {"single_choice": 1, "true_false": 1, "multiple_choice": count}.get(content.kind, 0)
    if not min(most, 1) <= len(content.correct) <= most:
        wanted = "none" if not most else "one" if most == 1 else f"1 to {most}"
        yield Fault("/correct", f"A {content.kind} question names {wanted} as correct.")
    if any(not 0 <= index < count for index in content.correct) or list(content.correct) != sorted(
        set(content.correct)
    ):
        yield Fault("/correct", "Must be ascending indexes of options, from 0.")
    if (content.kind == "numeric") != bool(content.spans):
        yield Fault(
            "/spans",
            f"A {content.kind} question has {'at least one span' if content.kind == 'numeric' else 'no spans'}.",
        )
    if any(not (span.low.is_finite() and span.high.is_finite() and span.low <= span.high) for span in content.spans):
        yield Fault("/spans", "Each must be two finite numbers, the lower first.")


_WANTED = {
    "image": "An image needs a text for who does not see it (alt): what it shows, without giving the answer away.",
    "audio": "Audio needs a transcript for who does not hear it.",
    "video": "A video needs a transcript for who does not see or hear it.",
}


def _of_medium(content: Content) -> Iterator[Fault]:
    if content.medium is None:
        return
    most = DESCRIPTION_MOST[content.medium.kind]
    for index, wording in enumerate(content.wordings):
        pointer = f"/wordings/{index}/description"
        if not wording.description.strip():
            yield Fault(pointer, _WANTED[content.medium.kind])
        if len(wording.description) > most:
            yield Fault(pointer, f"Must have at most {most} characters.")
