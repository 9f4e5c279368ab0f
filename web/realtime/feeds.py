"""One board as it is shown to everyone who has subscribed to it in this process."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from time import monotonic

import structlog
from gevent import sleep, spawn
from gevent.event import Event

from bridges.breaker import Away
from rules.places import TOP_10, Place, View
from web.realtime.connection import Connection
from web.realtime.frames import encode
from web.realtime.limits import Limits
from web.realtime.messages import BoardChange, BoardSnapshot, Entry, Me
from web.scoreboard import Look, Scoreboard

log = structlog.get_logger()

_RANKS_AT_ONCE = 1_000
_AWAY_S = 1.0


@dataclass(slots=True)
class Subscriber:
    """A connection, and what it was last told. `told` is None before its snapshot."""

    connection: Connection
    player: str
    told: int | None = None
    me: Me | None = None


class Feed:
    """Reads its board at most ten times a second, once for all, and tells each subscriber what is new to it."""

    def __init__(self, topic: str, board: str, scoreboard: Scoreboard, limits: Limits) -> None:
        self._topic = topic
        self._board = board
        self._scoreboard = scoreboard
        self._limits = limits
        self._subscribers: dict[Connection, Subscriber] = {}
        self._of_player: defaultdict[str, list[Subscriber]] = defaultdict(list)
        self._wake = Event()
        self._running = False
        self._heard: set[str] = set()
        """Players of ours whose total has changed since the last look."""
        self._ranks: deque[str] = deque()
        """Players whose rank is to be looked at again, as others have moved."""
        self._ranked_at = 0.0
        self._ranked_version = -1
        self._anew = True
        """Whether everybody needs a snapshot: first of all, and when the board is another or comes from elsewhere."""
        self._key = ""
        self._seen: Look | None = None
        self._entries: list[Entry] = []

    def __len__(self) -> int:
        return len(self._subscribers)

    def join(self, connection: Connection, player: str) -> None:
        """Subscribe, or ask for a snapshot again."""
        self.leave(connection)
        subscriber = Subscriber(connection, player)
        self._subscribers[connection] = subscriber
        self._of_player[player].append(subscriber)
        self._heard.add(player)
        self._wake.set()
        if not self._running:
            self._running = True
            spawn(self._run)

    def leave(self, connection: Connection) -> None:
        """No more of this board."""
        subscriber = self._subscribers.pop(connection, None)
        if subscriber is None:
            return
        others = self._of_player[subscriber.player]
        others.remove(subscriber)
        if not others:
            del self._of_player[subscriber.player]
        if not self._subscribers:
            self._wake.set()

    def hear(self, players: Iterable[str]) -> None:
        """The board has changed, by these players' totals."""
        self._heard.update(player for player in players if player in self._of_player)
        self._wake.set()

    def begin_anew(self) -> None:
        """Changes may have been missed: everybody needs a snapshot."""
        self._anew = True
        self._wake.set()

    def _run(self) -> None:
        """Look when there is reason to, until nobody is left."""
        try:
            while self._subscribers:
                self._wake.wait(self._patience())
                self._wake.clear()
                if self._subscribers:
                    sleep(self._look_again())
        finally:
            self._running = False

    def _patience(self) -> float:
        """Seconds until it is time to look though nothing was heard."""
        if self._seen is None or self._ranks:
            return 0
        if self._seen.source == "database":
            return self._limits.database_s
        if self._seen.view.version != self._ranked_version:
            return max(self._ranked_at + self._limits.refresh_s - monotonic(), 0)
        return self._limits.poll_s

    def _look_again(self) -> float:
        """Look, tell, and say how many seconds to rest."""
        try:
            self._tick()
        except Away:
            log.info("no store can tell a board", topic=self._topic)
            return _AWAY_S
        except Exception:
            log.exception("a feed failed", topic=self._topic)
            self._anew = True
            return _AWAY_S
        return self._limits.change_s if self._seen and self._seen.source == "live" else _AWAY_S

    def _tick(self) -> None:
        board = self._scoreboard.board(self._board)
        anew, self._anew = self._anew or board.key != self._key, False
        heard, self._heard = self._heard, set()
        try:
            asked = set(self._of_player) if anew else heard | self._next_ranks()
            look = self._scoreboard.look(board, TOP_10, asked)
            if not anew and self._seen and look.source != self._seen.source:
                anew, asked = True, set(self._of_player)
                look = self._scoreboard.look(board, TOP_10, asked)
            entries = self._name(look.view.places)
        except Exception:
            self._anew, self._heard = anew or self._anew, self._heard | heard
            raise
        if anew:
            self._note_ranked(look.view.version)
        if anew or entries != self._entries:
            told: Iterable[Subscriber] = list(self._subscribers.values())
        else:
            told = [subscriber for player in asked for subscriber in self._of_player.get(player, ())]
        news = _News(self._topic, look.view, entries, entries != self._entries, asked)
        self._key, self._seen, self._entries = board.key, look, entries
        for subscriber in told:
            news.tell(subscriber, anew)

    def _next_ranks(self) -> set[str]:
        """Some of those whose rank has not been looked at for long, if anyone has moved since."""
        moved = self._seen is not None and self._seen.view.version != self._ranked_version
        if self._seen and moved and not self._ranks and monotonic() >= self._ranked_at + self._limits.refresh_s:
            self._ranks.extend(self._of_player)
            self._note_ranked(self._seen.view.version)
        return {self._ranks.popleft() for _ in range(min(len(self._ranks), _RANKS_AT_ONCE))}

    def _note_ranked(self, version: int) -> None:
        """Everybody's rank is, or is about to be, looked at."""
        self._ranked_version = version
        self._ranked_at = monotonic()

    def _name(self, places: Collection[Place]) -> list[Entry]:
        faces = self._scoreboard.faces(place.player for place in places)
        return [Entry(place.rank, place.player, faces[place.player].name, place.points) for place in places]


class _News:
    """What one look has shown; frames that several get are made once."""

    def __init__(self, topic: str, view: View, entries: list[Entry], moved: bool, asked: Collection[str]) -> None:
        self._topic = topic
        self._view = view
        self._entries = entries
        self._shown = entries if moved else []
        self._asked = asked
        self._made: dict[int, bytes] = {}

    def tell(self, subscriber: Subscriber, anew: bool) -> None:
        """Send a subscriber what is new to it: a snapshot, a change, or nothing.

        One that came while the board was being read waits for the next look, which asks for its place too.
        """
        if subscriber.told is None and subscriber.player not in self._asked:
            return
        me = subscriber.me
        if subscriber.player in self._asked:
            place = self._view.mine.get(subscriber.player)
            me = Me(place.rank, place.points) if place else None
        if subscriber.told is None or anew or (me is None and subscriber.me is not None):
            frame = encode(BoardSnapshot(self._topic, self._view.version, self._entries, me))
        elif me != subscriber.me:
            frame = encode(BoardChange(self._topic, subscriber.told, self._view.version, self._shown, me))
        elif self._shown:
            frame = self._for_all(subscriber.told)
        else:
            return
        subscriber.told, subscriber.me = self._view.version, me
        subscriber.connection.put(frame)

    def _for_all(self, since: int) -> bytes:
        if since not in self._made:
            self._made[since] = encode(BoardChange(self._topic, since, self._view.version, self._shown, None))
        return self._made[since]
