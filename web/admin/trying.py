"""Questions as a player would meet them, with what is right: to be tried before anybody plays."""

from collections.abc import Sequence
from typing import Any

from models.bank import Asked
from rules.content import Content, Wording
from rules.options import option_ids
from web import composing
from web.depicting import shown
from web.wires import wires

_SEED = b"a try, by staff"


def tried(questions: Sequence[Asked], lang: str) -> list[dict[str, Any]]:
    """Questions as TriedQuestionSchema has them; in a language that one has not, its original."""
    return [_tried(question, number, lang) for number, question in enumerate(questions)]


def _tried(question: Asked, number: int, lang: str) -> dict[str, Any]:
    content, words = question.content, composing.wording(question.content, lang)
    planned, _ = composing.planned(question, number, _SEED, lang)
    media = shown(content.medium, words.description, wires().media.url)
    return {
        "id": question.id,
        "kind": content.kind,
        "lang": words.lang,
        "dir": composing.direction(words.lang),
        "stem": planned.stem,
        "options": [{"id": option.id, "text": option.text} for option in planned.options],
        "media": media,
        "time_limit_ms": question.time_limit_ms,
        "right": _right(content, words, option_ids(_SEED, number, len(words.options))),
        "spans": [{name: format(value, "f") for name, value in span._asdict().items()} for span in content.spans],
        "explanation": words.explanation,
    }


def _right(content: Content, words: Wording, ids: Sequence[str]) -> list[str]:
    if content.kind == "short_text":
        return list(words.accepted)
    return list(ids) if content.kind == "ordering" else [ids[index] for index in content.correct]
