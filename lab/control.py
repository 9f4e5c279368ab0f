"""`down`, `status`, `kill` and `env`: what one does to a lab that runs."""

import argparse
import json
import os
import signal
import time
from contextlib import suppress

from lab import state
from lab.folder import LAB, LabError, Lock

_STOP_SECONDS = 60.0


def down(argv: list[str]) -> int:
    """Stop everything; nothing to do is fine."""
    argparse.ArgumentParser("python -m lab down", description=down.__doc__).parse_args(argv)
    for who in reversed(state.SUPERVISORS):
        stop(who)
    return 0


def stop(who: str) -> None:
    """Tell a supervisor to stop and wait for its end; end what a dead one left."""
    found = state.running(LAB, who)
    if found:
        with suppress(ProcessLookupError):
            os.kill(found.supervisor.pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while found.supervisor.alive:
            if time.monotonic() > deadline:
                raise LabError(f"the supervisor, process {found.supervisor.pid}, does not stop")
            time.sleep(0.05)
    elif LAB.exists():
        lock = Lock(LAB / f"{who}.lock")
        if lock.take():
            state.sweep(LAB, who)
            lock.release()


def status(argv: list[str]) -> int:
    """Each process with its number, uptime and restarts; exit code 1 when nothing runs."""
    parser = argparse.ArgumentParser("python -m lab status", description=status.__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON line on standard output")
    rows = [_row(entry) for entry in state.processes(LAB)]
    if parser.parse_args(argv).json:
        print(json.dumps({"processes": rows}))
    elif rows:
        print(f"{'NAME':12} {'STATE':9} {'PID':>8} {'UPTIME':>9} {'RESTARTS':>9}")
        for row in rows:
            uptime = f"{row['uptime']:.0f} s"
            print(f"{row['name']:12} {row['state']:9} {row['pid']:>8} {uptime:>9} {row['restarts']:>9}")
    else:
        print("nothing runs; `python -m lab up` starts it")
    return 0 if rows else 1


def _row(entry: state.Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "state": entry.state if entry.alive else "down",
        "pid": entry.pid,
        "uptime": round(time.time() - entry.since, 1) if entry.alive else 0.0,
        "restarts": entry.restarts,
    }


def kill(argv: list[str]) -> int:
    """SIGKILL a process by name with all its children, to see it come back."""
    parser = argparse.ArgumentParser("python -m lab kill", description=kill.__doc__)
    parser.add_argument("name", help="as `status` prints it; `worker` means every `worker-*`")
    killed = state.kill(LAB, parser.parse_args(argv).name)
    if not killed:
        print("it is down at the moment, and about to come back")
    for entry in killed:
        print(f"killed {entry.name}, process {entry.pid}")
    return 0


def env(argv: list[str]) -> int:
    """Print the environment as shell exports, as `.lab/env` has it."""
    argparse.ArgumentParser("python -m lab env", description=env.__doc__).parse_args(argv)
    file = LAB / "env"
    if not file.exists():
        raise LabError("there is none yet; `python -m lab up` makes it")
    print(file.read_text(), end="")
    return 0
