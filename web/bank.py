"""The question bank as a process uses it: categories remembered for a minute, questions drawn in O(count)."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import SystemRandom
from time import monotonic
from uuid import UUID

from sqlalchemy import Connection

from bridges.breaker import Away
from bridges.postgres import Postgres
from models import bands, bank, drawing, items, quizzes
from models.bank import Asked, CategoryCount
from rules import difficulty as difficulties
from rules.difficulty import Rating
from rules.languages import lookup
from rules.modes import LASTS, MY_LEVEL
from web.remembered import Remembered

_REMEMBERED_S = 60.0
_HELD_S = 1.0
"""A quiz that was made since then holds nothing yet: who starts now is as who started before it was made."""
_PLACES = 3
"""Places looked at for each question wanted: most are new to the player, while the bank is much larger than they."""
_SMALL = 20_000
"""Up to so many questions a category is read as a whole, when places give too little."""
_random = SystemRandom()


class Bank:
    """Raises Away while Postgres cannot be asked."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._categories: list[CategoryCount] = []
        self._categories_until = 0.0
        self._held: Remembered[timedelta, frozenset[UUID]] = Remembered(_HELD_S)

    def categories(self, within: Connection | None = None) -> list[CategoryCount]:
        """Every category, with its number of questions. `within`: who has a connection takes no other to ask."""
        if monotonic() > self._categories_until:
            with nullcontext(within) if within else self._postgres.connect() as connection:
                self._categories = bank.categories(connection)
            # An empty bank is about to be filled.
            full = any(category.questions for category in self._categories)
            self._categories_until = monotonic() + (_REMEMBERED_S if full else 0)
        return self._categories

    def category(self, slug: str, within: Connection | None = None) -> CategoryCount | None:
        """The category of that name."""
        return next((category for category in self.categories(within) if category.slug == slug), None)

    def langs(self, within: Connection | None = None) -> list[str]:
        """The languages that questions are in, that of most questions first; while Postgres is away, as last known."""
        with suppress(Away):
            self.categories(within)
        known: Counter[str] = Counter()
        for category in self._categories:
            known.update(category.by_lang)
        return sorted(known, key=lambda lang: (-known[lang], lang))

    def draw(
        self,
        connection: Connection,
        player: UUID,
        category: CategoryCount,
        lang: str,
        count: int,
        difficulty: str | None = None,
    ) -> list[Asked]:
        """Up to `count` questions in a language by chance, never seen ones first, then those seen longest ago.

        Of a difficulty, or of the player's own level: of that never seen ones first, then the nearest to it. Those of
        quizzes that are on, or will be while the session lasts, are never asked: their solutions would be told. Nor are
        those of the player's own sessions for points that are under way.
        """
        held = self.held(connection, LASTS) | drawing.under_way(connection, [player]).get(player, set())
        wanted = _Wanted(player, category.id, lang, count, held)
        small = category.by_lang.get(lang, 0) <= _SMALL
        draw = _draw_level if difficulty == MY_LEVEL else partial(_draw, difficulty=difficulty)
        ids = draw(connection, wanted, small)[:count]
        _random.shuffle(ids)
        return bank.asked(connection, ids)

    def held(self, connection: Connection, lasts: timedelta) -> frozenset[UUID]:
        """Questions of quizzes that are on, or will be within so long."""

        def look() -> frozenset[UUID]:
            now = datetime.now(UTC)
            return frozenset(quizzes.held(connection, now, now + lasts))

        return self._held.get(lasts, look)


@dataclass(frozen=True)
class _Wanted:
    """What is drawn for whom. `held` are questions that others are still to be asked."""

    player: UUID
    category_id: int
    lang: str
    count: int
    held: Collection[UUID]

    @property
    def most(self) -> int:
        """So many questions in an order hold enough that are free, if there are."""
        return self.count + len(self.held)

    def places(self) -> list[float]:
        """Places to look at."""
        return [_random.random() for _ in range(_PLACES * self.count)]

    def free(self, ids: Iterable[UUID]) -> list[UUID]:
        """Those that are not held, in their order."""
        return [id_ for id_ in ids if id_ not in self.held]

    def any_free(self, ids: Iterable[UUID]) -> list[UUID]:
        """Those that are not held, in an order of chance."""
        found = self.free(ids)
        _random.shuffle(found)
        return found


def _draw(connection: Connection, wanted: _Wanted, small: bool, difficulty: str | None = None) -> list[UUID]:
    player, category, lang = wanted.player, wanted.category_id, wanted.lang
    ids = wanted.any_free(drawing.unseen(connection, player, category, lang, difficulty, wanted.places()))
    if len(ids) < wanted.count and small:
        return wanted.free(drawing.longest_unseen(connection, player, category, lang, difficulty, wanted.most))
    if len(ids) < wanted.count:
        others = drawing.oldest_seen(connection, player, category, lang, wanted.most)
        ids += [id_ for id_ in wanted.free(others) if id_ not in ids]
    return ids


def _draw_level(connection: Connection, wanted: _Wanted, small: bool) -> list[UUID]:
    player, category, lang, count = wanted.player, wanted.category_id, wanted.lang, wanted.count
    skill = items.skills(connection, [player]).get(player, Rating())
    own = difficulties.bands(skill.value)
    ids = wanted.any_free(bands.unseen(connection, player, category, lang, own, wanted.places()))
    if len(ids) < count and small:
        return wanted.free(bands.nearest(connection, player, category, lang, own, wanted.most))
    if len(ids) < count:
        ids += [id_ for id_ in _draw(connection, wanted, small) if id_ not in ids]
    return ids


def choose_lang(category: CategoryCount, wanted: Sequence[str], count: int) -> str:
    """The first wanted language that has enough questions; else one that has any; else the one that has most."""
    fit = [lang for tag in wanted for lang in lookup(tag, category.by_lang)]
    enough = next((lang for lang in fit if category.by_lang[lang] >= count), None)
    some = next((lang for lang in fit if category.by_lang[lang]), None)
    return enough or some or max(category.by_lang, key=lambda lang: category.by_lang[lang], default="en")
