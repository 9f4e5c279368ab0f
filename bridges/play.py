"""Running sessions in both stores: what is asked, and when each question was first delivered.

Redis and Postgres hold the same; either alone can serve `next`, and this process' memory is the third source. A
first-delivery time goes to both and the earlier one counts, so a store that was wiped renews no clock.
"""

from collections import OrderedDict
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple, cast, overload
from uuid import UUID

import msgspec
from redis import Redis, RedisError

from bridges.breaker import Away, Breaker
from bridges.play_scripts import LOOK, REMEMBER
from bridges.postgres import Postgres
from models import plans
from models.plans import Standing
from rules.content import Kind
from rules.levels import Mode
from rules.media import Medium

_REMEMBERED = 10_000


class Option(msgspec.Struct, frozen=True):
    """One option, by an id that is random in each session."""

    id: str
    text: str


class PlannedQuestion(msgspec.Struct, frozen=True):
    """A question as the player sees it; which option is right is not here."""

    stem: str
    options: list[Option]
    id: UUID | None = None
    kind: Kind = "single_choice"
    medium: Medium | None = None
    description: str = ""
    """What the medium shows or says."""


class Plan(msgspec.Struct, frozen=True):
    """What a session asks, of whom, until when."""

    session_id: UUID
    player_id: UUID
    category: str
    time_limit_ms: int
    expires_at: datetime
    questions: list[PlannedQuestion]
    mode: Mode = "ranked"
    lang: str = "en"
    quiz_id: UUID | None = None
    opens_at: datetime | None = None
    """No question is delivered before (a scheduled quiz's lobby)."""
    closes_at: datetime | None = None
    """No answer is taken after."""

    @property
    def closes_ms(self) -> int | None:
        """`closes_at` in Unix milliseconds."""
        return int(self.closes_at.timestamp() * 1000) if self.closes_at else None


Times = list[int | None]
"""Unix milliseconds of first deliveries, one a question."""


class View(msgspec.Struct):
    """A session as its sources know it together, and what each store said: None, if it is away or empty."""

    plan: Plan
    delivered: Times
    in_redis: Times | None = None
    in_postgres: Times | None = None
    answered: list[bool] | None = None
    over: bool = False
    """Ended, as any source knows: an end that was accepted is known before it is applied."""


class Guess(NamedTuple):
    """A delivery that goes along with a look: question `no`, at a time in Unix milliseconds.

    A store takes it only if it is `sure`, or knows of no delivery after that question: then a later one is asked now.
    """

    no: int
    at_ms: int
    sure: bool


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Plan).decode


class Play:
    """The stores of running sessions, each behind a breaker: one that is away costs no time."""

    def __init__(self, postgres: Postgres, redis: "Redis") -> None:
        self._postgres = postgres
        self._redis = redis
        self._remember = redis.register_script(REMEMBER)
        self._look = redis.register_script(LOOK)
        self.redis_breaker = Breaker("redis", lambda error: isinstance(error, RedisError))
        self._memory: OrderedDict[UUID, View] = OrderedDict()

    def begin(self, plan: Plan) -> None:
        """Put a session, which Postgres has already, into Redis and memory."""
        self._keep(View(plan, [None] * len(plan.questions)))
        self._to_redis(plan, {}, whole=True)

    def known(self, session_id: UUID) -> View | None:
        """The session as this process remembers it; None if it does not."""
        return self._memory.get(session_id)

    def look(self, session_id: UUID, guess: Guess | None = None) -> View | None:
        """The session as all sources know it; None if there is none. Raises Away when too many of them are away.

        A guess about a session that this process knows is taken on the way: one trip to each store in place of two.
        """
        known = self._memory.get(session_id)
        redis = self._from_redis(known.plan, guess) if known else self._all_from_redis(session_id)
        plan = known.plan if known else redis.plan if redis else None
        try:
            standing = self._from_postgres(session_id, plan is None, guess if known else None)
        except Away:
            standing = None
            if plan is None:
                raise
        if plan is None:
            if standing is None or standing.plan is None:
                return None
            plan = msgspec.convert(standing.plan, Plan)
        view = View(plan, [None] * len(plan.questions), redis.delivered if redis else None)
        view.over = any(source.over for source in (known, redis, standing) if source)
        if standing:
            view.in_postgres, view.answered = [_ms(time) for time in standing.delivered_at], standing.answered
        sources = (known.delivered if known else None, view.in_redis, view.in_postgres)
        view.delivered = _least(len(plan.questions), *(times for times in sources if times))
        self._keep(view)
        if redis is None:
            self._put_back(view)
        return view

    def deliver(self, view: View, no: int, now_ms: int) -> int:
        """When question `no` was first delivered: now, unless a store knows an earlier time. Both learn it."""
        known = view.delivered[no]
        first = now_ms if known is None else known
        if _is_news(view.in_redis, no, first):
            first = min(first, self._to_redis(view.plan, {no: first}) or first)
        if _is_news(view.in_postgres, no, first):
            recorded = self._to_postgres(view.plan.session_id, no, first)
            if recorded is not None and recorded < first:
                first = recorded
                self._to_redis(view.plan, {no: first})
        view.delivered[no] = first
        return first

    def end(self, view: View) -> None:
        """Its player's end was accepted; Postgres learns it when it is applied. A store that is away stays behind."""
        view.over = True
        self._keep(view)
        if self._to_redis(view.plan, {}) is not None:
            with suppress(Away), self.redis_breaker.guard():
                self._redis.hset(_key(view.plan.session_id), "over", 1)

    def _keep(self, view: View) -> None:
        self._memory[view.plan.session_id] = view
        self._memory.move_to_end(view.plan.session_id)
        if len(self._memory) > _REMEMBERED:
            self._memory.popitem(last=False)

    def _put_back(self, view: View) -> None:
        """Redis was wiped, or away when the session began: it gets the whole document."""
        times = {no: ms for no, ms in enumerate(view.delivered) if ms is not None}
        if view.plan.expires_at > datetime.now(UTC) and self._to_redis(view.plan, times, whole=True) is not None:
            view.in_redis = list(view.delivered)

    # Redis

    def _all_from_redis(self, session_id: UUID) -> View | None:
        """The session, plan and all; None: Redis is away, or has it not."""
        try:
            with self.redis_breaker.guard():
                found = cast(dict[bytes, bytes], self._redis.hgetall(_key(session_id)))
        except Away:
            return None
        if b"plan" not in found:
            return None
        plan = _decode(found[b"plan"])
        times = (found.get(b"d%d" % no) for no in range(len(plan.questions)))
        return View(plan, [None if time is None else int(time) for time in times], over=b"over" in found)

    def _from_redis(self, plan: Plan, guess: Guess | None) -> View | None:
        """The session but for its plan, which is known, after taking a guess."""
        guessed = (guess.no, guess.at_ms, int(guess.sure)) if guess else ()
        try:
            with self.redis_breaker.guard():
                found = self._look(keys=[_key(plan.session_id)], args=[len(plan.questions), *guessed])
        except Away:
            return None
        if found is None:
            return None
        over, *times = cast(list[bytes | None], found)
        return View(plan, [None if time is None else int(time) for time in times], over=over is not None)

    def _to_redis(self, plan: Plan, times: dict[int, int], whole: bool = False) -> int | None:
        """Tell Redis; the least of the told times as it stands there now (0: none told). None: it is away, or empty."""
        pairs = [value for pair in times.items() for value in pair]
        arguments: list[bytes | int] = [_ms(plan.expires_at), _encode(plan) if whole else b"", *pairs]
        try:
            with self.redis_breaker.guard():
                answer = self._remember(keys=[_key(plan.session_id)], args=arguments)
        except Away:
            return None
        return None if answer is None else min(map(int, answer), default=0)

    # Postgres

    def _from_postgres(self, session_id: UUID, want_plan: bool, guess: Guess | None) -> Standing | None:
        with self._postgres.connect() as connection:
            if guess is None:
                return plans.standing(connection, session_id, want_plan)
            at = datetime.fromtimestamp(guess.at_ms / 1000, UTC)
            return plans.guessed(connection, session_id, guess.no, at, guess.sure)

    def _to_postgres(self, session_id: UUID, no: int, ms: int) -> int | None:
        try:
            with self._postgres.connect() as connection:
                return _ms(plans.deliver(connection, session_id, no, datetime.fromtimestamp(ms / 1000, UTC)))
        except Away:
            return None


def _key(session_id: UUID) -> str:
    return f"play:{session_id}"


def _is_news(times: Times | None, no: int, ms: int) -> bool:
    """Whether a store that holds `times` (None: it did not tell) must learn this one."""
    if times is None:
        return True
    there = times[no]
    return there is None or ms < there


def _least(count: int, *sources: Times) -> Times:
    """The least time of each question that any source knows."""
    known = [[at for times in sources if (at := times[no]) is not None] for no in range(count)]
    return [min(times, default=None) for times in known]


@overload
def _ms(time: datetime) -> int: ...
@overload
def _ms(time: None) -> None: ...
@overload
def _ms(time: datetime | None) -> int | None: ...
def _ms(time: datetime | None) -> int | None:
    return None if time is None else round(time.timestamp() * 1000)
