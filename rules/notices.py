"""What players are told: each kind once, with its category, its words in every language, and the values they need."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from rules.errors import Rejected
from rules.languages import lookup
from rules.notice_forms import Category, Channel, Kind, Value, Variable
from rules.notice_kinds import account, battles, moderation, progress, referrals, rewards, staff
from rules.words import LANGUAGES, Language

_ALL = (account, battles, moderation, progress, referrals, rewards, staff)
KINDS: Mapping[str, Kind] = MappingProxyType({name: kind for each in _ALL for name, kind in each.KINDS.items()})
"""By name. A name is stored and stays; new values are another kind."""


@dataclass(frozen=True)
class Notice:
    """Something to tell one player. Its id derives from the cause: the same thing is told once."""

    id: UUID
    player: UUID
    kind: str
    values: Mapping[str, Value] = field(default_factory=dict)
    at: datetime | None = None
    """When it came about; None: now."""
    lang: Language | None = None
    """What the values are written in, if people wrote them; None: it is told in the player's language."""


@dataclass(frozen=True)
class Told:
    """A notice in words."""

    category: Category
    lang: Language
    title: str
    body: str
    link: str | None
    kept: timedelta
    channels: Collection[Channel]


def language(wanted: Iterable[str]) -> Language:
    """Of our languages the one that a player wants first; English for who wants none of them."""
    for tag in wanted:
        for found in lookup(tag, LANGUAGES):
            return next(own for own in LANGUAGES if own == found)
    return LANGUAGES[0]


def check(kind: str, values: Mapping[str, Value]) -> None:
    """Raises Rejected for a kind there is not, and for values that are not its own: too few, too many, other types."""
    if kind not in KINDS:
        raise Rejected("notice_kind", f"there is no notice of kind {kind!r}")
    form = KINDS[kind].values
    wrong = [name for name in form.keys() | values.keys() if not _fits(form.get(name), values.get(name))]
    if wrong:
        raise Rejected("notice_values", f"{kind} has other values: {', '.join(sorted(wrong))}")


def _fits(variable: Variable | None, value: Value | None) -> bool:
    return variable is not None and type(value) is variable.type


def render(kind: str, values: Mapping[str, Value], lang: Language) -> Told:
    """A notice in words. Raises Rejected as `check` does, and for a value that no language can say."""
    check(kind, values)
    found = KINDS[kind]
    places = {name: _Said(variable, values[name], lang) for name, variable in found.values.items()}
    text = found.texts[lang]
    try:
        title, body, link = (part.format_map(places) for part in (text.title, text.body, found.link or ""))
    except (LookupError, ValueError) as error:
        raise Rejected("notice_values", f"{kind} cannot be told: {error!r}") from None
    return Told(found.category, lang, title, body.strip(), link or None, found.kept, found.channels)


@dataclass(frozen=True)
class _Said:
    """A value in its place."""

    variable: Variable
    value: Value
    lang: Language

    def __format__(self, part: str) -> str:
        return self.variable.say(self.lang, self.value, part)
