"""Players are let in: those who say hello at once together, as fast as Redis and Postgres answer, and none too late."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Literal

import structlog
from gevent import spawn
from gevent.event import AsyncResult, Event
from redis import RedisError

from bridges.breaker import Away
from bridges.sockets import Knock, Sockets, Verdict
from models.greeting import Running
from web.realtime.limits import Limits
from web.realtime.stage import Stage
from web.realtime.tireless import for_ever
from web.scoreboard import Scoreboard

log = structlog.get_logger()

AT_ONCE = 200
"""Players in one trip to Redis and one query."""


@dataclass(frozen=True)
class Entry:
    """What became of who knocked: `busy` has waited too long, of `away` Redis cannot tell; neither has used a token."""

    verdict: Verdict | Literal["busy", "away"]
    name: str = ""
    running: Running | None = None


@dataclass(eq=False)
class _Waiting:
    knock: Knock
    since: float = field(default_factory=monotonic)
    entry: Any = field(default_factory=AsyncResult)
    """An Entry, when it is known."""


class Door:
    """One a process."""

    def __init__(self, sockets: Sockets, stage: Stage, scoreboard: Scoreboard, limits: Limits) -> None:
        self._sockets = sockets
        self._stage = stage
        self._scoreboard = scoreboard
        self._limits = limits
        self._waiting: deque[_Waiting] = deque()
        self._wake = Event()

    def start(self) -> None:
        """Begin to let players in."""
        spawn(for_ever, self._let_in)

    def enter(self, knock: Knock) -> Entry:
        """Wait to be let in, or turned away."""
        waiting = _Waiting(knock)
        self._waiting.append(waiting)
        self._wake.set()
        entry: Entry = waiting.entry.get()
        return entry

    def leave(self, player: str, socket: str) -> None:
        """A socket has closed."""
        try:
            self._sockets.leave(player, socket)
        except RedisError as error:
            log.info("a socket stays counted until its lease ends", error=str(error))

    def _let_in(self) -> None:
        self._wake.wait()
        self._wake.clear()
        while self._waiting:
            some = [self._waiting.popleft() for _ in range(min(len(self._waiting), AT_ONCE))]
            latest = monotonic() - self._limits.entry_s
            for late in (one for one in some if one.since < latest):
                late.entry.set(Entry("busy"))
            self._answer([one for one in some if one.since >= latest])

    def _answer(self, some: Sequence[_Waiting]) -> None:
        try:
            entries = self._look_up([one.knock for one in some]) if some else []
        except RedisError as error:
            log.info("nobody is let in", error=str(error))
            entries = [Entry("away")] * len(some)
        except Exception:
            log.exception("nobody is let in")
            entries = [Entry("away")] * len(some)
        for one, entry in zip(some, entries, strict=True):
            one.entry.set(entry)

    def _look_up(self, knocks: Sequence[Knock]) -> list[Entry]:
        verdicts = self._sockets.admit(knocks)
        welcome = {knock.player for knock, verdict in zip(knocks, verdicts, strict=True) if verdict == "welcome"}
        running, faces = self._running(sorted(welcome)), self._scoreboard.faces(welcome) if welcome else {}
        return [
            Entry(verdict, faces[knock.player].name, running.get(knock.player))
            if verdict == "welcome"
            else Entry(verdict)
            for knock, verdict in zip(knocks, verdicts, strict=True)
        ]

    def _running(self, players: Sequence[str]) -> Mapping[str, Running]:
        """What they are in; nobody's while Postgres is away."""
        try:
            return self._stage.running(players) if players else {}
        except Away:
            return {}
