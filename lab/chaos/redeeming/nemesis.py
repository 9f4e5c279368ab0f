"""What goes wrong while players redeem: partners by chance, and a seeded list of faults done to real processes."""

from collections.abc import Mapping
from random import Random
from typing import Any, Literal, get_args

from lab.chaos.nemesis import FOR_EVER, Fault

Control = Literal["look-up", "people"]
"""Without it: nobody asks what became of an order; nobody works on what comes to people."""
CONTROLS: tuple[Control, ...] = get_args(Control)

_PASSING: Mapping[str, float] = {
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
}
"""Of each attempt to order, in proportion: what ends by itself."""
_ORDERS: Mapping[str, float] = {**_PASSING, "late_reversal": 0.02, "stuck": 0.01, "mute": 0.01, "unheard": 0.01}
"""The same, and what does not. Until all is healed a `stuck` one is in progress, a `mute` one unknown, and
an `unheard` one does not arrive, however often it is sent."""
_OF_CONTROL: Mapping[Control | None, Mapping[str, float]] = {
    None: _ORDERS,
    "look-up": {"late_effect": 1.0},
    "people": {**_ORDERS, "unheard": 0.1},
}
"""Who asks nobody sends those twice that come up late; without people those never end that nobody has heard of."""
_READINGS: Mapping[str, float] = {"timeout_before": 0.02, "reset_before": 0.02, "error_before": 0.04, "garbled": 0.02}

_ALL = 0.3
"""The share of orders that so much of what is read is for."""
_LATE_S = 4
"""Seconds after a call began that takes one; `hurried` accounts are told six after its end."""


def partners(seed: int, share: float, control: Control | None = None) -> dict[str, Any]:
    """The body of `PUT /faults`: that share of all orders, and a third of it of what is read."""
    return _faults(_OF_CONTROL[control], seed, share)


def passing(seed: int, share: float) -> dict[str, Any]:
    """The same, where nothing is to wait for people, or is taken back once it has ended."""
    return _faults(_PASSING, seed, share)


def _faults(orders: Mapping[str, float], seed: int, share: float) -> dict[str, Any]:
    whole = sum(orders.values())
    return {
        "seed": seed,
        "chances": {name: chance * share / whole for name, chance in orders.items()},
        "reads": {name: chance * share / _ALL for name, chance in _READINGS.items()},
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
