"""What runs now, as the supervisor writes it down: for `status`, `kill` and `down`, and for whoever cleans up after it.

A folder has up to two supervisors: `stack` for services that were started alone, `lab` for the rest.
"""

import json
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from lab.folder import LabError, read_json, write
from lab.process import Mark, kill_tree

SUPERVISORS = ("stack", "lab")


@dataclass(frozen=True)
class Entry:
    """One process. `since` is a Unix time, `state` is starting, ready, waiting or stopping."""

    name: str
    pid: int
    state: str
    since: float
    restarts: int
    mark: Mark

    @property
    def alive(self) -> bool:
        """Whether it runs, whatever was written down."""
        return self.mark.alive


@dataclass(frozen=True)
class State:
    """What one supervisor says of itself."""

    supervisor: Mark
    ready: bool
    urls: dict[str, str]
    processes: tuple[Entry, ...]

    @classmethod
    def load(cls, home: Path, who: str) -> "State | None":
        """The last state written, of a supervisor that may be gone since."""
        found = read_json(_file(home, who))
        if not found:
            return None
        processes = tuple(Entry(**{**entry, "mark": Mark(**entry["mark"])}) for entry in found["processes"])
        return cls(Mark(**found["supervisor"]), found["ready"], found["urls"], processes)

    def save(self, home: Path, who: str) -> None:
        """Replace what is there."""
        write(_file(home, who), json.dumps(asdict(self)))


def _file(home: Path, who: str) -> Path:
    return home / f"{who}.json"


def running(home: Path, who: str) -> State | None:
    """The state of a supervisor that lives."""
    state = State.load(home, who)
    return state if state and state.supervisor.alive else None


def processes(home: Path) -> list[Entry]:
    """All that is kept running, services first."""
    states = [running(home, who) for who in SUPERVISORS]
    return [entry for state in states if state for entry in state.processes]


def named(home: Path, name: str) -> list[Entry]:
    """The processes called `name` or `name-*`. Raises LabError that lists the names when there is none."""
    entries = processes(home)
    found = [entry for entry in entries if entry.name == name or fnmatchcase(entry.name, f"{name}-*")]
    if not found:
        names = ", ".join(entry.name for entry in entries) or "nothing; `python -m lab up` starts it"
        raise LabError(f"no process is called {name}; running: {names}")
    return found


def kill(home: Path, name: str) -> list[Entry]:
    """SIGKILL the processes called `name` or `name-*` with all their children; returns those that were alive."""
    killed = [entry for entry in named(home, name) if entry.alive]
    for entry in killed:
        kill_tree(entry.pid)
    return killed


def sweep(home: Path, who: str) -> int:
    """End what a dead supervisor left; how many there were. The caller holds the supervisor's lock."""
    state = State.load(home, who)
    left = [entry for entry in state.processes if entry.alive] if state else []
    for entry in state.processes if state else ():
        entry.mark.end()
    return len(left)
