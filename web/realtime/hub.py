"""All sockets of one process: they come in, are looked after, and are sent away."""

from random import randint
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from gevent import sleep, spawn
from redis import Redis, RedisError

from bridges.denials import Denials
from bridges.sockets import Sockets
from web.realtime.arena import Arena
from web.realtime.connection import DENIED, INTERNAL, RESTARTING, Connection
from web.realtime.conversation import Conversation
from web.realtime.door import Door
from web.realtime.inboxes import Inboxes
from web.realtime.limits import Limits
from web.realtime.messages import Draining, Revoked
from web.realtime.stage import Stage
from web.realtime.tireless import for_ever
from web.realtime.topics import Topics
from web.scoreboard import Scoreboard
from web.tokens import Tokens

log = structlog.get_logger()

_SWEEP_S = 0.2
_AT_ONCE = 256


class Hub:
    """One a process. Set `draining` to have every client sent away, with a time to come back."""

    def __init__(
        self,
        tokens: Tokens,
        redis: "Redis",
        scoreboard: Scoreboard,
        stage: Stage,
        limits: Limits,
        denials: Denials,
        arena: Arena,
    ) -> None:
        self.arena = arena
        self._limits = limits
        self._sockets = Sockets(redis, limits.sockets_a_player, limits.lease_s)
        inboxes = Inboxes()
        self._topics = Topics(redis, scoreboard, stage, limits, inboxes, arena)
        self._door = Door(self._sockets, stage, scoreboard, limits)
        self._conversation = Conversation(tokens, self._door, self._topics, inboxes, limits, denials, arena.handlers)
        self.denials = denials
        self._connections: set[Connection] = set()
        self._renewed_at = self._swept_at = monotonic()
        self._started = False
        self._draining = False

    @property
    def draining(self) -> bool:
        """Whether every client is being sent away."""
        return self._draining

    @draining.setter
    def draining(self, value: bool) -> None:
        self._draining = value
        if value:
            self.arena.drain()

    def __len__(self) -> int:
        return len(self._connections)

    def start(self) -> None:
        """Listen to Redis and look after the connections; safe to call again."""
        if not self._started:
            self._started = True
            self.denials.start()
            self.arena.start()
            self._door.start()
            spawn(for_ever, self._topics.listen)
            spawn(for_ever, self._look_after)

    def stop(self) -> None:
        """Clients were sent away when draining began; what they did last is on its way still."""
        self.arena.stop()

    def serve(self, socket: Any) -> None:
        """Have a client's connection, from its upgrade to its end, in the greenlet of its request."""
        self.start()
        connection = Connection(socket, self._limits)
        socket.event.ring = lambda: self._conversation.read(connection, socket.input_buffer)
        self._connections.add(connection)
        try:
            socket.thread.run()
        except Exception:
            log.exception("a connection failed")
            connection.close(INTERNAL, "internal error")
        finally:
            connection.end()
            self._conversation.end(connection)
            self.arena.lobby.release(connection)
            connection.wire.finish(self._limits.goodbye_s)
            self._connections.discard(connection)

    def _look_after(self) -> None:
        """End what takes too long, renew what is held in Redis, send everyone away once draining has begun."""
        sleep(_SWEEP_S)
        now = monotonic()
        # What a busy process had no time to read is not the client's delay.
        spent = min(now - self._swept_at, 2 * _SWEEP_S)
        self._swept_at = now
        for number, connection in enumerate(list(self._connections)):
            if not number % _AT_ONCE:
                sleep(0)  # thousands in one go would keep everybody waiting
            if self.draining:
                connection.tell(Draining(randint(*self._limits.reconnect_ms)))
                connection.close(RESTARTING, "draining")
            elif connection.player_id is not None:
                self._end_denied(connection, connection.player_id)
            connection.sweep(spent, self._limits)
        if now - self._renewed_at > self._limits.lease_s / 3:
            self._renewed_at = now
            self._renew()

    def _end_denied(self, connection: Connection, player: UUID) -> None:
        kind = self.denials.kind(player, connection.device)
        if kind is not None:
            connection.tell(Revoked("blocked" if kind == "player" else "logged_out"))
            connection.close(DENIED, "denied")

    def _renew(self) -> None:
        # Looked at only when its turn comes: who has left meanwhile must not be counted again.
        held = ((c.player, c.id) for c in list(self._connections) if c.player is not None and not c.closing)
        try:
            self._sockets.renew(held)
        except RedisError as error:
            log.info("sockets not renewed", error=str(error))
