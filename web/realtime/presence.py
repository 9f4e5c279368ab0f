"""Who comes and goes in battles: at once as their sockets do, and a moment later where a process died with theirs."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import structlog
from gevent import sleep, spawn
from gevent.pool import Pool
from redis import RedisError

from bridges.battles import Gone
from bridges.scripts import Script
from bridges.seats import Ended, Seat, Seats
from rules.battle_state import Move, Refused
from web.battles.referee import Referee, Unavailable
from web.realtime.clockwork import now_ms
from web.realtime.connection import Connection
from web.realtime.tireless import for_ever

log = structlog.get_logger()

_RENEW_S = 2.0
_LOOK_S = 0.5
_AT_ONCE = 200
_REST_S = 0.5
_TRIES = 60


class Presence:
    """One a process. `want` is told of battles that are not there."""

    def __init__(
        self, seats: Seats, referee: Referee, is_online: Callable[[str], bool], want: Callable[[UUID], None]
    ) -> None:
        self._seats = seats
        self._referee = referee
        self._is_online = is_online
        self._want = want
        self._held: defaultdict[Seat, set[Connection]] = defaultdict(set)
        self._pool = Pool(_AT_ONCE)
        self.draining = False
        """Whoever leaves now is sent away by us, and comes back."""

    def start(self) -> None:
        """Begin to renew what is held here, and to look for what nobody holds any more."""
        for work in (self._renew, self._look):
            spawn(for_ever, work)

    def come(self, seat: Seat, script: Script, connection: Connection) -> None:
        """A player's socket is at a battle. Asked for again, it is made sure of again."""
        self._held[seat].add(connection)
        spawn(_insist, self._come, seat, script)

    def go(self, seat: Seat, script: Script, connection: Connection) -> None:
        """And no more. A player who has another socket goes away when none of theirs holds the seat."""
        self._held[seat].discard(connection)
        if not self._held[seat]:
            del self._held[seat]
            if not self.draining:
                spawn(_insist, self._go, seat, script)

    def _come(self, seat: Seat, script: Script) -> None:
        if seat in self._held:
            self._seats.renew([seat])
            self._referee.play(seat.battle, script, Move("back", seat.side), now_ms())

    def _go(self, seat: Seat, script: Script) -> None:
        if not self._is_online(str(script.players[seat.side])):
            self._referee.play(seat.battle, script, Move("away", seat.side), now_ms())

    def _renew(self) -> None:
        self.renew()
        sleep(_RENEW_S)

    def renew(self) -> None:
        """Say of all that are here that they are. May raise RedisError."""
        held = list(self._held)
        for start in range(0, len(held), _AT_ONCE):
            self._seats.renew(held[start : start + _AT_ONCE])

    def _look(self) -> None:
        for ended in self._seats.ended(_AT_ONCE):
            self._pool.spawn(self.end, ended)
        sleep(_LOOK_S)

    def end(self, ended: Ended) -> None:
        """Nobody holds a seat: its player is away. What fails is seen again.

        One who came back meanwhile is told so by the process that has them (web.realtime.battlefeed).
        """
        battle, side = ended.seat
        if ended.seat in self._held:
            return  # we are late ourselves
        try:
            script = self._referee.script(battle)
            if script is not None:
                with suppress(Refused):  # it is over
                    self._referee.play(battle, script, Move("away", side), now_ms())
            self._seats.forget(ended)
        except Gone:
            self._want(battle)
        except (Unavailable, RedisError) as error:
            log.info("who is away is not told yet", battle=str(battle), error=str(error))


def _insist(note: Callable[[Seat, Script], None], seat: Seat, script: Script) -> None:
    """Note who comes or goes, as soon as that can be kept."""
    for _ in range(_TRIES):
        try:
            return note(seat, script)
        except Refused:
            return None
        except (Gone, Unavailable, RedisError):
            sleep(_REST_S)
    return None
