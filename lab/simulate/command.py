"""`python -m lab simulate NAME`: play a rule through without servers, and compare its constants."""

import argparse
import json
from collections.abc import Sequence

from lab.simulate import matchmaking
from lab.simulate.referrals import simulating
from rules.thresholds import RANGES


def main(argv: list[str]) -> int:
    """0 when it was played through."""
    parser = argparse.ArgumentParser(prog="python -m lab simulate", description=__doc__)
    parser.add_argument("name", choices=["matchmaking", "referrals"])
    parser.add_argument("--players", type=int, default=100_000, help="who joins, in matchmaking's busiest evening")
    parser.add_argument("--seed", type=int, default=1, help="who they are")
    parser.add_argument("--json", action="store_true", help="one JSON line on standard output")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=N", help="a threshold, other than it is")
    options = parser.parse_args(argv)
    if options.players < 1:
        parser.error("--players must be at least 1")
    if options.name == "referrals":
        try:
            changed = _thresholds(options.set)
        except ValueError as error:
            parser.error(str(error))
        judged = simulating.simulate(options.seed, limits=simulating.DEFAULTS._replace(**changed))
        document = {"name": options.name, "seed": options.seed, **changed, **judged}
        print(json.dumps(document) if options.json else simulating.table(judged))
        return 0
    found = matchmaking.simulate(options.players, options.seed)
    document = {"name": options.name, "players": options.players, "seed": options.seed, "evenings": found}
    print(json.dumps(document) if options.json else matchmaking.table(found))
    return 0


def _thresholds(given: Sequence[str]) -> dict[str, int]:
    """Those that are to be other than they are. Raises ValueError, which says what one is given as."""
    found: dict[str, int] = {}
    for each in given:
        name, _, value = each.partition("=")
        if name not in RANGES or not value.isdecimal() or not RANGES[name].least <= int(value) <= RANGES[name].most:
            raise ValueError(f"--set takes a threshold of rules/thresholds.py and a number of its range: not {each!r}")
        found[name] = int(value)
    return found
