"""Battles begin: many at once, each player in one only, committed before anybody is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from secrets import token_hex
from time import time
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from msgspec import structs
from redis import Redis, RedisError
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from bridges import scripts
from bridges.battles import Battles
from bridges.postgres import Postgres
from bridges.scripts import Asked as Scripted
from bridges.scripts import Script
from models import battles as stored
from models import duel_draw, seasons
from models.bank import Asked
from models.battles import Outcome, Wish
from models.duel_draw import Sight
from rules.battle_state import REVEAL_MS, ROUND_MS, START_MS, State, begin, unix_ms
from rules.boards import season_on
from web import composing
from web.battles.drawing import Drawing, Drawn
from web.battles.ghosts import Ghosts

log = structlog.get_logger()

Fence = Callable[[Connection], bool]
"""Whether who makes battles may still do so; asked in the transaction that makes them."""


class Pace(NamedTuple):
    """How long the phases of battles take, in ms (bridges.scripts)."""

    start_ms: int = START_MS
    round_ms: int = ROUND_MS
    reveal_ms: int = REVEAL_MS


class Fenced(Exception):
    """Somebody else makes battles by now."""


@dataclass(frozen=True)
class _Making:
    """A battle on its way: its wish, by its place, and what it asks."""

    place: int
    id: UUID
    wish: Wish
    category_id: int
    category: str
    script: Script
    state: State
    ghost_of: UUID | None = None


@dataclass(frozen=True)
class Begun:
    """What became of wishes in a transaction; `tell` starts the battles and tells players, once it is committed."""

    outcomes: list[Outcome]
    tell: Callable[[], None]


@dataclass(frozen=True)
class Made:
    """A battle that is there now."""

    id: UUID
    wish: Wish
    players: tuple[UUID, UUID]
    category: str
    lang: str
    starts_at: datetime


class Maker:
    """One a process. `announce` is called with what was committed; it may fail, and is a hint."""

    def __init__(
        self,
        postgres: Postgres,
        redis: "Redis",
        drawing: Drawing,
        announce: Callable[[Sequence[Made]], None],
        pace: Pace,
    ) -> None:
        self._postgres = postgres
        self._battles = Battles(redis)
        self._drawing = drawing
        self._ghosts = Ghosts()
        self._announce = announce
        self._pace = pace._asdict()

    def make(self, wishes: Sequence[Wish], fence: Fence | None = None) -> list[Outcome]:
        """Make quiz battles, in one transaction. What became of each wish, in their order.

        Raises Away while Postgres cannot be asked: then nothing was made; Fenced.
        """
        with self._postgres.begin() as connection:
            if fence is not None and not fence(connection):
                raise Fenced
            begun = self.begin(connection, wishes)
        begun.tell()
        return begun.outcomes

    def begin(self, connection: Connection, wishes: Sequence[Wish]) -> Begun:
        """The same in a transaction of the caller's, on the one connection that it has."""
        now = datetime.fromtimestamp(int(time() * 1000) / 1000, UTC)
        outcomes = [Outcome(why="no_ghost" if wish.kind == "ghost" else "no_questions") for wish in wishes]
        making = self._compose(connection, wishes, now)
        entered = stored.enter(connection, [(who, one.id) for one in making for who in _fighting(one.wish)])
        making = self._without_busy(connection, making, entered, outcomes)
        self._record(connection, making, now)
        self._prepare(making)
        for one in making:
            outcomes[one.place] = Outcome(one.id, _starts_at(one.state))
        return Begun(outcomes, partial(self._tell, making))

    def _compose(self, connection: Connection, wishes: Sequence[Wish], now: datetime) -> list[_Making]:
        drawn = iter(self._drawing.draw(connection, [wish for wish in wishes if wish.kind != "ghost"], now))
        found = []
        for place, wish in enumerate(wishes):
            making = self._haunt(connection, place, wish, now) if wish.kind == "ghost" else None
            questions = next(drawn) if wish.kind != "ghost" else None
            if questions:
                making = self._pair(place, wish, questions, now)
            if making:
                found.append(making)
        return found

    def _pair(self, place: int, wish: Wish, drawn: Drawn, now: datetime) -> _Making:
        seed = token_hex(16)
        asked = [_scripted(one, no, bytes.fromhex(seed), drawn.lang) for no, one in enumerate(drawn.questions)]
        script = structs.replace(Script(asked, wish.players, drawn.category.slug, drawn.lang, seed), **self._pace)
        return _Making(place, uuid7(), wish, drawn.category.id, drawn.category.slug, script, _begin(script, now))

    def _haunt(self, connection: Connection, place: int, wish: Wish, now: datetime) -> _Making | None:
        ghost = self._ghosts.find(connection, wish)
        if ghost is None:
            return None
        script = ghost.script(wish.players[0], token_hex(16), self._pace)
        wish = Wish(wish.mode, "ghost", False, wish.category, wish.langs, script.players, ghost.battle)
        return _Making(
            place, uuid7(), wish, ghost.category_id, ghost.category, script, _begin(script, now), ghost.battle
        )

    @staticmethod
    def _without_busy(
        connection: Connection, making: Sequence[_Making], entered: set[tuple[UUID, UUID]], outcomes: list[Outcome]
    ) -> list[_Making]:
        """Those whose players all entered; the others' are let go."""
        free = [one for one in making if all((who, one.id) in entered for who in _fighting(one.wish))]
        rest = [one for one in making if one not in free]
        if rest:
            stored.leave(connection, [one.id for one in rest])
            busy = stored.busy(connection, {who for one in rest for who in _fighting(one.wish)})
            for one in rest:
                theirs = {who: busy[who] for who in _fighting(one.wish) if who in busy}
                outcomes[one.place] = Outcome(why="in_battle", busy=theirs)
        return free

    @staticmethod
    def _record(connection: Connection, making: Sequence[_Making], now: datetime) -> None:
        if not making:
            return
        stored.insert(connection, [_row(one, now) for one in making])
        sights = [
            Sight(who, asked.question_id, one.category_id)
            for one in making
            for who in _fighting(one.wish)
            for asked in one.script.questions
        ]
        duel_draw.see(connection, sights, now, season_on(seasons.every(connection), now.date()).id)

    def _prepare(self, making: Sequence[_Making]) -> None:
        """Before the commit: who is found missing after it may have been moved on by somebody else already."""
        try:
            self._battles.prepare((one.id, one.script, one.state) for one in making)
        except RedisError as error:
            log.warning("battles are made that redis does not know", error=str(error))

    def _start(self, making: Sequence[_Making]) -> None:
        try:
            self._battles.start((one.id, one.script, one.state) for one in making)
        except RedisError as error:
            log.warning("battles wait to be rebuilt", error=str(error))

    def _tell(self, making: Sequence[_Making]) -> None:
        self._start(making)
        made = [
            Made(one.id, one.wish, one.script.players, one.category, one.script.lang, _starts_at(one.state))
            for one in making
        ]
        try:
            if made:
                self._announce(made)
        except RedisError as error:
            log.info("players were not told of their battles", error=str(error))


def _fighting(wish: Wish) -> tuple[UUID, ...]:
    """Whoever cannot be in another battle meanwhile: a ghost is not there."""
    return wish.players[:1] if wish.kind == "ghost" else wish.players


def _begin(script: Script, now: datetime) -> State:
    return begin(script.plan, unix_ms(now))


def _starts_at(state: State) -> datetime:
    return datetime.fromtimestamp((state.due_at or 0) / 1000, UTC)


def _scripted(question: Asked, no: int, seed: bytes, lang: str) -> Scripted:
    shown, key = composing.planned(question, no, seed, lang)
    return Scripted(
        question.id,
        question.revision,
        shown.kind,
        shown.stem,
        shown.options,
        key,
        composing.wording(question.content, lang).explanation,
        shown.medium,
        shown.description,
    )


def _row(one: _Making, now: datetime) -> dict[str, Any]:
    return stored.row(
        one.id,
        one.wish,
        one.script.lang,
        now,
        category_id=one.category_id,
        category=one.category,
        question_ids=[asked.question_id for asked in one.script.questions],
        revisions=[asked.revision for asked in one.script.questions],
        script=scripts.to_json(one.script),
        ghost_of=one.ghost_of,
    )
