"""Moodle XML (docs.moodle.org, "Moodle XML format"): read only.

A `category` sets where the questions after it belong. Kinds of ours: multichoice, truefalse, shortanswer, numerical,
and ordering, whose items stand in the right order (or in that of their fractions). The first file of the question text
becomes its medium; the `alt` of the image that shows it, or the `aria-label` of an audio or video element, describes
it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from xml.etree.ElementTree import Element

from bridges.formats import moodle_paths, quantities
from bridges.formats.elements import Found, children
from bridges.formats.marks import Weighted, alternatives, choice
from bridges.formats.moodle_texts import attachment, description, inner, prose
from bridges.formats.prose import plain
from bridges.formats.rows import Notes, Row, Unheld, settle
from bridges.formats.short_texts import literal
from bridges.formats.source import Source
from rules.content import Content, Draft, Wording

Answers = Callable[[Element, Wording, Notes], Content]
_TRUTH = ("true", "false")
_EVERY_ITEM = {"", "0", "ALL"}
_OPENED = {"name", "questiontext", "generalfeedback", "answer", "tags", "category"}
_READ = {
    *("name/text", "questiontext/text", "generalfeedback/text", "answer/text", "answer/tolerance", "tags/tag"),
    *("questiontext/file", "generalfeedback/file", "answer/file", "category/text"),
    *("single", "hidden", "selecttype", "selectcount"),
}
"""Or told of elsewhere."""
_FEEDBACK = ("feedback_dropped", "Feedback on an answer has no place here.")
_LOST = {
    "correctfeedback": _FEEDBACK,
    "partiallycorrectfeedback": _FEEDBACK,
    "incorrectfeedback": _FEEDBACK,
    "answer/feedback": _FEEDBACK,
    "hint": ("hints_dropped", "Hints have no place here."),
    "idnumber": ("id_dropped", "Moodle's id number has no place here."),
    "units": ("units_dropped", "Units of a number have no place here; the number alone is asked."),
    "defaultgrade": ("grade_dropped", "Every question is worth the same here."),
    "penalty": ("penalty_dropped", "There is no second try here, and no penalty for one."),
    "shuffleanswers": ("order_dropped", "Options are always shuffled here."),
    "usecase": ("case_dropped", "Upper and lower case are the same here."),
}
_USUAL = {
    "defaultgrade": {"1"},
    "penalty": {"0", "0.1", "0.3333333"},
    "truefalse penalty": {"0", "0.1", "0.3333333", "1"},
    "shuffleanswers": {"1", "true"},
    "usecase": {"0", "false"},
    "answernumbering": {"abc"},
    "showstandardinstruction": {"0"},
    "unitgradingtype": {"0"},
    "unitpenalty": {"0.1"},
    "showunits": {"3"},
    "unitsleft": {"0"},
    "layouttype": {"0", "vertical"},
    "gradingtype": {"-1", "all_or_nothing"},
    "showgrading": {"1", "show"},
    "numberingstyle": {"none"},
}
"""What Moodle writes of itself where nobody chose anything, or what is so here as well; no need to tell."""


def read(source: Source, lang: str) -> Iterator[Row]:
    """The questions in file order; a row's line is that of its `<question>`.

    What a category says of itself and we do not hold is noted with its first question.
    """
    category: tuple[str, ...] = ()
    of_category = Notes()
    for found in children(source, "quiz"):
        if found.element.tag == "question" and found.element.get("type") == "category":
            category = moodle_paths.split(inner(found.element, "category/text"))
            _note_lost(found.element, of_category)
        else:
            yield settle(found.line, partial(_draft, found, category, lang), of_category)
            of_category.clear()


def _draft(found: Found, category: tuple[str, ...], lang: str, notes: Notes) -> Draft:
    question = found.element
    kind = question.get("type", "")
    if question.tag != "question" or kind not in _KINDS:
        raise Unheld("kind_unsupported", f"{kind[:40] or question.tag[:40]} is no kind of question here.")
    _note_lost(question, notes)
    wording = Wording(
        lang,
        prose(question.find("questiontext"), notes),
        explanation=prose(question.find("generalfeedback"), notes),
        description=description(question.find("questiontext")),
    )
    return Draft(
        _KINDS[kind](question, wording, notes),
        category,
        tags=tuple(
            dict.fromkeys(filter(None, (plain(inner(tag, "text"), notes) for tag in question.iterfind("tags/tag"))))
        ),
        title=plain(inner(question, "name/text"), notes),
        attachment=attachment(question, notes),
        state="draft" if _is_hidden(question, notes) else None,
    )


def _note_lost(question: Element, notes: Notes) -> None:
    """What Moodle says about a question and nothing of ours holds."""
    for path, part in _parts(question):
        said = "" if path in _READ else "".join(part.itertext()).strip()
        if said and _unpadded(said.lower()) not in _USUAL.get(f"{question.get('type')} {path}", _USUAL.get(path, ())):
            notes.add(*_LOST.get(path, ("element_dropped", f"No place for <{path[:80]}>: {said[:40]!r}")))


def _parts(question: Element) -> Iterator[tuple[str, Element]]:
    """The smallest parts that are read or told of by themselves, with their paths."""
    for part in question:
        if part.tag in _OPENED:
            yield from ((f"{part.tag}/{inside.tag}", inside) for inside in part)
        else:
            yield part.tag, part


def _unpadded(said: str) -> str:
    """Without the zeros that Moodle writes behind a point."""
    return said.rstrip("0").rstrip(".") if "." in said else said


def _is_hidden(question: Element, notes: Notes) -> bool:
    if inner(question, "hidden").lower() not in {"1", "true"}:
        return False
    notes.add("hidden_as_draft", "Moodle hides this question; it comes in as a draft.")
    return True


def _weighted(question: Element, notes: Notes) -> list[Weighted]:
    return [
        Weighted(prose(answer, notes), quantities.number(answer.get("fraction", "0")))
        for answer in question.iterfind("answer")
    ]


def _multichoice(question: Element, wording: Wording, notes: Notes) -> Content:
    answers = _weighted(question, notes)
    one = inner(question, "single").lower() not in {"false", "0"}
    kind, right = choice(answers, one, notes)
    return Content(kind, (_with(wording, options=tuple(answer.text for answer in answers)),), right)


def _truefalse(question: Element, wording: Wording, notes: Notes) -> Content:
    right = [answer.text.lower() for answer in _weighted(question, notes) if answer.percent > 0]
    if len(right) != 1 or right[0] not in _TRUTH:
        raise Unheld("no_right_answer", "Neither true nor false alone earns the mark.")
    return Content("true_false", (_with(wording, options=("True", "False")),), (_TRUTH.index(right[0]),))


def _shortanswer(question: Element, wording: Wording, notes: Notes) -> Content:
    accepted = literal(alternatives(_weighted(question, notes), notes), notes)
    return Content("short_text", (_with(wording, accepted=tuple(dict.fromkeys(accepted))),))


def _numerical(question: Element, wording: Wording, notes: Notes) -> Content:
    """A tolerance belongs to its answer: they are joined as GIFT writes them."""
    answers = [
        Weighted(f"{answer.text}:{inner(element, 'tolerance') or '0'}", answer.percent)
        for answer, element in zip(_weighted(question, notes), question.iterfind("answer"), strict=True)
    ]
    spans = tuple(quantities.span(answer) for answer in alternatives(answers, notes))
    return Content("numeric", (wording,), spans=spans)


def _ordering(question: Element, wording: Wording, notes: Notes) -> Content:
    if inner(question, "selecttype").upper() not in _EVERY_ITEM:
        notes.add("selection_dropped", "Moodle asks for some of the items; here all of them are asked for.")
    items = sorted(_weighted(question, notes), key=lambda item: item.percent)
    return Content("ordering", (_with(wording, options=tuple(item.text for item in items)),))


def _with(wording: Wording, options: tuple[str, ...] = (), accepted: tuple[str, ...] = ()) -> Wording:
    return Wording(wording.lang, wording.stem, options, accepted, wording.explanation, wording.description)


_KINDS: dict[str, Answers] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "ordering": _ordering,
}
