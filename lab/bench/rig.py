"""A system for a bench: fresh services under a folder, the set-up steps, and programs started when they are wanted."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from sqlalchemy import Engine

from lab.apps import STEPS
from lab.bench.result import Say
from lab.chaos import controls
from lab.chaos.world import cast, surroundings
from lab.folder import ROOT, LabError
from lab.process import Program, Running, last_lines
from lab.stack import Stack
from models.base import REQUEST_LIMITS, open_engine
from settings import Settings

_NO_LIMITS = {**REQUEST_LIMITS, "statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}


class Rig:
    """Services run from enter to exit; programs from `start` to `stop`. All calls from one thread."""

    def __init__(self, home: Path, say: Say) -> None:
        self.home = home
        self._say = say
        self._exit = ExitStack()
        self._running: dict[str, Running] = {}

    def __enter__(self) -> Self:
        stack = Stack(self.home, environ={}, say=self._say)
        if not stack.try_lock():
            raise LabError(f"another bench is at it under {self.home}")
        _clear(self.home)
        self._say("starting Postgres, Valkey and Kafka")
        self._stack = self._exit.enter_context(stack)
        try:
            self.urls, self.environ = surroundings(self.home, self._stack.urls)
            self.settings = Settings.from_environ(self.environ)
            self.engine: Engine = open_engine(self.settings.owner_database_url, _NO_LIMITS, pool_size=4, pre_ping=False)
            self.table = cast(self.home, self.environ)
            for step in STEPS:
                self._do(step.argv)
        except BaseException:
            self._exit.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for name in reversed(list(self._running)):
            self.stop(name)
        self.engine.dispose()
        self._exit.close()

    def _do(self, argv: tuple[str, ...]) -> None:
        done = subprocess.run(argv, cwd=ROOT, env={**os.environ, **self.environ}, capture_output=True, check=False)
        if done.returncode:
            raise LabError(f"{' '.join(argv)} failed:\n{done.stderr.decode()[-2000:]}")

    def flask(self, *arguments: str) -> None:
        """Run a `flask` command. Raises LabError with what it said."""
        self._do(("flask", *arguments))

    def start(self, *names: str, switch: str | None = None) -> None:
        """Start programs of the lab's table and wait until they are ready."""
        for name in names:
            program = self.table[name]
            self.launch(replace(program, environ={**program.environ, **controls.environ(switch)}))

    def launch_with_noop(self) -> None:
        """Start the API with one route more, which does nothing."""
        api = self.table["api"]
        self.launch(replace(api, argv=tuple("lab.bench.noop:app" if part == "wsgi:app" else part for part in api.argv)))

    def launch(self, program: Program) -> None:
        """Start a program and wait until it is ready."""
        running = Running(program)
        self._running[program.name] = running
        if not running.wait_ready():
            raise LabError(f"{program.name} did not come up:\n{last_lines(program.log)}")

    def stop(self, name: str) -> None:
        """Stop a program."""
        self._running.pop(name).stop()

    def workers_rss(self, name: str) -> list[int]:
        """Bytes of memory that each worker of a gunicorn holds now."""
        return [worker.memory_info().rss for worker in psutil.Process(self._running[name].pid).children()]

    def cpu_s(self) -> dict[str, float]:
        """CPU seconds that each program and service has used so far, its children included."""
        pids = {name: running.pid for name, running in self._running.items()}
        pids |= {name: server.pid for name, server in self._stack.servers.items()}
        return {name: round(_cpu_s(pid), 1) for name, pid in pids.items()}

    def cpu_since(self, before: Mapping[str, float]) -> dict[str, float]:
        """CPU seconds that each has used since an earlier `cpu_s`."""
        return {name: seconds - before.get(name, 0.0) for name, seconds in self.cpu_s().items()}


def _clear(home: Path) -> None:
    """Remove what the last bench left; the lock that keeps others out stays."""
    for path in home.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != ".lock":
            path.unlink()
    (home / "log").mkdir()


def _cpu_s(pid: int) -> float:
    """Of the living: Postgres' backends that have ended are its own children's time."""
    root = psutil.Process(pid)
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        if process.pid == pid:
            total += times.children_user + times.children_system
    return total
