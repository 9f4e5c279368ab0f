"""`python -m lab players N`: gentle players for a system that runs, in one small process."""

import argparse
import asyncio
import os
import signal
from asyncio import CancelledError
from contextlib import suppress
from pathlib import Path
from random import Random

from lab.folder import LAB
from lab.players.journal import Journal
from lab.players.opponent import Opponent, Places, opponents
from lab.players.player import Player
from lab.players.report import Report

_JOURNAL_BYTES = 50_000_000


def main(argv: list[str]) -> int:
    """Play until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m lab players", description=__doc__)
    parser.add_argument("players", type=int, nargs="?", default=int(os.environ.get("BOTS") or 50))
    parser.add_argument("--api", default=os.environ.get("API_URL", "http://127.0.0.1:8000"), help="the API's address")
    parser.add_argument("--seed", type=int, default=1, help="who they are and what they do")
    parser.add_argument("--home", type=Path, default=LAB, help="where players.json and the journal go")
    options = parser.parse_args(argv)
    with suppress(CancelledError):
        asyncio.run(_play(options.players, options.api, options.seed, options.home))
    return 0


async def _play(count: int, origin: str, seed: int, home: Path) -> None:
    _until_signalled()
    report = Report()
    path = home / "players.jsonl"
    path.unlink(missing_ok=True)
    with Journal(path, _JOURNAL_BYTES) as journal:
        async with asyncio.TaskGroup() as group:
            group.create_task(report.keep_writing(home / "players.json"))
            places = Places()
            for number in range(count):
                key, random = f"lab-player-{seed}-{number:06}", Random(f"{seed}/{number}")
                if number < opponents(count):
                    group.create_task(Opponent(origin, key, random, places).run())
                else:
                    group.create_task(Player(origin, key, random, journal, report).run())


def _until_signalled() -> None:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
