"""What happens in battles though nobody does anything: deadlines, battles that were lost, players who are banned."""

from itertools import islice
from time import time
from uuid import UUID

import structlog
from gevent import sleep, spawn
from gevent.event import Event
from gevent.pool import Pool
from redis import RedisError

from bridges.battles import Battles, Gone
from bridges.postgres import Postgres
from models import battles as stored
from models import leases
from models.battles import FIRST, Forfeit
from rules.battle_state import Move, Refused
from web.battles.rebuilding import Rebuilder
from web.battles.referee import Referee, Unavailable
from web.realtime.tireless import for_ever

log = structlog.get_logger()

_TICK_S = 0.025
_AT_ONCE = 200
_SWEEP_S = 2.0
_SWEEP = "battles.sweep"
_FORFEIT_S = 0.5
_FORFEIT = "battles.forfeit"
SLICE = 500
"""Battles that are looked for, or rebuilt, in one go; between two slices others have their turn."""
_BETWEEN_S = 0.05


def now_ms() -> int:
    """The time that moves are made at."""
    return int(time() * 1000)


class Clockwork:
    """One a process; any number may run."""

    def __init__(
        self,
        name: str,
        postgres: Postgres,
        battles: Battles,
        referee: Referee,
        rebuilder: Rebuilder,
    ) -> None:
        self._name = name
        self._postgres = postgres
        self._battles = battles
        self._referee = referee
        self._rebuilder = rebuilder
        self._pool = Pool(_AT_ONCE)
        self._wanted: dict[UUID, int] = {}
        """Battles that may have to be rebuilt, with their lives as far as these are known, else 0."""
        self._wake = Event()
        self._swept = FIRST
        """Behind which battle the sweep goes on."""

    def start(self) -> None:
        """Begin to work."""
        for work in (self._keep_deadlines, self._sweep, self._forfeit, self._rebuild):
            spawn(for_ever, work)

    def want(self, battle: UUID, life: int = 0) -> None:
        """A battle is missing, and should be there, in this life or a newer one."""
        self._wanted[battle] = max(life, self._wanted.get(battle, 0))
        self._wake.set()

    def _keep_deadlines(self) -> None:
        due = self._battles.lease_due(now_ms(), _AT_ONCE)
        for battle in due:
            self._pool.spawn(self._meet, battle)
        if len(due) < _AT_ONCE:
            sleep(_TICK_S)

    def _meet(self, battle: UUID) -> None:
        """Do what is due in a battle. What fails is due again when its lease ends."""
        try:
            script = self._referee.script(battle)
            if script is None:
                self._battles.drop(battle)
                self._referee.forget(battle)
                return
            standing = self._referee.look(battle)
            if standing.state.due_at is None:
                self._battles.rest(battle)
                self._referee.forget(battle)
            else:
                self._referee.play(battle, script, Move("tick", due_at=standing.state.due_at), now_ms())
        except Gone:
            self.want(battle)
        except Refused:
            pass  # somebody else has done it
        except (Unavailable, RedisError) as error:
            log.info("a deadline waits", battle=str(battle), error=str(error))

    def _sweep(self) -> None:
        """Find battles that run and are not in Redis, slice by slice; one process does so at a time."""
        sleep(_SWEEP_S if self._swept == FIRST else _BETWEEN_S)
        after, self._swept = self._swept, FIRST
        with self._postgres.begin() as connection:
            if leases.take(connection, _SWEEP, self._name, 3 * _SWEEP_S) is None:
                return
            running = stored.running(connection, after, SLICE)
        if len(running) == SLICE:
            self._swept = max(running)
        for battle in self._battles.missing(running) if running else ():
            self.want(battle, running[battle])

    def _forfeit(self) -> None:
        """Have whoever may not play any more give up; one process looks for them at a time."""
        sleep(_FORFEIT_S)
        with self._postgres.begin() as connection:
            if leases.take(connection, _FORFEIT, self._name, 3 * _FORFEIT_S) is None:
                return
            due = stored.forfeits(connection, SLICE)
        for one in due:
            self._give_up(one)

    def _give_up(self, one: Forfeit) -> None:
        try:
            script = self._referee.script(one.battle)
            side = script.side_of(one.player) if script else None
            if script is not None and side is not None:
                self._referee.play(one.battle, script, Move("surrender", side, str(one.sanction)), now_ms())
        except Gone:
            self.want(one.battle)
        except Refused:
            pass  # it is over, and not settled yet
        except (Unavailable, RedisError) as error:
            log.info("a battle is to be given up", battle=str(one.battle), error=str(error))

    def _rebuild(self) -> None:
        """A slice of those that are wanted, longest first; what fails is wanted again, after all others."""
        self._wake.wait()
        wanted = {battle: self._wanted.pop(battle) for battle in list(islice(self._wanted, SLICE))}
        if not self._wanted:
            self._wake.clear()
        try:
            self._rebuilder.rebuild(self._battles.missing(wanted), now_ms)
        except Exception:
            for battle, life in wanted.items():
                self.want(battle, life)
            raise
        finally:
            for battle in wanted:
                self._referee.forget(battle)  # it may be over, or void; not before, as moves of it come meanwhile
