"""What a thing that players are told is made of: texts by language, and the typed values that go into them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, get_args

from rules import words
from rules.words import Language

Category = Literal["progress", "battles", "rewards", "referrals", "account", "support", "news"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
Channel = Literal["mail", "push"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
"""What reaches players who are away; the inbox has everything."""
Value = str | int


@dataclass(frozen=True)
class Variable:
    """A value that a text has a place for: its type, and how a language says it.

    `say(language, value, part)`: a place `{name:part}` wants a part of what the value stands for. Raises LookupError
    or ValueError for a value that cannot be said.
    """

    type: type[Value]
    say: Callable[[Language, Value, str], str]
    codes: Collection[str] = ()
    """All it may be, if that is a closed set."""


@dataclass(frozen=True)
class Text:
    """A title and a body in one language, with places for values: `{name}`."""

    title: str
    body: str


@dataclass(frozen=True)
class Kind:
    """Something that players are told of."""

    category: Category
    texts: Mapping[Language, Text]
    values: Mapping[str, Variable] = field(default_factory=dict)
    link: str | None = None
    """A path in the app, with places for values; one that comes out empty is none."""
    kept: timedelta = timedelta(days=90)
    """How long it stays in an inbox."""
    channels: Collection[Channel] = CHANNELS
    """What else may carry it, for players who want what is of its category there."""


def plain(_: Language, value: Value, __: str) -> str:
    """As it is."""
    return str(value)


PLAIN = Variable(str, plain)
"""Words that somebody wrote, a name, an id."""
NUMBER = Variable(int, lambda lang, value, _: words.number(lang, int(value)))
TOKENS = Variable(int, lambda lang, value, _: words.tokens(lang, int(value)))
DAY = Variable(str, lambda lang, value, _: words.day(lang, str(value)))
"""A date as `2026-11-24`."""


def term(terms: Mapping[Language, Mapping[str, str]]) -> Variable:
    """One of some codes, and the words for each in every language."""
    return Variable(str, lambda lang, value, _: terms[lang][str(value)], tuple(terms["en"]))
