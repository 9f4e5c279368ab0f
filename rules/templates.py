"""What staff write to players: a title and a body in several languages, with places for values that are declared.

A place is `{name}`. The body is markup (bridges.markup), in which values stand escaped.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape, unescape
from typing import Literal, NamedTuple, get_args

from rules.words import LANGUAGES, Language, day, number

Type = Literal["text", "number", "day"]
TYPES: tuple[Type, ...] = get_args(Type)
Value = str | int

NAME = "player_name"
"""Whose message it is: a place that is always there."""
VARIABLE = r"[a-z][a-z0-9_]{0,29}"
TITLE_MOST = 120
BODY_MOST = 500
"""Characters as they are read: without tags, and with values in their places."""
MARKUP_MOST = 1_500
TEXT_MOST = 60
NUMBER_MOST = 1_000_000_000
VARIABLES_MOST = 10
_LONGEST: Mapping[str, int] = {
    "text": TEXT_MOST,
    "number": len("-1,000,000,000"),
    "day": len("24 de septiembre de 2026"),
}
_NAME_MOST = 40
_PLACE = re.compile(r"\{([^{}]*)\}")
_TAG = re.compile(r"""<[^>"]*(?:"[^"]*"[^>"]*)*>""")


@dataclass(frozen=True)
class Text:
    """In one language."""

    title: str
    body: str
    """Markup."""


@dataclass(frozen=True)
class Content:
    """What a template says: `variables` by name, `texts` by language, English always there."""

    variables: Mapping[str, Type]
    texts: Mapping[Language, Text]


class Fault(NamedTuple):
    """What is wrong, and where: a JSON pointer."""

    pointer: str
    code: str
    detail: str


class Written(NamedTuple):
    """A message in words."""

    lang: Language
    title: str
    markup: str
    body: str
    """The same without tags."""


def faults(content: Content) -> list[Fault]:
    """What keeps a template from being one."""
    texts = (fault for lang, text in content.texts.items() for fault in _text(content, lang, text))
    return [*_unwritten(content), *texts]


def _unwritten(content: Content) -> Iterator[Fault]:
    if LANGUAGES[0] not in content.texts:
        yield Fault("/texts", "language_missing", "English (`en`) is for whoever reads none of the others; write it.")
    if NAME in content.variables:
        yield Fault(f"/variables/{NAME}", "variable_taken", f"`{NAME}` is always there; call yours otherwise.")


def _text(content: Content, lang: str, text: Text) -> Iterator[Fault]:
    known = {*content.variables, NAME}
    for part, words, most in (("title", text.title, TITLE_MOST), ("body", text.body, BODY_MOST)):
        where = f"/texts/{lang}/{part}"
        places = _PLACE.findall(words)
        for name in dict.fromkeys(places):
            if name not in known:
                detail = f"`{{{name}}}` is not declared; there are {', '.join(f'{{{one}}}' for one in sorted(known))}."
                yield Fault(where, "variable_unknown", detail)
        if part == "body" and not plain(words).strip():
            yield Fault(where, "text_empty", "Nothing is left of it without its tags.")
        if any(_PLACE.search(tag) for tag in _TAG.findall(words)):
            yield Fault(where, "variable_in_tag", "A variable stands in text, not inside of a tag.")
        longest = len(plain(_PLACE.sub("", words))) + sum(_longest(content, name) for name in places)
        if longest > most:
            yield Fault(where, "text_too_long", f"With the longest values it has {longest} characters; {most} fit.")


def _longest(content: Content, name: str) -> int:
    return _NAME_MOST if name == NAME else _LONGEST.get(content.variables.get(name, "text"), 0)


def value_faults(variables: Mapping[str, Type], values: Mapping[str, Value]) -> list[Fault]:
    """What is wrong with values for a template's variables."""
    unknown = [
        Fault(f"/values/{name}", "variable_unknown", f"The template has no variable `{name}`.")
        for name in values
        if name not in variables
    ]
    wrong = [
        Fault(f"/values/{name}", "value_missing" if name not in values else "value_invalid", _WANTED[type_])
        for name, type_ in variables.items()
        if name not in values or not _fits(type_, values[name])
    ]
    return unknown + wrong


_WANTED: Mapping[Type, str] = {
    "text": f"A text of 1 to {TEXT_MOST} characters in one line.",
    "number": f"A whole number up to {NUMBER_MOST:,}, as a number.",
    "day": "A day, like `2026-11-24`.",
}


def _fits(type_: Type, value: Value) -> bool:
    if type_ == "number":
        return type(value) is int and abs(value) <= NUMBER_MOST
    if not isinstance(value, str):
        return False
    if type_ == "text":
        return value.strip() != "" and len(value) <= TEXT_MOST and value.isprintable()
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def language_of(content: Content, wanted: Language) -> Language:
    """What it is told in to who wants a language: that one, or else English."""
    return wanted if wanted in content.texts else LANGUAGES[0]


def write(content: Content, values: Mapping[str, Value], name: str, wanted: Language) -> Written:
    """The message in a language, to a player of that name. Raises KeyError for values that `value_faults` refuses."""
    lang = language_of(content, wanted)
    said = {NAME: name} | {key: _say(lang, type_, values[key]) for key, type_ in content.variables.items()}
    text = content.texts[lang]
    title = _PLACE.sub(lambda place: said[place[1]], text.title)
    markup = _PLACE.sub(lambda place: escape(said[place[1]]), text.body)
    return Written(lang, title, markup, plain(markup))


def _say(lang: Language, type_: Type, value: Value) -> str:
    if type_ == "number":
        return number(lang, int(value))
    return day(lang, str(value)) if type_ == "day" else str(value)


def plain(markup: str) -> str:
    """Clean markup without its tags."""
    return unescape(_TAG.sub("", markup))
