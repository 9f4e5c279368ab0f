"""Matchmaking in simulated time: the real pass, every 200 ms, over evenings that are busy, quiet and nearly empty."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random
from statistics import quantiles

from lab.simulate.arrivals import Arrival, arrivals
from rules.matchmaking import CHOSEN, Constants, Ticket, pair, wants_ghost

PASS_S = 0.2
CONSTANTS = (Constants(25, 10), CHOSEN, Constants(100, 50), Constants(10_000, 0))
"""The last one is no window at all."""
AGAIN = 0.2
EVENINGS: Mapping[str, tuple[float, float]] = {
    "busy": (100.0, 1.0),
    "usual": (5.0, 0.1),
    "quiet": (0.5, 0.02),
    "empty": (0.05, 0.005),
}
"""How many join a second, and the share of the players of the busiest evening that do in all."""

Figures = dict[str, float | int | str]


@dataclass
class _Evening:
    """What happened."""

    waits: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)
    """Of the stronger one, as their skills have it."""
    again: int = 0
    ghosts: set[str] = field(default_factory=set)
    gone: int = 0

    def figures(self) -> Figures:
        """As they are told; seconds and points."""
        joined = len(self.waits) + self.gone
        return {
            "joined": joined,
            **_spread("wait_s", self.waits),
            **_spread("gap", self.gaps),
            "favourite_wins": round(sum(self.chances) / max(len(self.chances), 1), 3),
            "unmatched_share": round(self.gone / max(joined, 1), 4),
            "ghosts_offered_share": round(len(self.ghosts) / max(joined, 1), 4),
            "met_again": self.again,
        }


def simulate(players: int, seed: int) -> list[Figures]:
    """Each evening with each of CONSTANTS, and the same players in all of them."""
    found = []
    for name, (a_second, share) in EVENINGS.items():
        for constants in CONSTANTS:
            crowd = arrivals(max(2, round(players * share)), a_second, AGAIN, Random(f"{seed}/{name}"))
            figures = _play(crowd, constants).figures()
            label = f"{constants.at_once:g}/{constants.a_second:g}"
            found.append({"evening": name, "joins_a_second": a_second, "constants": label, **figures})
    return found


def _play(crowd: Iterator[Arrival], constants: Constants) -> _Evening:
    """An evening, until the last has been matched or has gone."""
    evening, waiting, leaving = _Evening(), dict[str, Arrival](), list[tuple[float, str]]()
    following, now = next(crowd, None), 0.0
    while following or waiting:
        if not waiting and following:
            now = max(now, following.ticket.since // PASS_S * PASS_S)
        now += PASS_S
        while following and following.ticket.since <= now:
            waiting[following.ticket.id] = following
            heappush(leaving, (following.leaves_at, following.ticket.id))
            following = next(crowd, None)
        while leaving and leaving[0][0] <= now:
            evening.gone += waiting.pop(heappop(leaving)[1], None) is not None
        _pass(evening, waiting, now, constants)
    return evening


def _pass(evening: _Evening, waiting: dict[str, Arrival], now: float, constants: Constants) -> None:
    for found in pair([one.ticket for one in waiting.values()], now, constants=constants):
        one, other = (waiting.pop(ticket.id) for ticket in found)
        evening.waits += (now - one.ticket.since, now - other.ticket.since)
        evening.gaps.append(abs(one.ticket.rating - other.ticket.rating))
        evening.chances.append(1 / (1 + 10 ** (-abs(one.skill - other.skill) / 400)))
        evening.again += one.ticket.last_opponent == other.ticket.player or _last(other.ticket, one.ticket)
    evening.ghosts.update(key for key, one in waiting.items() if wants_ghost(one.ticket, now))


def _last(one: Ticket, other: Ticket) -> bool:
    return one.last_opponent == other.player


def _spread(name: str, values: Sequence[float]) -> Figures:
    if len(values) < 2:
        return {f"{name}_p{rank}": 0.0 for rank in (50, 95, 99)}
    cuts = quantiles(values, n=100, method="inclusive")
    return {f"{name}_p{rank}": round(cuts[rank - 1], 2) for rank in (50, 95, 99)}


def table(found: Sequence[Figures]) -> str:
    """The same for people."""
    shown = ("wait_s_p50", "wait_s_p95", "wait_s_p99", "gap_p50", "gap_p95", "gap_p99", "favourite_wins")
    names = ("evening", "constants", *shown, "unmatched_share", "ghosts_offered_share")
    rows = [" ".join(f"{name.removesuffix('_share'):>14}" for name in names)]
    return "\n".join(rows + [" ".join(f"{one[name]:>14}" for name in names) for one in found])
