"""Open Trivia Database JSON, as opentdb.com/api.php answers: one right answer, or true and false.

The four encodings of its API are read; which one it is follows from the file: `type` itself is encoded in base64, and
in a URL encoding no blank stands anywhere. HTML entities are written, `%` and `+` as such too, so that no file of ours
is ever taken for one in a URL encoding. Its category names are paths, as `Entertainment: Film`.
"""

import binascii
import html
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from re import compile as pattern
from typing import Annotated, BinaryIO, TypeVar
from urllib.parse import unquote_plus

import msgspec

from bridges.formats.exports import kept, note_unheld, only_wording, write_each
from bridges.formats.prose import plain, tidy
from bridges.formats.rows import FileRefused, Notes, Row, Unheld, settle
from bridges.formats.source import Source
from rules.content import DIFFICULTIES, Content, Difficulty, Draft, Wording

SOURCE = "Open Trivia Database (opentdb.com)"
LICENCE = "CC BY-SA 4.0"
_IN_BASE64 = {"bXVsdGlwbGU=", "Ym9vbGVhbg=="}
_IN_URL = pattern(r"[A-Za-z0-9_.~%+-]*")
_BOOLEAN = ("True", "False")
_NOTHING: tuple[object, ...] = (None, "", [], {})

T = TypeVar("T")
Decode = Callable[[str, Notes], str]


class _Question(msgspec.Struct):
    type: str
    question: str
    correct_answer: str
    incorrect_answers: list[str]
    category: str = ""
    difficulty: str = ""

    def texts(self) -> Iterator[str]:
        yield from (self.category, self.question, self.correct_answer, *self.incorrect_answers)


class _File(msgspec.Struct):
    results: list[msgspec.Raw]
    response_code: int = 0


_Results = Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1)]
"""Without the answer around them."""


def read(source: Source, lang: str) -> Iterator[Row]:
    """The questions in file order; a row's line is its number in `results`, which may stand there alone."""
    try:
        file = msgspec.json.decode(source.whole().removeprefix(b"\xef\xbb\xbf"), type=_File | _Results)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise FileRefused("malformed", f"Not an answer of opentdb.com: {error}") from error
    if isinstance(file, list):
        file = _File(file)
    if file.response_code:
        raise FileRefused("no_results", f"opentdb.com answered with code {file.response_code} instead of questions.")
    if len(file.results) > source.limits.rows:
        raise FileRefused("too_many_rows", f"The file has more than {source.limits.rows} questions.")
    decode = _encoding(file.results)
    for number, raw in enumerate(file.results, 1):
        yield settle(number, partial(_draft, raw, decode, lang))


def _note_lost(raw: msgspec.Raw, notes: Notes) -> None:
    said = _decoded(raw, dict[str, object])
    if lost := sorted(name for name in said.keys() - set(_Question.__struct_fields__) if said[name] not in _NOTHING):
        notes.add("member_dropped", f"No place for the members {', '.join(lost)[:200]}.")


def _question(raw: msgspec.Raw) -> _Question:
    return _decoded(raw, _Question)


def _decoded(raw: msgspec.Raw, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Unheld("malformed", str(error)) from error


def _encoding(rows: Iterable[msgspec.Raw]) -> Decode:
    """How the file's texts are encoded: a URL encoding only if all of them can be in it and one shows it."""
    shown = False
    for raw in rows:
        try:
            question = _question(raw)
        except Unheld:
            continue
        if question.type in _IN_BASE64:
            return _from_base64
        if not all(_IN_URL.fullmatch(text) for text in question.texts()):
            return plain
        shown = shown or any("%" in text or "+" in text for text in question.texts())
    return _from_url if shown else plain


def _from_base64(text: str, _: Notes) -> str:
    try:
        return tidy(b64decode(text, validate=True).decode())
    except (binascii.Error, ValueError) as error:
        raise Unheld("bad_encoding", f"{text[:40]!r} is not base64 of UTF-8.") from error


def _from_url(text: str, _: Notes) -> str:
    """Both URL encodings: where blanks are %20, a plus is %2B."""
    try:
        return tidy(unquote_plus(text, errors="strict"))
    except UnicodeError as error:
        raise Unheld("bad_encoding", f"{text[:40]!r} is not UTF-8 in a URL encoding.") from error


def _draft(raw: msgspec.Raw, decode: Decode, lang: str, notes: Notes) -> Draft:
    question = _question(raw)
    _note_lost(raw, notes)
    right = decode(question.correct_answer, notes)
    wrong = [decode(text, notes) for text in question.incorrect_answers]
    stem = decode(question.question, notes)
    match decode(question.type, notes):
        case "boolean" if sorted((right, *wrong)) == sorted(_BOOLEAN):
            content = Content("true_false", (Wording(lang, stem, _BOOLEAN),), (_BOOLEAN.index(right),))
        case "multiple":
            content = Content("single_choice", (Wording(lang, stem, (right, *wrong)),), (0,))
        case kind:
            raise Unheld("kind_unsupported", f"Neither multiple nor boolean with True and False: {kind[:40]!r}.")
    category = tuple(filter(None, map(str.strip, decode(question.category, notes).split(": "))))
    return Draft(content, category, _difficulty(decode(question.difficulty, notes), notes), (), SOURCE, LICENCE)


def _difficulty(text: str, notes: Notes) -> Difficulty:
    found = next((known for known in DIFFICULTIES if known == (text.casefold() or "medium")), None)
    if found is None:
        notes.add("difficulty_dropped", f"{text[:40]!r} is no difficulty; medium it is.")
    return found or "medium"


def write(drafts: Iterable[Draft], out: BinaryIO, lang: str) -> Iterator[Row]:
    """One answer of the API that holds all questions."""
    out.write(b'{"response_code":0,"results":[\n')
    yield from write_each(drafts, out, partial(_spell, lang), between=",\n")
    out.write(b"\n]}\n")


def _spell(lang: str, draft: Draft, notes: Notes) -> str:
    held = {"category", "difficulty"}
    held |= {name for name, value in (("source", SOURCE), ("licence", LICENCE)) if getattr(draft, name) == value}
    note_unheld(draft, held, notes)
    wording = only_wording(draft, lang, notes)
    if wording.explanation:
        notes.add("explanation_dropped", "No place for an explanation.")
    if wording.description:
        notes.add("description_dropped", "No place for a description.")
    kind, right, wrong = _answers(draft.content, wording, notes)
    question = _Question(
        kind,
        _entities(wording.stem, notes),
        _entities(right, notes),
        [_entities(text, notes) for text in wrong],
        _category(draft.category, notes),
        draft.difficulty,
    )
    return msgspec.json.encode(question).decode()


def _answers(content: Content, wording: Wording, notes: Notes) -> tuple[str, str, list[str]]:
    options = list(wording.options)
    if content.kind == "true_false":
        if tuple(options) != _BOOLEAN:
            notes.add("options_changed", "True and False are written, in English.")
        options = list(_BOOLEAN)
    elif content.kind != "single_choice":
        raise Unheld("kind_unsupported", f"No {content.kind} questions in this format.")
    right = options.pop(content.correct[0])
    return "boolean" if content.kind == "true_false" else "multiple", right, options


def _entities(text: str, notes: Notes) -> str:
    kept(text, tidy(text), notes)
    return html.escape(text).replace("%", "&#37;").replace("+", "&#43;")


def _category(names: tuple[str, ...], notes: Notes) -> str:
    path = ": ".join(names)
    if tuple(filter(None, map(str.strip, tidy(path).split(": ")))) != names:
        notes.add("category_changed", f"{path[:80]!r} is read back as another path.")
    return _entities(path, Notes())
