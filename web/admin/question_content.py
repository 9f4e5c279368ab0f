"""What is sent of a question into what the bank holds, judged by the rules that imports are judged by."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from bridges.attachments import Attachments
from bridges.media import MediumRefused
from models import categories
from models.editing import ORIGIN, Sheet
from rules.content import Content, Draft, Fault, Span, Wording, faults, origin_faults
from rules.states import State
from web.admin.texts import Typist
from web.errors import Problem

_TEXTS = ("stem", "explanation", "description")
_LISTS = ("options", "accepted")


def new_content(connection: Connection, body: Mapping[str, Any], typist: Typist) -> Content:
    """The content of a question to be made. Raises Problem 422."""
    return _judged(connection, Content(body["kind"], ()), body, typist)


def changes(connection: Connection, sheet: Sheet, body: Mapping[str, Any], typist: Typist) -> dict[str, Any]:
    """What `editing.change` is to change. Raises Problem 422."""
    wanted = {name: body[name] for name in ORIGIN if name in body}
    wrong = origin_faults(*(wanted.get(name, getattr(sheet, name)) for name in ("tags", "source", "licence")))
    refuse(wrong)
    if "category_id" in wanted:
        check_category(connection, wanted["category_id"])
    return wanted | {"content": _judged(connection, sheet.content, body, typist)}


def check_category(connection: Connection, category: int) -> None:
    """Raises Problem 422 for one that there is not."""
    if not categories.named(connection, [category]):
        fault = Fault("/category_id", "There is no such category; GET /v1/admin/categories lists them.")
        raise Problem(422, "category_unknown", fault.detail, errors=[fault._asdict()])


def refuse(wrong: Sequence[Fault]) -> None:
    """Raises Problem 422 if anything is wrong."""
    if wrong:
        raise Problem(
            422, "question_faulty", "The question cannot be like this.", errors=[fault._asdict() for fault in wrong]
        )


def kept_texts(content: Content) -> set[str]:
    """Every text of a question."""
    lists = (getattr(words, name) for words in content.wordings for name in _LISTS)
    texts = {getattr(words, name) for words in content.wordings for name in _TEXTS}
    return texts.union(*lists)


def _judged(connection: Connection, before: Content, body: Mapping[str, Any], typist: Typist) -> Content:
    states: dict[str, State] = {words.lang: words.state for words in before.wordings}
    content = replace(
        before,
        kind=body.get("kind", before.kind),
        wordings=_wordings(body["wordings"], states, typist) if "wordings" in body else before.wordings,
        correct=tuple(body["correct"]) if "correct" in body else before.correct,
        spans=tuple(_span(span) for span in body["spans"]) if "spans" in body else before.spans,
    )
    content = _with_medium(connection, content, body)
    refuse(faults(content))
    return content


def _wordings(sent: Sequence[Mapping[str, Any]], states: Mapping[str, State], typist: Typist) -> tuple[Wording, ...]:
    """The words, each in the state that its language has; the original's are always published."""
    found = []
    for index, words in enumerate(sent):
        pointer = f"/wordings/{index}"
        read: dict[str, Any] = {name: typist.read(words[name], f"{pointer}/{name}") for name in _TEXTS}
        read |= {name: tuple(typist.read_all(words[name], f"{pointer}/{name}")) for name in _LISTS}
        found.append(Wording(words["lang"], **read, state=states.get(words["lang"], "draft") if index else "published"))
    return tuple(found)


def _span(span: Mapping[str, str]) -> Span:
    return Span(Decimal(span["low"]), Decimal(span["high"]))


def _with_medium(connection: Connection, content: Content, body: Mapping[str, Any]) -> Content:
    """With the medium that is named; words in its language that say nothing of it say what it says itself."""
    id_ = body.get("media_id", content.medium and content.medium.id)
    if id_ is None or not content.wordings:
        return replace(content, medium=None)
    try:
        return Attachments(connection).attach(Draft(content, medium_id=id_)).content
    except MediumRefused:
        fault = Fault("/media_id", "There is no such medium; GET /v1/admin/media lists them.")
        raise Problem(422, "media_unknown", fault.detail, errors=[fault._asdict()]) from None
