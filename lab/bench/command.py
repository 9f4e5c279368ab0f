"""`python -m lab bench NAME`: measure. Without a name, the list of what can be measured."""

import argparse
import importlib
from pathlib import Path

from lab.bench.result import Options, Result
from lab.chaos.progress import Bar
from lab.chaos.world import stand_alone
from lab.folder import LAB

BENCHES = {
    "pipeline": "lab.bench.pipeline",
    "accept": "lab.bench.accept",
    "latency": "lab.bench.latency",
    "import": "lab.bench.importing",
    "selection": "lab.bench.selection",
    "admin": "lab.bench.admin",
    "live-quiz": "lab.bench.live_quiz",
    "quiz-start": "lab.bench.quiz_start",
    "quiz-play": "lab.bench.quiz_play",
    "matchmaking": "lab.bench.matchmaking",
    "votes": "lab.bench.votes",
    "battles": "lab.bench.battles",
    "sockets": "lab.bench.sockets",
    "ledger": "lab.bench.ledger",
    "redemptions": "lab.bench.redemptions",
    "timeline": "lab.bench.timeline",
    "campaign": "lab.bench.campaign",
}
"""Name -> module, imported when called for."""


def main(argv: list[str]) -> int:
    """0 when it was measured, whether or not the aims were met."""
    parser = argparse.ArgumentParser(prog="python -m lab bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=BENCHES)
    parser.add_argument("--json", action="store_true", help="one JSON line on standard output")
    parser.add_argument("--size", type=float, default=1.0, help="share of the full size, e.g. 0.1 for a quick trial")
    parser.add_argument("--home", type=Path, default=LAB / "bench", help="where its system and logs go")
    options = parser.parse_args(argv)
    if options.name is None:
        print("\n".join(f"{name:11} {_first_line(module)}" for name, module in BENCHES.items()))
        return 0
    stand_alone()
    bar = Bar()
    module = importlib.import_module(BENCHES[options.name])
    result: Result = module.measure(Options(options.home, options.size), bar.say, bar.show)
    bar.end()
    print(result.line if options.json else result.table)
    return 0


def _first_line(module: str) -> str:
    text = importlib.import_module(module).__doc__ or ""
    return text.partition("\n")[0]
