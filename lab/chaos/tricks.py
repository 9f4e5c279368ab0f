"""Faults that need to know what the pipeline does: a bridge on duty no more, a season's end, a worker left behind."""

from pathlib import Path
from random import Random
from signal import SIGCONT, SIGSTOP
from time import monotonic

import psutil

from lab.chaos.longstop import LongStop
from lab.chaos.nemesis import Fault, signal_group
from lab.chaos.strike import Striker
from lab.chaos.watch import Watch
from lab.chaos.zombie import Zombie


class Trickster(Striker):
    """Strikes at the pipeline of answers."""

    def __init__(
        self, home: Path, redis_url: str, zombie: Zombie, long_stop: LongStop, watch: Watch, random: Random
    ) -> None:
        super().__init__(home, redis_url, random)
        self._zombie, self._long_stop, self._watch = zombie, long_stop, watch

    def do(self, fault: Fault) -> str:
        """Do one; what it was done to, in words."""
        if fault.kind == "zombie":
            return self._wake_zombie()
        if fault.kind == "closing":
            return self._close(fault.role)
        if fault.kind == "stale":
            return self._wipe_behind(fault)
        return super().do(fault)

    def _wipe_behind(self, fault: Fault) -> str:
        """Empty Redis while one of a program's workers is frozen: it goes on from what there was before."""
        entry = self._choose(fault.role)
        workers = psutil.Process(entry.pid).children() if entry else []
        if not workers:
            return "nobody there"
        worker = self._random.choice(workers).pid
        if signal_group(worker, SIGSTOP):
            self._frozen[worker] = (fault.role, monotonic() + fault.seconds)
        return f"worker {worker}, {self._wipe()}"

    def _wake_zombie(self) -> str:
        there = [s for s in self._watch.standings if s.topic == "quiz.submissions" and s.applied > s.first]
        return self._zombie.send(self._random.choice(there)) if there else "nothing applied yet"

    def _close(self, role: str) -> str:
        """Have a season end while every process of a role stands still; those frozen before stay so."""
        stopped: set[int] = set()

        def stop() -> None:
            self.release()
            for entry in self._alive(role):
                if entry.pid not in self._frozen and signal_group(entry.pid, SIGSTOP):
                    stopped.add(entry.pid)

        def go_on() -> None:
            self.release()
            while stopped:
                signal_group(stopped.pop(), SIGCONT)

        return self._long_stop.close(stop, go_on)
