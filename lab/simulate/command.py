"""`python -m lab simulate NAME`: play a rule through without servers, and compare its constants."""

import argparse
import json

from lab.simulate import matchmaking
from lab.simulate.referrals import simulating


def main(argv: list[str]) -> int:
    """0 when it was played through."""
    parser = argparse.ArgumentParser(prog="python -m lab simulate", description=__doc__)
    parser.add_argument("name", choices=["matchmaking", "referrals"])
    parser.add_argument("--players", type=int, default=100_000, help="who joins, in matchmaking's busiest evening")
    parser.add_argument("--seed", type=int, default=1, help="who they are")
    parser.add_argument("--json", action="store_true", help="one JSON line on standard output")
    options = parser.parse_args(argv)
    if options.players < 1:
        parser.error("--players must be at least 1")
    if options.name == "referrals":
        judged = simulating.simulate(options.seed)
        document = {"name": options.name, "seed": options.seed, **judged}
        print(json.dumps(document) if options.json else simulating.table(judged))
        return 0
    found = matchmaking.simulate(options.players, options.seed)
    document = {"name": options.name, "players": options.players, "seed": options.seed, "evenings": found}
    print(json.dumps(document) if options.json else matchmaking.table(found))
    return 0
