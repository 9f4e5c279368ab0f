"""Starts everything in order, keeps it running, and stops all of it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.folder import ROOT, LabError, Lock
from lab.keeper import Keeper
from lab.process import Mark, Program, last_lines, launched
from lab.service import Say
from lab.state import State, running, sweep

_CLAIM_SECONDS = 10.0


@dataclass(frozen=True)
class Step:
    """A command that has to succeed before the apps start, as soon as the services it needs are ready."""

    name: str
    argv: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What one supervisor runs."""

    services: Sequence[Program] = ()
    steps: Sequence[Step] = ()
    apps: Sequence[Program] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    """Of the steps; programs carry their own."""
    urls: Mapping[str, str] = field(default_factory=dict)


class AlreadyRunning(LabError):
    """This folder has a supervisor of that name."""


class Supervisor:
    """The supervisor called `who` of one folder, whose plan is made once the folder is known to be ours."""

    def __init__(self, home: Path, who: str, make_plan: Callable[[], Plan], say: Say, *, attached: bool = True) -> None:
        """`attached`: it is to end with its parent, as a program in the foreground does."""
        self._home, self._who, self._make_plan, self._say = home, who, make_plan, say
        self._attached = attached
        self._lock = Lock(home / f"{who}.lock")
        self._mark = Mark.of(os.getpid())
        self._plan = Plan()
        self._keepers: dict[str, Keeper] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stop = asyncio.Event()
        self._planning = False
        self._ready = False

    async def run(self, when_ready: Callable[[Mapping[str, str]], None] = lambda _urls: None) -> None:
        """Until SIGINT, SIGTERM, SIGHUP or the parent's end. Raises LabError when the start fails."""
        self._claim()
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(32))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._asked_to_stop)
        with self._reaper():
            try:
                await self._until_stopped(self._start(when_ready))
                await self._until_stopped(self._watch())
            finally:
                await self._stop_all()
                self._lock.release()
                if self._planning:  # A thread that downloads cannot be told to stop, and would be waited for.
                    os._exit(130)

    def _claim(self) -> None:
        """Take the folder, and end what a supervisor that was killed left there."""
        deadline = time.monotonic() + _CLAIM_SECONDS
        while not self._lock.take():
            if (state := running(self._home, self._who)) or time.monotonic() > deadline:
                where = state.urls.get("home", self._home) if state else self._home
                raise AlreadyRunning(f"it runs already: {where}; `python -m lab down` stops it")
            time.sleep(0.1)  # The reaper of the last one is at it.
        if left := sweep(self._home, self._who):
            self._say(f"ended {left} processes that an earlier run left")
        self._changed()

    def _reaper(self) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-m", "lab.reaper", str(self._home), self._who]
        return subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)

    def _asked_to_stop(self) -> None:
        if self._stop.is_set():
            self._say("killing what is left")
            for keeper in self._keepers.values():
                keeper.kill()
        self._stop.set()

    async def _until_stopped(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the work, or as much of it as comes before a stop or the failure of a program."""
        if self._stop.is_set():
            return work.close()
        main = asyncio.create_task(work)
        stop = asyncio.create_task(self._stop.wait())
        while not main.done() and not stop.done():
            waiting = {main, stop, *self._tasks.values()}
            done, _ = await asyncio.wait(waiting, timeout=0.2, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stop}:
                task.result()
        main.cancel()
        stop.cancel()
        return None

    async def _start(self, when_ready: Callable[[Mapping[str, str]], None]) -> None:
        self._plan = await self._planned()
        for program in self._plan.services:
            self._keep(program)
        for step in self._plan.steps:
            await self._all_ready(step.needs)
            await self._do(step)
        await self._all_ready([program.name for program in self._plan.services])
        for program in self._plan.apps:
            self._keep(program)
        await self._all_ready(list(self._keepers))
        self._ready = True
        self._changed()
        when_ready(self._plan.urls)

    async def _planned(self) -> Plan:
        self._planning = True
        try:
            plan = await asyncio.to_thread(self._make_plan)
        except Exception:
            self._planning = False
            raise
        self._planning = False
        return plan

    def _keep(self, program: Program) -> None:
        keeper = Keeper(program, self._say, self._changed)
        self._keepers[program.name] = keeper
        self._tasks[program.name] = asyncio.create_task(keeper.keep())

    async def _all_ready(self, names: Sequence[str]) -> None:
        for name in names:
            if name in self._keepers:
                await self._keepers[name].ready.wait()

    async def _do(self, step: Step) -> None:
        self._say(f"{step.name}")
        log = self._home / "log" / "setup.log"
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *launched(step.argv),
                cwd=ROOT,
                env={**os.environ, **self._plan.environ},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            if await process.wait():
                raise LabError(f"{step.name} failed: {' '.join(step.argv)}\n{last_lines(log)}")

    async def _watch(self) -> None:
        parent = os.getppid()
        while not self._attached or os.getppid() == parent:
            for keeper in self._keepers.values():
                keeper.trim_log()
            await asyncio.sleep(1)
        self._stop.set()

    async def _stop_all(self) -> None:
        """Apps first, while the services they may still need are there."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        services = {program.name for program in self._plan.services}
        apps = [keeper for name, keeper in self._keepers.items() if name not in services]
        if self._keepers:
            self._say("stopping")
        await asyncio.gather(*(asyncio.to_thread(keeper.stop) for keeper in apps))
        await asyncio.gather(*(asyncio.to_thread(self._keepers[name].stop) for name in services & set(self._keepers)))
        (self._home / f"{self._who}.json").unlink(missing_ok=True)
        if self._keepers:
            self._say("stopped")

    def _changed(self) -> None:
        entries = [keeper.entry for keeper in self._keepers.values()]
        state = State(self._mark, self._ready, dict(self._plan.urls), tuple(e for e in entries if e))
        state.save(self._home, self._who)
