"""What goes wrong while players redeem: partners by chance, and a seeded list of faults done to real processes."""

from collections.abc import Mapping
from random import Random
from typing import Any

from lab.chaos.nemesis import FOR_EVER, Fault

_ORDERS: Mapping[str, float] = {
    "timeout_before": 0.02,
    "timeout_after": 0.03,
    "reset_before": 0.02,
    "reset_after": 0.03,
    "error_before": 0.03,
    "error_after": 0.03,
    "throttled": 0.03,
    "slow": 0.01,
    "garbled": 0.03,
    "processing": 0.02,
    "failing": 0.01,
    "late_effect": 0.02,
    "duplicate_hook": 0.01,
    "early_hook": 0.01,
    "late_reversal": 0.02,
    "stuck": 0.01,
    "mute": 0.01,
}
"""Of each attempt to order, in proportion. Until all is healed a `stuck` one is in progress, a `mute` one unknown."""
_READINGS: Mapping[str, float] = {"timeout_before": 0.02, "reset_before": 0.02, "error_before": 0.04, "garbled": 0.02}

_LATE_S = 4
"""Seconds after a call began that takes one; `hurried` accounts are told six after its end."""


def partners(seed: int, share: float, *, late_alone: bool = False) -> dict[str, Any]:
    """The body of `PUT /faults`: that share of all orders, and a third of it of what is read.

    `late_alone`: it is those orders that come up late, and no others. Who asks nobody sends them twice.
    """
    whole = sum(_ORDERS.values())
    orders = {"late_effect": whole} if late_alone else _ORDERS
    return {
        "seed": seed,
        "chances": {name: chance * share / whole for name, chance in orders.items()},
        "reads": {name: chance * share / whole for name, chance in _READINGS.items()},
        "hang_s": 20,
        "slow_s": 0.5,
        "settle_s": 3,
        "late_s": _LATE_S,
        "reverse_s": 5,
    }


def plan(random: Random, count: int) -> list[Fault]:
    """`count` faults in random order: each kind at least once when there is room, then at random."""
    must = [
        Fault("stop", "redemptions", 30.0),
        Fault("kill", "redemptions"),
        Fault("kill", "partners"),
        Fault("immediate", "postgres"),
        Fault("wipe", "valkey"),
        Fault("kill", "beat"),
        Fault("kill", "kafka"),
        Fault("freeze", "redemptions", 30.0),
        Fault("stop", "redemptions", 4.0),
        Fault("freeze", "partners", 4.0),
        Fault("kill", "valkey"),
        Fault("kill", "relay"),
        Fault("kill", "bridge"),
        Fault("kill", "upkeep"),
        Fault("kill", "api"),
        Fault("freeze", "redemptions", FOR_EVER),
        Fault("freeze", "beat", 8.0),
    ]
    faults = must[:count] + [_draw(random) for _ in range(count - len(must))]
    random.shuffle(faults)
    return faults


def _draw(random: Random) -> Fault:
    roll = random.random()
    if roll < 0.25:
        return Fault("kill", "redemptions")
    if roll < 0.4:
        return Fault("stop", "redemptions", random.choice((2.0, 8.0, 30.0)))
    if roll < 0.55:
        return random.choice((Fault("kill", "partners"), Fault("freeze", "partners", random.choice((2.0, 6.0)))))
    if roll < 0.65:
        return Fault("freeze", "redemptions", random.choice((1.5, 8.0, 30.0)))
    if roll < 0.8:
        return random.choice((Fault("immediate", "postgres"), Fault("wipe", "valkey"), Fault("kill", "valkey")))
    return Fault("kill", random.choice(("kafka", "beat", "beat", "relay", "bridge", "upkeep", "api")))
