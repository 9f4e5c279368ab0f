"""Boards as a web process reads them: from Redis while they count there, else from Postgres, with faces to the ids."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Literal, NamedTuple
from uuid import UUID

import structlog
from redis import Redis, RedisError
from sqlalchemy import select

from bridges.boards import Boards
from bridges.breaker import Away, Breaker
from bridges.postgres import Postgres
from models import boards as stored
from rules.boards import Board
from rules.directory import Directory
from rules.places import View, Window
from web.remembered import Remembered

log = structlog.get_logger()

FACES = "faces"
"""The channel on which processes are told whose face has changed: a player's id as text."""
Source = Literal["live", "database"]

TOP = Window(101)
_LIVE_S = 0.1
_STORED_S = 1.0
_DIRECTORY_S = 30.0
_FACE_S = 60.0
_FACES = 50_000


@dataclass(frozen=True)
class Look:
    """What was seen of a board, and where."""

    view: View
    source: Source


class Face(NamedTuple):
    """How a player is shown."""

    name: str
    country: str | None


_NOBODY = Face("Player", None)


class Scoreboard:
    """One a process. Raises Away only when neither store can tell."""

    def __init__(self, postgres: Postgres, redis: "Redis") -> None:
        self._postgres = postgres
        self._client = redis
        self._boards = Boards(redis)
        self._health: Remembered[str, dict[str, str]] = Remembered(_STORED_S)
        self._redis = Breaker("redis of the boards", lambda error: isinstance(error, RedisError))
        self._top: Remembered[str, Look] = Remembered(_LIVE_S)
        self._stored: Remembered[object, Look] = Remembered(_STORED_S)
        self._directory: tuple[float, Directory] | None = None
        self._faces: OrderedDict[str, tuple[float, Face]] = OrderedDict()

    def board(self, name: str, at: str | None = None) -> Board:
        """The board of that name, now or at another time. Raises rules.boards.UnknownBoard."""
        return self.directory().find(name, at, datetime.now(UTC).date())

    def directory(self) -> Directory:
        """Categories and seasons, half a minute old at most; older while Postgres is away."""
        kept = self._directory
        if kept and monotonic() < kept[0]:
            return kept[1]
        try:
            with self._postgres.connect() as connection:
                found = stored.directory(connection)
        except Away:
            if kept is None:
                raise
            return kept[1]
        self._directory = (monotonic() + _DIRECTORY_S, found)
        return found

    def top(self, board: Board) -> Look:
        """The first hundred and one more, a tenth of a second old at most; a second, when they come from Postgres."""
        return self._top.get(board.key, lambda: self.look(board, TOP))

    def look(self, board: Board, window: Window, players: Collection[str] = ()) -> Look:
        """Part of a board and the places of some players, in one read."""
        with suppress(Away), self._redis.guard():
            view = self._boards.view(board, window, players)
            if view is not None:
                return Look(view, "live")
            self._boards.want([board.key])
        return self.kept(board, window, players, lambda: self._read(board, window, players))

    def kept(self, board: Board, window: Window, players: Collection[str], read: Callable[[], Look]) -> Look:
        """What Postgres tells of a board, for these players alone, a second old at most."""
        return self._stored.get((board.key, window, *sorted(players)), read)

    def health(self) -> dict[str, str]:
        """`ok` or `away` by store, looked at once a second at most."""
        return self._health.get("", lambda: {"postgres": self._postgres_now(), "redis": self._redis_now()})

    def _postgres_now(self) -> str:
        try:
            with self._postgres.connect() as connection:
                connection.execute(select(1))
        except Away:
            return "away"
        return "ok"

    def _redis_now(self) -> str:
        try:
            with self._redis.guard():
                self._client.ping()
        except Away:
            return "away"
        return "ok"

    def _read(self, board: Board, window: Window, players: Collection[str]) -> Look:
        with self._postgres.connect() as connection:
            return Look(stored.view(connection, board, window, players), "database")

    def faces(self, players: Iterable[str], *, fresh: bool = False) -> dict[str, Face]:
        """Name and country of players, a minute old at most; older, or of a nobody, while Postgres is away.

        `fresh`: as they are now.
        """
        now = monotonic()
        kept = {player: self._faces.get(player) for player in players}
        stale = [player for player, found in kept.items() if fresh or found is None or found[0] < now]
        if stale:
            with suppress(Away):
                self._learn(stale, now + _FACE_S)
        return {player: self._faces.get(player, (0.0, _NOBODY))[1] for player in kept}

    def tell_changed(self, player: UUID) -> None:
        """Have processes that listen look at a player anew, after the commit; else they do so within a minute."""
        self.forget(str(player).encode())
        try:
            self._client.publish(FACES, str(player))
        except RedisError as error:
            log.info("a change of a player's face was not told", error=str(error))

    def forget(self, message: bytes) -> None:
        """What `tell_changed` said: what is known of a player is kept only in case Postgres is away."""
        player = message.decode(errors="replace")
        if found := self._faces.get(player):
            self._faces[player] = (0.0, found[1])

    def _learn(self, players: list[str], until: float) -> None:
        with self._postgres.connect() as connection:
            found = stored.faces(connection, players)
        for player, (name, country) in found.items():
            self._faces[player] = (until, Face(name, country))
            self._faces.move_to_end(player)
        while len(self._faces) > _FACES:
            self._faces.popitem(last=False)
