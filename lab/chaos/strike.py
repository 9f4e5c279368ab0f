"""Doing what the nemesis planned, to whatever process has that role just now; and undoing what must not stay."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic, sleep

from redis import Redis, RedisError

from lab.chaos.nemesis import FOR_EVER, Fault, signal_group
from lab.process import kill_tree
from lab.state import Entry, processes

_LEAST_APART_S = 1.0
_REDIS_S = 10.0
_INSTEAD_S = 8.0
"""How long a process is frozen when its twin is frozen for ever already."""


class Striker:
    """Strikes at the processes of one lab folder. Not for two threads."""

    def __init__(self, home: Path, redis_url: str, random: Random) -> None:
        self._home = home
        self._redis = Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=1)
        self._random = random
        self._frozen: dict[int, tuple[str, float]] = {}
        """Role and time of release, by process group."""
        self.stopped = False

    def strike(self, faults: list[Fault], progress: Callable[[], float], say: Callable[[str], None]) -> None:
        """All faults, spread over the run: the n-th of N when `progress` (0..1) has passed n/(N+1)."""
        for number, fault in enumerate(faults, 1):
            if self.stopped:
                return
            together = number > 1 and faults[number - 2].with_next
            if not together:
                self._wait(partial(_passed, progress, number / (len(faults) + 1)))
            say(f"{number:>3} of {len(faults)}: {fault}: {self.do(fault)}")
        self._wait(lambda: True)

    def _wait(self, due: Callable[[], bool]) -> None:
        """At least a second, until it is due; those whose time is over are let go meanwhile."""
        began = monotonic()
        while not self.stopped and (monotonic() - began < _LEAST_APART_S or not due()):
            self.release()
            sleep(0.05)

    def do(self, fault: Fault) -> str:
        """Do one; what it was done to, in words."""
        if fault.kind == "wipe":
            return self._wipe()
        entry = self._choose(fault.role)
        if entry is None:
            return "nobody there"
        if fault.kind == "kill":
            kill_tree(entry.pid)
        elif fault.kind == "immediate":
            with suppress(ProcessLookupError):
                os.kill(entry.pid, signal.SIGQUIT)
        else:
            self._freeze(entry, fault)
        return f"{entry.name} ({entry.pid})"

    def _alive(self, role: str) -> list[Entry]:
        """The living processes of that role."""
        return [e for e in processes(self._home) if e.alive and (e.name == role or e.name.startswith(f"{role}-"))]

    def _choose(self, role: str) -> Entry | None:
        """Some living process of that role, rather one that is not frozen."""
        alive = self._alive(role)
        awake = [entry for entry in alive if entry.pid not in self._frozen]
        return self._random.choice(awake or alive) if alive else None

    def _freeze(self, entry: Entry, fault: Fault) -> None:
        taken = any(role == fault.role and until == FOR_EVER for role, until in self._frozen.values())
        seconds = _INSTEAD_S if taken and fault.seconds == FOR_EVER else fault.seconds
        if signal_group(entry.pid, signal.SIGSTOP):
            self._frozen[entry.pid] = (fault.role, monotonic() + seconds)

    def _wipe(self) -> str:
        """Empty Redis, once it is there: it may have been killed just before."""
        deadline = monotonic() + _REDIS_S
        while True:
            try:
                self._redis.flushall()
            except RedisError as error:
                if monotonic() > deadline:
                    return f"not there: {error}"
                sleep(0.1)
            else:
                return "FLUSHALL"

    def release(self) -> None:
        """Let those go on whose time is over."""
        for pid, (_, until) in list(self._frozen.items()):
            if until <= monotonic():
                signal_group(pid, signal.SIGCONT)
                del self._frozen[pid]

    def heal(self) -> None:
        """The end of it: who was frozen for ever is killed, so that another takes its place; the others go on."""
        for pid, (_, until) in self._frozen.items():
            if until == FOR_EVER:
                kill_tree(pid)
            else:
                signal_group(pid, signal.SIGCONT)
        self._frozen.clear()


def _passed(progress: Callable[[], float], due: float) -> bool:
    return progress() >= due
