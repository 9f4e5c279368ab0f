"""`run`, `up` and `stack up`: start what is wanted, in the foreground or behind."""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from signal import SIGTERM

from lab import demo, jars
from lab.apps import STEPS, app_programs
from lab.control import stop
from lab.environment import addresses, environment, write_shell
from lab.folder import CACHE, LAB, ROOT, LabError
from lab.owner import set_up_link
from lab.ports import Ports
from lab.process import Program
from lab.service import Say
from lab.stack import Stack
from lab.state import State, running
from lab.supervisor import Plan, Step, Supervisor

_HINT = "`. .lab/env` gives a shell their addresses, e.g. for `celery -A tasks inspect active`"


def stack_plan(home: Path, say: Say) -> Plan:
    """The services alone. `.lab/env` is written for the rest too, which a developer may start by hand."""
    stack = Stack(home, say=say)
    return _with_addresses(home, stack.prepare(), stack.urls)


def lab_plan(home: Path, say: Say) -> Plan:
    """Everything, on services that run already when `stack up` started them."""
    alone = running(home, "stack")
    plan = _with_addresses(home, [], alone.urls) if alone else stack_plan(home, say)
    owner = Step("staff: looking for an owner", ("python", "-m", "lab", "owner", "--home", str(home)), ("postgres",))
    return replace(plan, steps=(*STEPS, owner), apps=app_programs(home, Ports(home), plan.environ))


def _with_addresses(home: Path, services: Sequence[Program], urls: Mapping[str, str]) -> Plan:
    urls = {**urls, **addresses(Ports(home))}
    environ = environment(home, urls)
    write_shell(home, environ)
    return Plan(services, environ=environ, urls=urls)


PLANS: dict[str, Callable[[Path, Say], Plan]] = {"stack": stack_plan, "lab": lab_plan}


def supervise(who: str, say: Say, *, attached: bool) -> int:
    """Run a supervisor in this process until it is told to stop."""
    (LAB / "log").mkdir(mode=0o700, parents=True, exist_ok=True)

    def announce(urls: Mapping[str, str]) -> None:
        if attached:
            say(_HINT)
            if link := set_up_link(LAB, urls):
                say(
                    "the first owner of the CMS sets themselves up here, once; `python -m lab totp` prints their codes:"
                )
                say(link)
            say(f"the CMS: {urls['admin']}")
            say(f"rewards: {urls['home']}#rewards, with tokens for one as {demo.EMAIL}, {demo.PASSWORD!r}")
            say(f"Buzzline is ready: {urls['home']}")

    supervisor = Supervisor(LAB, who, lambda: PLANS[who](LAB, say), say, attached=attached)
    asyncio.run(supervisor.run(announce))
    return 0


def print_line(line: str) -> None:
    """One event, with the time of day."""
    with suppress(BrokenPipeError):  # Whoever read it is gone; what runs goes on.
        print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)


def run(argv: list[str]) -> int:
    """Everything in the foreground, until Ctrl-C."""
    argparse.ArgumentParser("python -m lab run", description=run.__doc__).parse_args(argv)
    return supervise("lab", print_line, attached=True)


def supervisor(argv: list[str]) -> int:
    """What `up` leaves behind: the supervisor itself, talking to a log."""
    parser = argparse.ArgumentParser("python -m lab supervisor", description=supervisor.__doc__)
    parser.add_argument("who", choices=sorted(PLANS))
    return supervise(parser.parse_args(argv).who, print_line, attached=False)


def up(argv: list[str]) -> int:
    """Start everything in the background and print where it is."""
    parser = argparse.ArgumentParser("python -m lab up", description=up.__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON line on standard output")
    return start_behind("lab", parser.parse_args(argv).json)


def stack(argv: list[str]) -> int:
    """The three services alone: `stack up` and `stack down`."""
    parser = argparse.ArgumentParser("python -m lab stack", description=stack.__doc__)
    parser.add_argument("action", choices=("up", "down"))
    parser.add_argument("--json", action="store_true", help="one JSON line on standard output")
    arguments = parser.parse_args(argv)
    if arguments.action == "up":
        return start_behind("stack", arguments.json)
    if running(LAB, "lab"):
        raise LabError("the lab runs on these services; `python -m lab down` stops all of it")
    stop("stack")
    return 0


def fetch(argv: list[str]) -> int:
    """Download what a first start downloads; the second time there is nothing to do."""
    argparse.ArgumentParser("python -m lab fetch", description=fetch.__doc__).parse_args(argv)
    jars.fetch(CACHE, print_line)
    return 0


def start_behind(who: str, as_json: bool) -> int:
    """Start a supervisor in the background unless one runs, wait until all is ready, print the URLs."""
    owner = next((name for name in (who, "lab") if running(LAB, name)), None)
    state = _follow(owner) if owner else _start(who)
    wanted = {name: url for name, url in state.urls.items() if who == "lab" or name.isupper()}
    if who == "lab" and (link := set_up_link(LAB, state.urls)):
        wanted["owner_set_up"] = link
    if as_json:
        print(json.dumps(wanted))
    else:
        print("\n".join(f"{name:24} {url}" for name, url in wanted.items()))
        print(_HINT)
    return 0


def _start(who: str) -> State:
    """Raises LabError, after what the supervisor said last, when it ends instead of being ready."""
    log = LAB / "log" / f"{who}.log"
    process = spawn(("lab", "supervisor", who), log)
    try:
        return _follow(who, process, log)
    except BaseException:
        process.send_signal(SIGTERM)
        process.wait()
        raise


def spawn(module: Sequence[str], log: Path) -> "subprocess.Popen[bytes]":
    """`python -m` something, in a session of its own, talking to a log."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _follow(who: str, process: "subprocess.Popen[bytes] | None" = None, log: Path = Path(os.devnull)) -> State:
    """The state once it is ready; what the supervisor says until then goes to standard error."""
    with log.open() as lines:
        while True:
            sys.stderr.writelines(lines)
            sys.stderr.flush()
            state = running(LAB, who)
            ours = process is None or (state is not None and state.supervisor.pid == process.pid)
            if state and state.ready and ours:
                return state
            if process.poll() is not None if process else state is None:
                raise LabError("the start failed; .lab/log has the logs")
            time.sleep(0.1)
