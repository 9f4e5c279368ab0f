"""Answers to questions of every kind: their one canonical form, and whether one is right.

A response is text: of a choice the options' ids, ascending and joined by commas; of ordering the ids in the order
given; of short_text and numeric what was typed. A *key* says which responses are right and is made once, when the
question is put to a player.
"""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from rules.content import Content, Kind, Wording
from rules.folding import fold_answer, fold_text, read_number, visible

RESPONSE_MOST = 200
_TYPED, _NUMBER = "typed:", "number:"
_TEXT = "text:"
"""Of sessions from before words could be run together: they are judged as they were begun."""
_BETWEEN = "\x1f"
_CONTROL = ("Cc", "Cs")
"""Control characters and lone surrogates. All else can stand in an accepted answer, and be typed."""


class BadResponse(Exception):
    """The response is none that the question could have; the message says what it must be."""


def canonical(kind: Kind, options: Sequence[str], given: str | Sequence[str]) -> str:
    """The one form of a response, so that the same answer said twice is the same event. Raises BadResponse."""
    if kind in ("short_text", "numeric"):
        return _typed(kind, given)
    ids = [given] if isinstance(given, str) else list(given)
    named = f"the question's options: {', '.join(options)}"
    if any(one not in options for one in ids):
        raise BadResponse(f"Must name {named}.")
    if len(set(ids)) < len(ids):
        raise BadResponse("Must name no option twice.")
    if kind == "ordering":
        if len(ids) != len(options):
            raise BadResponse(f"Must be a list of all of {named}, in your order.")
        return ",".join(ids)
    if kind == "multiple_choice":
        if not ids:
            raise BadResponse(f"Must be a list of one or more of {named}.")
        return ",".join(sorted(ids))
    if len(ids) != 1:
        raise BadResponse(f"Must be one of {named}.")
    return ids[0]


def _typed(kind: Kind, given: str | Sequence[str]) -> str:
    if not isinstance(given, str):
        raise BadResponse("Must be a string: what was typed.")
    typed = " ".join(given.split())
    if not visible(typed).strip() or len(typed) > RESPONSE_MOST:
        raise BadResponse(f"Must be 1 to {RESPONSE_MOST} characters, and not only invisible ones.")
    if any(unicodedata.category(letter) in _CONTROL for letter in typed):
        raise BadResponse("Must be text without control characters.")
    if kind == "numeric" and not read_number(typed):
        raise BadResponse("Must be a number, as `3.14`, `-.5` or `-1200`.")
    return typed


def key_of(content: Content, ids: Sequence[str]) -> str:
    """The key of a question whose options, in the content's order, were given these ids."""
    if content.kind == "short_text":
        accepted = (text for wording in content.wordings if wording.state == "published" for text in wording.accepted)
        return _TYPED + _BETWEEN.join(sorted({_folded(text) for text in accepted}))
    if content.kind == "numeric":
        return _NUMBER + _BETWEEN.join(f"{span.low}..{span.high}" for span in content.spans)
    if content.kind == "ordering":
        return ",".join(ids)
    return ",".join(sorted(ids[index] for index in content.correct))


def _folded(text: str) -> str:
    """Folded; as it is where that leaves nothing, as of `?`: one sign is not another."""
    return fold_answer(text) or visible(text).strip()


def is_right(key: str, response: str) -> bool:
    """Whether a canonical response is right.

    Keys of sessions that began before invisible characters were folded away hold them.
    """
    if key.startswith(_TYPED):
        return _folded(response) in visible(key.removeprefix(_TYPED)).split(_BETWEEN)
    if key.startswith(_TEXT):
        seen = visible(response)
        return (fold_text(seen) or seen) in visible(key.removeprefix(_TEXT)).split(_BETWEEN)
    if key.startswith(_NUMBER):
        return any(
            Decimal(low) <= number <= Decimal(high)
            for low, _, high in (span.partition("..") for span in key.removeprefix(_NUMBER).split(_BETWEEN))
            for number in read_number(response)
        )
    return response == key


def solution(content: Content, wording: Wording, key: str) -> list[str]:
    """What was right, as it is shown after the question: option ids, the first accepted answer, or the number."""
    if content.kind == "short_text":
        return [wording.accepted[0]]
    if content.kind == "numeric":
        low, high = content.spans[0]
        return [f"{((low + high) / 2).normalize():f}"]
    return key.split(",")
