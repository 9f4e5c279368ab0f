"""`python -m lab mail`, `sms` and `push`: what was sent to people, who do not exist here."""

import argparse
from pathlib import Path

import msgspec

from bridges.outbound import read_sink
from lab.folder import LAB


def mail(argv: list[str]) -> int:
    """Mails that were sent, the latest last."""
    return _show("mail", argv)


def sms(argv: list[str]) -> int:
    """SMS that were sent, the latest last."""
    return _show("sms", argv)


def push(argv: list[str]) -> int:
    """Pushes that were sent, the latest last."""
    return _show("push", argv)


def sink(home: Path, channel: str) -> Path:
    """Where a lab in that folder keeps what it sent."""
    return home / f"{channel}.jsonl"


def _show(channel: str, argv: list[str]) -> int:
    parser = argparse.ArgumentParser(f"python -m lab {channel}", description=f"The {channel} that was sent here.")
    parser.add_argument("--to", default="", help="only to whom this is part of the address")
    parser.add_argument("-n", type=int, default=20, help="how many at most, the latest")
    parser.add_argument("--json", action="store_true", help="a JSON line each")
    options = parser.parse_args(argv)
    found = [one for one in read_sink(sink(LAB, channel)) if options.to.casefold() in one.recipient.casefold()]
    for one in found[-options.n :]:
        if options.json:
            print(msgspec.json.encode(one).decode())
        else:
            print(f"to {one.recipient}" + (f": {one.subject}" if one.subject else "") + f"\n\n{one.body}\n")
    if not found and not options.json:
        print("nothing was sent")
    return 0
