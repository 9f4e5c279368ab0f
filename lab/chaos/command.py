"""`python -m lab chaos`: break a whole system while it is played with, and count what was lost."""

import argparse
import json
from pathlib import Path
from random import SystemRandom

from lab.chaos import run as chaos
from lab.chaos.controls import CONTROLS
from lab.chaos.progress import Bar
from lab.chaos.redeeming import nemesis
from lab.chaos.redeeming import run as redeeming
from lab.chaos.world import stand_alone
from lab.folder import LAB


def main(argv: list[str]) -> int:
    """0 when the promise held, or when it was broken with a mechanism off; else 1."""
    parser = argparse.ArgumentParser(prog="python -m lab chaos", description=__doc__)
    parser.add_argument("--only", choices=("redemptions",), help="players who redeem instead of players who play")
    parser.add_argument("--kills", type=int, help="faults: kills, freezes, wipes, zombies; 30, or 50 of redemptions")
    parser.add_argument("--events", type=int, default=100_000, help="answers to be acknowledged, at least")
    parser.add_argument("--redemptions", type=int, default=10_000, help="with --only redemptions, how many")
    parser.add_argument("--share", type=float, default=0.3, help="of orders, that partners make go wrong")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    parser.add_argument(
        "--control", choices=(*CONTROLS, *nemesis.CONTROLS), help="with this mechanism off: must be noticed"
    )
    parser.add_argument("--home", type=Path, default=LAB / "chaos", help="where its system, logs and journal go")
    parser.add_argument("--json", action="store_true", help="one JSON line on standard output")
    options = parser.parse_args(argv)
    if options.control and options.control not in (nemesis.CONTROLS if options.only else CONTROLS):
        parser.error(f"--control {options.control} is {'not ' if options.only else ''}for --only redemptions")
    stand_alone()
    return _redeem(options) if options.only else _play(options)


def _play(options: argparse.Namespace) -> int:
    home = options.home / (options.control or "all")
    order = chaos.Order(_or(options.kills, 30), options.events, options.seed, options.control, home)
    bar = Bar()
    outcome = chaos.run(order, bar.say, bar.show)
    bar.end()
    print(json.dumps(outcome.line) if options.json else table(outcome))
    return 0 if outcome.expected else 1


def _redeem(options: argparse.Namespace) -> int:
    home = options.home / f"redemptions-{options.control or 'all'}"
    order = redeeming.Order(
        _or(options.kills, 50), options.redemptions, options.share, options.seed, options.control, home
    )
    bar = Bar()
    outcome = redeeming.run(order, bar.say, bar.show)
    bar.end()
    print(json.dumps(outcome.line) if options.json else _redeemed(outcome))
    return 0 if outcome.expected else 1


def _or(given: int | None, default: int) -> int:
    return default if given is None else given


def _redeemed(outcome: redeeming.Outcome) -> str:
    """The same for redemptions."""
    line = outcome.line
    rows = [f"{name:14} {line[name]:>9,}" for name in ("asked", "refused", "issued", "captured", "twice")]
    rows += [f"{name:14} {line[name]:>9,}" for name in ("lost", "made", "stuck", "people", "decided")]
    for what in ("states", "refusals"):
        rows += [f"{what}: " + ", ".join(f"{count:,} {name}" for name, count in line[what].items())]
    rows += [f"{'verdict':14} {line['verdict']:>9}", *(f"  {why}" for why in line["why"])]
    rows += [f"seed {line['seed']}, {len(line['faults'])} faults, {outcome.seconds:.0f} s"]
    if not outcome.expected:
        rows += [f"has to be {'broken' if outcome.order.control else 'held'}; logs: {outcome.order.home}"]
    return "\n".join(rows)


def table(outcome: chaos.Outcome) -> str:
    """The outcome for people."""
    line = outcome.line
    rows = [f"{name.replace('_', '-'):14} {line[name]:>9,}" for name in _COUNTS]
    rows += ["judged: " + ", ".join(f"{count:,} {name}" for name, count in line["judged"].items())]
    rows += [f"{'verdict':14} {line['verdict']:>9}", *(f"  {why}" for why in line["why"])]
    rows += [f"  {count} sessions were broken off by {what}" for what, count in outcome.hiccups.items()]
    control = outcome.order.control
    expected = f"without {control} it has to be" if control else "has to be"
    rows += [f"seed {line['seed']}, {len(line['faults'])} faults, {outcome.seconds:.0f} s"]
    if not outcome.expected:
        rows += [f"{expected} {'broken' if control else 'held'}; logs and journal: {outcome.order.home}"]
    return "\n".join(rows)


_COUNTS = ("accepted", "applied", "refused", "dead_lettered", "lost", "doubled")
