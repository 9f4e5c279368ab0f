"""What goes wrong: a seeded list of faults, each done to real processes while the players play."""

import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

Kind = Literal["kill", "freeze", "immediate", "wipe", "zombie", "closing", "stale", "stop"]
FOR_EVER = float("inf")
_FREEZES_S = (1.5, 4.0, 8.0, 20.0, FOR_EVER)
"""A moment; beyond a resend; beyond Kafka's session; beyond every time-out of a transaction; for ever."""
_APPS = ("bridge", "relay", "worker", "worker", "ranking", "beat", "upkeep", "api", "realtime")
_TWICE = frozenset({"bridge", "relay", "worker", "ranking"})
"""Of these there are two, so that one may stay frozen."""


@dataclass(frozen=True)
class Fault:
    """One thing done to one role (`bridge` stands for one of `bridge-1`, `bridge-2`)."""

    kind: Kind
    role: str
    seconds: float = 0.0
    with_next: bool = False
    """Whether the next fault comes at the same moment."""

    def __str__(self) -> str:
        if self.kind == "freeze":
            return f"freeze {self.role} {'for ever' if self.seconds == FOR_EVER else f'{self.seconds:g} s'}"
        if self.kind == "closing":
            return "stop every bridge across a season's end"
        if self.kind == "stop":
            return f"stop {self.role} between lease and call, {self.seconds:g} s"
        if self.kind == "stale":
            return f"wipe valkey while a {self.role} process is frozen"
        return f"{self.kind} {self.role}"


CLOSING = Fault("closing", "bridge")
"""The season's end that every run has, in the middle of its faults."""


def plan(random: Random, count: int) -> list[Fault]:
    """`count` faults in random order: each kind at least once when there is room, then at random; some in pairs."""
    must = [
        Fault("kill", "worker"),
        Fault("wipe", "valkey"),
        Fault("kill", "kafka"),
        Fault("kill", "realtime"),
        Fault("stale", "realtime", 8.0),
        Fault("kill", "bridge"),
        Fault("immediate", "postgres"),
        Fault("freeze", "worker", 8.0),
        Fault("zombie", "bridge"),
        Fault("kill", "valkey"),
        Fault("freeze", "bridge", FOR_EVER),
        Fault("kill", "relay"),
        Fault("freeze", "worker", 20.0),
        Fault("kill", "api"),
        Fault("freeze", "worker", FOR_EVER),
        Fault("kill", "ranking"),
        Fault("freeze", "relay", 20.0),
        Fault("kill", "beat"),
    ]
    faults = must[:count] + [_draw(random) for _ in range(count - len(must))]
    random.shuffle(faults)
    return list(_paired(faults, random))


def _draw(random: Random) -> Fault:
    roll = random.random()
    if roll < 0.1:
        return Fault("wipe", "valkey")
    if roll < 0.2:
        return Fault("zombie", "bridge")
    if roll < 0.4:
        return random.choice((Fault("kill", "kafka"), Fault("kill", "valkey"), Fault("immediate", "postgres")))
    role = random.choice(_APPS)
    if roll < 0.7:
        return Fault("kill", role)
    seconds = random.choice(_FREEZES_S if role in _TWICE else _FREEZES_S[:-1])
    return Fault("freeze", role, seconds)


def _paired(faults: Sequence[Fault], random: Random) -> Iterator[Fault]:
    """Now and then a fault comes together with the next one."""
    for fault in faults:
        yield Fault(fault.kind, fault.role, fault.seconds, with_next=random.random() < 0.2)


def signal_group(pid: int, number: signal.Signals) -> bool:
    """Send a signal to a process, and to its group if it leads one; False if it is gone."""
    try:
        send = os.killpg if os.getpgid(pid) == pid else os.kill
        send(pid, number)
    except ProcessLookupError:
        return False
    return True
