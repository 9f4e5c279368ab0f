"""A system of its own in its own folder, twins of what chaos freezes: `python -m lab.chaos.world HOME SWITCH CAST`.

The processes are the lab's own table, kept by the lab's own supervisor; nothing is shared with a lab that runs.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

from redis import RedisError

from lab.apps import STEPS, app_programs, pings
from lab.chaos import controls
from lab.chaos.duels import PACE_MS
from lab.environment import addresses, environment
from lab.folder import LabError
from lab.partners.settings import hurried
from lab.ports import Ports
from lab.process import Program, last_lines
from lab.stack import Stack
from lab.start import print_line, spawn
from lab.state import State, processes, running
from lab.supervisor import Plan, Supervisor

CASTS = {
    "all": ("api", "realtime", "bridge", "relay", "worker-1", "worker-2", "ranking", "battles", "upkeep", "beat"),
    "redemptions": ("api", "bridge", "relay", "redemptions", "upkeep", "imports", "beat", "partners"),
}
"""Who plays. `redemptions`: those alone who take part in one."""
_ADDRESSES = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "BROKER_URL", "BOARDS_URL", "KAFKA_BOOTSTRAP_SERVERS")
_TWIN_NODES = ("ranking", "redemptions")
_START_S = 300.0
_STOP_S = 60.0


def stand_alone() -> None:
    """Forget the addresses of other systems that this process was started with: what is broken is our own."""
    for name in list(os.environ):
        if name in _ADDRESSES or name.endswith("_PORT"):
            del os.environ[name]


def surroundings(home: Path, services: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The addresses and the environment of a system in `home`, on services with these URLs."""
    urls = {**addresses(Ports(home)), **services}
    return urls, environment(home, urls)


def cast(home: Path, environ: Mapping[str, str], switch: str | None = None) -> dict[str, Program]:
    """The lab's programs by name, with a mechanism switched off (see `controls`). Claims their ports: call it once."""
    changed = {
        "BATTLE_PACE_MS": PACE_MS,
        "PARTNERS": hurried(environ["PARTNERS"]),
        "PROXIES": "1",  # players come from addresses of their own, as they do to a system behind a balancer
        **controls.environ(switch),
        "LAB_STOP": str(stop_file(home)),
    }
    return {
        program.name: replace(program, environ={**program.environ, **changed}, ready=partial(_answers, program.ready))
        for program in app_programs(home, Ports(home), environ)
    }


def stop_file(home: Path) -> Path:
    """When it is there, whoever has leased a redemption next stands still before calling (`switched`: "lease-stop")."""
    return home / "stop"


def _answers(ready: Callable[[], bool]) -> bool:
    """Whether it is ready; with Redis killed, a Celery node cannot be asked."""
    try:
        return ready()
    except RedisError:
        return False


def with_workers(program: Program) -> Program:
    """Sockets in two workers: one goes on while the other is frozen."""
    before = ("", *program.argv)
    argv = ("2" if name == "--workers" else part for name, part in zip(before, program.argv, strict=False))
    return replace(program, argv=tuple(argv)) if program.name == "realtime" else program


def with_twins(cast: Sequence[Program]) -> list[Program]:
    """Two bridges, relays, ranking and redeeming workers: one carries on while the other is frozen."""
    return [*cast, *(_twin(program) for program in cast if program.name in ("bridge", "relay", *_TWIN_NODES))]


def _twin(program: Program) -> Program:
    name = f"{program.name}-2"
    argv, ready = program.argv, program.ready
    if program.name == "bridge":
        argv = (*argv, "--member", "bridge-2")
    elif program.name in _TWIN_NODES:
        argv = tuple(part.replace(f"{program.name}-1@", f"{name}@") for part in argv)
        ready = partial(_answers, partial(pings, name, program.environ["BROKER_URL"]))
    return replace(program, name=name, argv=argv, ready=ready, log=program.log.with_name(f"{name}.log"))


def make_plan(home: Path, switch: str | None, who: str = "all") -> Plan:
    """Everything but what only people need."""
    stack = Stack(home, say=print_line, environ={})
    services = stack.prepare()
    urls, environ = surroundings(home, stack.urls)
    table = cast(home, environ, switch)
    return Plan(services, STEPS, with_twins([with_workers(table[name]) for name in CASTS[who]]), environ, urls)


class World:
    """The system, from a clean start to its end."""

    def __init__(self, home: Path, switch: str | None = None, who: str = "all") -> None:
        """`who`: one of CASTS."""
        self.home = home
        self._switch, self._who = switch, who
        self._process: subprocess.Popen[bytes] | None = None
        self.urls: Mapping[str, str] = {}

    def __enter__(self) -> Self:
        if running(self.home, "lab"):
            raise LabError(f"another run is at it under {self.home}")
        shutil.rmtree(self.home, ignore_errors=True)
        self._log = self.home / "log" / "supervisor.log"
        self._process = spawn(("lab.chaos.world", str(self.home), self._switch or "-", self._who), self._log)
        try:
            self.urls = self._await_ready().urls
        except BaseException:
            self._stop()
            raise
        return self

    def _await_ready(self) -> State:
        deadline = monotonic() + _START_S
        while monotonic() < deadline and self._process and self._process.poll() is None:
            state = running(self.home, "lab")
            if state and state.ready:
                return state
            sleep(0.1)
        raise LabError(f"the system did not come up; {self._last_words()}")

    def must_run(self) -> None:
        """Raises LabError if its supervisor has ended."""
        if self._process is None or self._process.poll() is not None:
            raise LabError(f"the system has ended by itself; {self._last_words()}")

    def _last_words(self) -> str:
        return f"{self._log} ends:\n{last_lines(self._log, 8)[-2000:]}"

    def all_well(self) -> bool:
        """Whether every process is ready (again)."""
        return all(entry.alive and entry.state == "ready" for entry in processes(self.home))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def main(home: Path, switch: str | None, who: str) -> None:
    """Run the system until told to stop, or until the parent ends."""
    os.environ["BOTS"] = "0"
    supervisor = Supervisor(home, "lab", lambda: make_plan(home, switch, who), print_line, attached=True)
    asyncio.run(supervisor.run())


if __name__ == "__main__":
    main(Path(sys.argv[1]), None if sys.argv[2] == "-" else sys.argv[2], sys.argv[3])
