"""The lab's processes and addresses, as their supervisor wrote them down."""

from dataclasses import dataclass
from pathlib import Path
from time import time

from lab import state


@dataclass(frozen=True)
class Process:
    """One process now; `state` is ready, starting, waiting, stopping or down."""

    name: str
    state: str
    pid: int
    uptime_s: float
    restarts: int


def crew(home: Path) -> list[Process]:
    """Every process, services first."""
    return [
        Process(
            entry.name,
            entry.state if entry.alive else "down",
            entry.pid,
            round(max(0.0, time() - entry.since), 1),
            entry.restarts,
        )
        for entry in state.processes(home)
    ]


def flower_url(home: Path) -> str:
    """Where Flower is; empty when this lab has none."""
    lab = state.running(home, "lab")
    return lab.urls.get("flower", "") if lab else ""
