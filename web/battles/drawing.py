"""Which questions pairs of players are asked: the same for both, new to both where that can be."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from uuid import UUID

from sqlalchemy import Connection

from models import bank, drawing, duel_draw
from models.bank import Asked, CategoryCount
from models.battles import Wish
from rules.battle_state import ROUNDS
from rules.languages import lookup
from web.bank import Bank
from web.remembered import Remembered

_POOL_MOST = 5_000
_REMEMBERED_S = 60.0
_LASTS = timedelta(minutes=5)
_LOOKED_AT = 3 * ROUNDS
"""Questions by chance for each pair, of which those are asked that both know least."""
_NEVER = datetime.min.replace(tzinfo=UTC)
_random = SystemRandom()

Seen = Mapping[tuple[UUID, UUID], datetime]


@dataclass(frozen=True)
class Drawn:
    """What a pair is asked."""

    category: CategoryCount
    lang: str
    questions: Sequence[Asked]


@dataclass(frozen=True)
class _Choice:
    category: CategoryCount
    lang: str
    ids: Sequence[UUID]


class Drawing:
    """One a process. Raises Away while Postgres cannot be asked."""

    def __init__(self, bank_of_process: Bank) -> None:
        self._bank = bank_of_process
        self._pools: Remembered[tuple[int, str], Sequence[UUID]] = Remembered(_REMEMBERED_S)
        self._contents: dict[UUID, tuple[datetime, Asked]] = {}

    def draw(self, connection: Connection, wishes: Sequence[Wish], now: datetime) -> list[Drawn | None]:
        """What each pair is asked; None: nothing is there that it could be. A few statements, however many pairs.

        Questions of quizzes that are on are never asked, nor those of the players' own sessions for points.
        """
        held = self._bank.held(connection, _LASTS)
        choices = [self._choose(connection, wish, held) for wish in wishes]
        fit = list(zip(wishes, choices, strict=True))
        pairs = {(who, id_) for wish, choice in fit if choice for who in wish.players for id_ in choice.ids}
        seen = duel_draw.seen(connection, pairs)
        busy = drawing.under_way(connection, {player for wish in wishes for player in wish.players})
        picked = [_pick(choice.ids, wish.players, seen, busy) if choice else None for wish, choice in fit]
        contents = self._read(connection, {id_ for ids in picked if ids for id_ in ids}, now)
        return [
            Drawn(choice.category, choice.lang, [contents[id_] for id_ in ids])
            if choice and ids and all(id_ in contents for id_ in ids)
            else None
            for choice, ids in zip(choices, picked, strict=True)
        ]

    def _choose(self, connection: Connection, wish: Wish, held: Collection[UUID]) -> _Choice | None:
        for category in self._categories(connection, wish.category):
            for lang in _langs(wish.langs, category):
                ids = [id_ for id_ in self._pool(connection, category.id, lang) if id_ not in held]
                if len(ids) >= ROUNDS:
                    return _Choice(category, lang, _random.sample(ids, min(_LOOKED_AT, len(ids))))
        return None

    def _categories(self, connection: Connection, slug: str | None) -> Iterable[CategoryCount]:
        if slug is not None:
            found = self._bank.category(slug, connection)
            return [found] if found else []
        every = self._bank.categories(connection)
        return _random.sample(every, len(every))

    def _pool(self, connection: Connection, category_id: int, lang: str) -> Sequence[UUID]:
        return self._pools.get((category_id, lang), lambda: duel_draw.pool(connection, category_id, lang, _POOL_MOST))

    def _read(self, connection: Connection, ids: Collection[UUID], now: datetime) -> dict[UUID, Asked]:
        """Questions as they were within the last minute."""
        fresh = now - timedelta(seconds=_REMEMBERED_S)
        if len(self._contents) > 2 * _POOL_MOST:
            self._contents.clear()
        stale = [id_ for id_ in ids if id_ not in self._contents or self._contents[id_][0] < fresh]
        for asked in bank.asked(connection, stale) if stale else ():
            self._contents[asked.id] = (now, asked)
        return {id_: self._contents[id_][1] for id_ in ids if id_ in self._contents and self._contents[id_][0] >= fresh}


def _langs(wanted: Sequence[str], category: CategoryCount) -> Iterator[str]:
    """Languages that both understand and the category has enough in."""
    for tag in wanted:
        for lang in lookup(tag, category.by_lang):
            if category.by_lang[lang] >= ROUNDS:
                yield lang


def _pick(
    ids: Sequence[UUID], players: tuple[UUID, UUID], seen: Seen, busy: Mapping[UUID, Collection[UUID]]
) -> list[UUID] | None:
    """Those that neither has seen, then those that were seen longest ago by whom saw them last."""
    free = [id_ for id_ in ids if not any(id_ in busy.get(player, ()) for player in players)]
    known = sorted(free, key=lambda id_: max(seen.get((player, id_), _NEVER) for player in players))
    chosen = known[:ROUNDS]
    _random.shuffle(chosen)
    return chosen if len(chosen) == ROUNDS else None
