"""A lab of dummy programs: `python dummies.py HOME [attached]` supervises them until it is told to stop.

Each writes what it does into HOME/events; `worker-1` and `worker-2` have a child of their own.
"""

import asyncio
import sys
from functools import partial
from pathlib import Path

from lab.folder import LabError
from lab.process import Program
from lab.start import print_line
from lab.supervisor import Plan, Step, Supervisor

_LOOP = """
trap 'echo {name} stopped >>events; exit 0' TERM
echo {name} started >>events
touch {name}.up
while :; do sleep 0.05; done
"""


def dummy(home: Path, name: str, script: str = _LOOP) -> Program:
    """A shell script as a program."""
    argv = ("sh", "-c", script.format(name=name))
    up, log = home / f"{name}.up", home / "log" / f"{name}.log"
    before = partial(up.unlink, missing_ok=True)
    return Program(name, argv, log, cwd=home, ready=up.exists, before=before, grace=5, patience=5)


def plan(home: Path) -> Plan:
    """A service, a step, two workers with children; and one that breaks, if HOME/break is there."""
    with_child = "sleep 1000 & echo $! >{name}.child" + _LOOP
    apps = [dummy(home, f"worker-{number}", with_child) for number in (1, 2)]
    if (home / "break").exists():
        apps.append(dummy(home, "broken", "echo no such luck; exit 3"))
    step = Step("step", ("sh", "-c", f"echo step >>{home}/events"), ("service",))
    return Plan([dummy(home, "service")], [step], apps, urls={"home": "http://127.0.0.1:1/"})


def main(home: Path, attached: bool) -> int:
    """The exit code: 1 when the start failed."""
    (home / "log").mkdir(exist_ok=True)
    supervisor = Supervisor(home, "lab", lambda: plan(home), print_line, attached=attached)
    try:
        asyncio.run(supervisor.run(lambda urls: print_line(f"ready: {urls['home']}")))
    except LabError as error:
        print_line(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), "attached" in sys.argv[2:]))
