"""Keeps one program running: starts it, sees when it is ready, starts it again when it dies."""

import asyncio
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from signal import Signals

from lab.folder import LabError
from lab.process import Program, Running, last_lines
from lab.service import Say
from lab.state import Entry

_SHORTEST, _LONGEST = 0.2, 5.0
_SETTLED = 10.0
"""Seconds after which a process that dies is taken to have been well."""
_FIRST_TRIES = 3
_LOG_SIZE = 10_000_000


class Keeper:
    """One program's keeper, on the event loop of the main thread: its process dies with that thread."""

    def __init__(self, program: Program, say: Say, changed: Callable[[], None]) -> None:
        self.program = program
        self.ready = asyncio.Event()
        """Set when it was ready for the first time."""
        self.running: Running | None = None
        self._say, self._changed = say, changed
        self._state = "waiting"
        self._restarts = 0
        self._delay = _SHORTEST

    @property
    def entry(self) -> Entry | None:
        """What to write down; None before the first start."""
        if self.running is None:
            return None
        running = self.running
        return Entry(self.program.name, running.pid, self._state, running.since, self._restarts, running.mark)

    async def keep(self) -> None:
        """For ever, until it is cancelled. Raises LabError when the program never comes up at all."""
        while True:
            await self._start()
            await self._await_ready()
            code = await self._end()
            self._give_up_at_first()
            delay = self._next_delay()
            self._say(f"{self.program.name} {_ending(code)}; starting it again in {delay:.1f} s")
            self._move("waiting")
            await asyncio.sleep(delay)
            self._restarts += 1

    async def _start(self) -> None:
        self.running = Running(self.program)
        self._move("starting")

    async def _await_ready(self) -> None:
        """Comes back when it is ready or has ended. Patience matters at the first start alone: later it may be
        waiting for another that is down, and a restart would not help."""
        running = self._now
        deadline = time.monotonic() + self.program.patience
        while running.exit_code is None:
            settled = time.time() - running.since >= self.program.settle
            if settled and await asyncio.to_thread(self.program.ready) and running.exit_code is None:
                self._say(f"{self.program.name} is ready{' again' if self.ready.is_set() else ''}")
                self.ready.set()
                return self._move("ready")
            if not self.ready.is_set() and time.monotonic() > deadline:
                raise self._failure(f"was not ready within {self.program.patience:.0f} s")
            await asyncio.sleep(0.1)
        return None

    async def _end(self) -> int:
        running = self._now
        while (code := running.exit_code) is None:
            await asyncio.sleep(0.05)
        running.kill()  # What is left of its group.
        return code

    def _give_up_at_first(self) -> None:
        if not self.ready.is_set() and self._restarts + 1 >= _FIRST_TRIES:
            raise self._failure(f"ended {_FIRST_TRIES} times before it was ready")

    def _failure(self, what: str) -> LabError:
        log = self.program.log
        return LabError(f"{self.program.name} {what}; {log.name} ends:\n{last_lines(log)}")

    def _next_delay(self) -> float:
        if time.time() - self._now.since > _SETTLED:
            self._delay = _SHORTEST
        delay, self._delay = self._delay, min(self._delay * 2, _LONGEST)
        return delay

    @property
    def _now(self) -> Running:
        assert self.running is not None
        return self.running

    def _move(self, state: str) -> None:
        self._state = state
        self._changed()

    def stop(self) -> None:
        """In order, within its grace. Blocks; the task that keeps it is cancelled before."""
        if self.running:
            self._state = "stopping"
            self.running.stop()

    def kill(self) -> None:
        """At once."""
        if self.running:
            self.running.kill()

    def trim_log(self) -> None:
        """Move a long log aside. Its writer appends, so the file can be cut under it."""
        log = self.program.log
        with suppress(FileNotFoundError):
            if log.stat().st_size > _LOG_SIZE:
                shutil.copy(log, log.with_name(f"{log.name}.1"))
                log.open("wb").close()


def _ending(code: int) -> str:
    """How a process ended, in words."""
    return f"was ended by {Signals(-code).name}" if code < 0 else f"ended with {code}"
