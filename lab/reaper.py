"""Waits for a supervisor's end and then ends what it left: `python -m lab.reaper HOME WHO`.

Its standard input is a pipe from the supervisor, which the kernel closes even after SIGKILL. The processes
themselves die with their parent on Linux; their children, and everything elsewhere, is what is left.
"""

import signal
import sys
import time
from pathlib import Path

from lab.folder import Lock
from lab.state import sweep

_SECONDS = 5.0


def main(home: Path, who: str) -> None:
    """Comes back when there is nothing left, or when a new supervisor has taken over."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    lock, deadline = Lock(home / f"{who}.lock"), time.monotonic() + _SECONDS
    # The kernel closes the pipe before it lets go of the lock; a new supervisor does not let go of it.
    while not lock.take():
        if time.monotonic() > deadline:
            return
        time.sleep(0.02)
    sweep(home, who)
    lock.release()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
