"""One live quiz as it is shown to everyone who has subscribed to it in this process. Keeps nothing but caches."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from gevent import sleep, spawn
from gevent.event import Event

from bridges.breaker import Away
from rules.live import Phase, phase
from web.realtime.cast import AT_ONCE, Cast
from web.realtime.connection import Connection
from web.realtime.frames import encode
from web.realtime.messages import Me, QuizEnded, QuizLobby, QuizReveal
from web.realtime.rounds import Round
from web.realtime.script import Script
from web.realtime.stage import Stage, now_ms

log = structlog.get_logger()

_AHEAD_MS = 1_500
"""How long before a question opens its tokens are signed."""
_LOOK_MS = 1_000
"""Between two looks at who has entered."""
_SETTLE_MS = 5_000

Scene = tuple[str, int | None]
"""What a subscriber was told last: a phase and its question, or the lobby and its number of players."""


@dataclass(slots=True)
class Subscriber:
    """A connection, and what it was last told. `told` is None before its snapshot."""

    connection: Connection
    player: str
    told: Scene | None = None


class QuizFeed:
    """Follows the clock through the quiz' timetable, and tells each subscriber what it has not been told."""

    def __init__(self, script: Script, stage: Stage) -> None:
        self._script = script
        self._stage = stage
        self._subscribers: dict[Connection, Subscriber] = {}
        self._wake = Event()
        self._running = False
        self._players = 0
        self._counted_ms = 0
        self._cast: Cast | None = None
        self._settling: int | None = None
        self._settled: tuple[int, bool] | None = None
        """A question, and whether all its answers were applied when its reveal was due."""
        self._round: Round | None = None
        self._final: Round | None = None
        self._gone = False
        """Staff took it away before it began."""

    def __len__(self) -> int:
        return len(self._subscribers)

    def join(self, connection: Connection, player: str) -> None:
        """Subscribe, or ask for a snapshot again."""
        self._subscribers[connection] = Subscriber(connection, player)
        if self._cast:
            self._cast.tokens.pop(player, None)
        self._wake.set()
        if not self._running:
            self._running = True
            spawn(self._run)

    def leave(self, connection: Connection) -> None:
        """No more of this quiz."""
        self._subscribers.pop(connection, None)
        if not self._subscribers:
            self._wake.set()

    def _run(self) -> None:
        """From one change to the next, until nobody is left."""
        try:
            while self._subscribers:
                self._wake.clear()
                self._wake.wait(self._rest_s(self._go_on()))
        finally:
            self._running = False

    def _go_on(self) -> int | None:
        """Tell what is to be told; when to do so again at the latest, None: not until somebody comes."""
        try:
            return self._step(phase(self._script.timetable, now_ms()))
        except Away:
            log.info("no store can tell a live quiz", topic=self._script.topic)
        except Exception:
            log.exception("a live quiz failed", topic=self._script.topic)
        return now_ms() + _LOOK_MS

    def _rest_s(self, until_ms: int | None) -> float | None:
        """Seconds to rest: never beyond the next change of the phase."""
        now = now_ms()
        closes_ms = phase(self._script.timetable, now).closes_at_ms
        ends = [ms for ms in (until_ms, closes_ms) if ms is not None]
        return max(min(ends) - now, 1) / 1000 if ends else None

    def _step(self, at: Phase) -> int | None:
        if self._gone:
            self._take_leave()
            return None
        if at.kind == "question" and at.no is not None:
            return self._ask(at.no)
        if at.kind == "reveal" and at.no is not None and at.opens_at_ms is not None and at.closes_at_ms is not None:
            return self._reveal(at.no, at.opens_at_ms, at.closes_at_ms)
        if at.kind == "ended":
            self._end()
            return None
        return self._open()

    def _untold(self, scene: Scene) -> list[Subscriber]:
        return [subscriber for subscriber in self._subscribers.values() if subscriber.told != scene]

    def _tell(self, subscriber: Subscriber, scene: Scene, frame: bytes) -> None:
        subscriber.told = scene
        subscriber.connection.put(frame)

    # Before

    def _open(self) -> int | None:
        """How many are there, as it changes; and the quiz itself, which staff may change until shortly before it."""
        if not self._follow():
            self._take_leave()
            return None
        script, now = self._script, now_ms()
        if now >= self._counted_ms + _LOOK_MS:
            self._players, self._counted_ms = self._stage.players(script), now
        scene = ("lobby", self._players)
        lobby = QuizLobby(script.topic, script.quiz.title, script.count, self._players, script.starts_at)
        frame = encode(lobby)
        for subscriber in self._untold(scene):
            self._tell(subscriber, scene, frame)
        return self._get_ready(0, now) or now + _LOOK_MS

    def _follow(self) -> bool:
        """Take up what the quiz is by now, to be told anew if it is another; False: it is no more."""
        known, found = self._script, self._stage.script(self._script.quiz.id)
        if found is None:
            self._gone = True
            return False
        self._script = found
        if found.quiz != known.quiz:
            self._cast = None
            for subscriber in self._subscribers.values():
                subscriber.told = None
        return True

    def _take_leave(self) -> None:
        """There will be nothing to see."""
        scene = ("ended", None)
        frame = encode(QuizEnded(self._script.topic, 0, [], None))
        for subscriber in self._untold(scene):
            self._tell(subscriber, scene, frame)

    def _get_ready(self, no: int, now: int) -> int | None:
        """Sign the tokens of a question that is about to open; when, if that is later."""
        due_ms = self._script.timetable.opens_at_ms(no) - _AHEAD_MS
        if now < due_ms:
            return min(due_ms, now + _LOOK_MS)
        self._cast_for(no).sign({subscriber.player for subscriber in self._subscribers.values()})
        return None

    # Questions

    def _ask(self, no: int) -> int:
        """Put the question to whoever was not told yet, with their tokens; who has entered since gets theirs, too."""
        cast, scene, now = self._cast_for(no), ("question", no), now_ms()
        untold = self._untold(scene)
        cast.sign({subscriber.player for subscriber in untold})
        for count, subscriber in enumerate(untold):
            if not count % AT_ONCE:
                sleep(0)
            question, token = self._script.question(no, self._lang(subscriber)), cast.tokens.get(subscriber.player)
            self._tell(subscriber, scene, question + (token or b""))
        if now >= cast.looked_ms + _LOOK_MS:
            self._look_again(cast, now)
        return now + _LOOK_MS

    def _cast_for(self, no: int) -> Cast:
        if self._cast is None or self._cast.no != no:
            alive = self._alive(no) if self._script.quiz.elimination else None
            self._cast = Cast(self._script, self._stage, no, alive, now_ms())
        return self._cast

    def _alive(self, no: int) -> frozenset[UUID] | None:
        """Who may answer question `no`; before the first one is over, everyone who is there when it opens."""
        if not no:
            return None
        known = self._settled if self._settled and self._settled[0] == no - 1 else None
        complete = known[1] if known else self._stage.settle(now_ms())
        return self._stage.round(self._script, no - 1, complete).alive

    def _look_again(self, cast: Cast, now: int) -> None:
        """Who subscribed first and entered afterwards."""
        cast.looked_ms = now
        without = {one.player for one in self._subscribers.values() if cast.tokens.get(one.player) is None}
        for player in without:
            cast.tokens.pop(player, None)
        cast.sign(without)
        for subscriber in self._subscribers.values():
            token = cast.tokens.get(subscriber.player)
            if token and subscriber.player in without and subscriber.told == ("question", cast.no):
                subscriber.connection.put(token)

    def _lang(self, subscriber: Subscriber) -> str:
        return self._script.lang(self._cast.langs.get(subscriber.player) if self._cast else None)

    # Reveals

    def _reveal(self, no: int, opens_ms: int, closes_ms: int) -> int:
        """Tell what was right once the answers are applied, or most of the reveal's time would be gone."""
        found, now = self._round, now_ms()
        if found is None or found.no != no:
            until_ms = opens_ms + min(_SETTLE_MS, (closes_ms - opens_ms) * 4 // 5)
            if self._settling != no:
                self._settling = no
                spawn(self._settle, no, until_ms)
            known = self._settled if self._settled and self._settled[0] == no else None
            if known is None and now < until_ms:
                return until_ms
            found = self._round = self._stage.round(self._script, no, known is not None and known[1])
        self._tell_round(found, self._untold(("reveal", no)))
        following = no + 1
        ready = self._get_ready(following, now) if following < self._script.count else None
        return ready or closes_ms

    def _settle(self, no: int, until_ms: int) -> None:
        self._settled = (no, self._stage.settle(until_ms))
        self._wake.set()

    def _tell_round(self, found: Round, untold: list[Subscriber]) -> None:
        top = self._stage.name(found.top)
        for count, subscriber in enumerate(untold):
            if not count % AT_ONCE:
                sleep(0)
            player = UUID(subscriber.player)
            own = found.own.get(player)
            answered = self._script.answered(found.no, self._script.lang(found.langs.get(player)))
            reveal = QuizReveal(
                self._script.topic,
                found.no,
                self._script.count,
                *answered,
                found.answered,
                found.right,
                found.distribution,
                top,
                own,
                self._script.quiz.elimination and own is not None and player not in found.alive,
                found.complete,
            )
            self._tell(subscriber, ("reveal", found.no), encode(reveal))

    # The end

    def _end(self) -> None:
        """The board as it is when this process tells it first, for all of them."""
        if self._final is None:
            self._final = self._stage.round(self._script, self._script.count - 1, complete=True)
        top = self._stage.name(self._final.top)
        for subscriber in self._untold(("ended", None)):
            own = self._final.own.get(UUID(subscriber.player))
            me = Me(own.rank, own.total) if own and own.rank else None
            ended = QuizEnded(self._script.topic, self._final.players, top, me)
            self._tell(subscriber, ("ended", None), encode(ended))
