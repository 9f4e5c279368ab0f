"""The table of what `make run` keeps running, and what it does once before."""

import functools
import os
import shlex
import socket
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from lab.environment import APP_PORTS
from lab.folder import LabError
from lab.ports import Ports
from lab.process import Program
from lab.supervisor import Step

_WORKER = (
    "celery -A tasks worker --hostname {node}@%h --queues {queue} --pool prefork --concurrency 1"
    " --without-gossip --without-mingle --loglevel WARNING"
)


@dataclass(frozen=True)
class App:
    """A process by its command, in which `{api}` and the like are ports and `{home}` is the lab's folder.

    Ready is when `answers` answers 200 (`any:` before it: answers anything), or the Celery node `node` a ping;
    with neither, when it has lived for two seconds.
    """

    name: str
    command: str
    answers: str = ""
    node: str = ""
    nice: int = 0
    """What no player waits for steps back when cores are few."""


_REST = 8


def _worker(name: str, node: str, queue: str, nice: int = 0) -> App:
    return App(name, _WORKER.format(node=node, queue=queue), node=node, nice=nice)


APPS = (
    App(
        "api",
        "gunicorn wsgi:app --worker-class gevent --workers 2 --worker-connections 2000"
        " --bind 127.0.0.1:{api} --graceful-timeout 10 --no-control-socket",
        answers="http://127.0.0.1:{api}/readyz",
    ),
    App(
        "realtime",
        "gunicorn wsgi:realtime --worker-class gevent --workers 1 --worker-connections 8000"
        " --bind 127.0.0.1:{realtime} --graceful-timeout 10 --no-control-socket",
        answers="http://127.0.0.1:{realtime}/readyz",
    ),
    App("bridge", "python -m bridges carry"),
    App("relay", "python -m bridges relay"),
    # Battles wait for one slice of answers at most, and need no process of their own.
    _worker("worker-1", "scoring-1", "scoring"),
    _worker("worker-2", "scoring-2", "scoring"),
    _worker("ranking", "ranking-1", "ranking"),
    _worker("battles", "battles-1", "battles"),
    _worker("upkeep", "upkeep-1", "upkeep,notifications"),
    _worker("redemptions", "redemptions-1", "redemptions"),
    _worker("imports", "imports-1", "imports", _REST),
    App("beat", "celery -A tasks beat --schedule {folder}/beat/schedule --pidfile= --loglevel WARNING"),
    App(
        "flower",
        "celery -A tasks flower --address=127.0.0.1 --port={flower} --max_tasks=2000",
        answers="any:http://127.0.0.1:{flower}/",
        nice=_REST,
    ),
    App("home", "python -m lab home --port {home}", answers="http://127.0.0.1:{home}/"),
    App(
        "issuer",
        "python -m lab issuer --port {issuer} --origin http://127.0.0.1:{home}",
        answers="http://127.0.0.1:{issuer}/.well-known/openid-configuration",
    ),
    App(
        "partners",
        "python -m lab partners --port {partners} --home {folder}",
        answers="http://127.0.0.1:{partners}/faults",
    ),
    App("showmaster", "python -m lab showmaster", nice=_REST),
    App("bots", "python -m lab players {bots}", nice=_REST),
)

STEPS = (
    Step("database: bringing its tables up to date", ("flask", "db", "upgrade"), ("postgres",)),
    Step("content: loading quizzes", ("python", "-m", "lab", "content"), ("postgres",)),
    Step("rewards: setting rates, making the demo player", ("python", "-m", "lab", "shop"), ("postgres",)),
    Step("topics: making what is missing", ("flask", "carried", "setup"), ("postgres", "kafka")),
)


def bots() -> int:
    """How many players play: BOTS of the environment, 50 without it, 0 for none."""
    text = os.environ.get("BOTS") or "50"
    if not text.isdigit():
        raise LabError(f"BOTS is {text!r}; it must be a whole number")
    return int(text)


def app_programs(folder: Path, ports: Ports, environ: Mapping[str, str]) -> list[Program]:
    """The table as programs, on the ports that `addresses` claimed. None of them is the database's owner."""
    environ = {name: value for name, value in environ.items() if name != "OWNER_DATABASE_URL"}
    numbers = {name: ports.remembered(name) for name in APP_PORTS}
    values = {**numbers, "folder": shlex.quote(str(folder)), "bots": bots()}
    (folder / "beat").mkdir(exist_ok=True)
    apps = [app for app in APPS if app.name != "bots" or bots()]
    return [_program(app, folder, values, environ) for app in apps]


def _program(app: App, folder: Path, values: Mapping[str, object], environ: Mapping[str, str]) -> Program:
    log = folder / "log" / f"{app.name}.log"
    argv = tuple(shlex.split(app.command.format(**values)))
    ready, settle = functools.partial(bool, True), 2.0
    if app.answers:
        ready, settle = functools.partial(answers, app.answers.format(**values)), 0.0
    elif app.node:
        ready, settle = functools.partial(pings, app.node, environ["BROKER_URL"]), 0.0
    return Program(app.name, argv, log, environ, ready=ready, settle=settle, nice=app.nice)


_importing = Lock()


def answers(url: str) -> bool:
    """Whether a GET is answered 200; with `any:` before the URL, whether it is answered."""
    anything = url.startswith("any:")
    try:
        with urllib.request.urlopen(url.removeprefix("any:"), timeout=1) as answer:
            return anything or answer.status == 200
    except urllib.error.HTTPError as error:
        error.close()
        return anything
    except OSError:
        return False


def pings(node: str, broker: str) -> bool:
    """Whether a Celery node of this machine answers."""
    # Imported when first needed: the services alone run without it. By one thread at a time: while it is imported,
    # Celery puts another module in its own place, and whoever imports it then is left with the first.
    with _importing:
        from celery import Celery
    from kombu.exceptions import OperationalError
    from redis.exceptions import RedisError

    name = f"{node}@{socket.gethostname()}"
    with Celery(broker=broker, set_as_current=False) as client:
        try:
            return bool(client.control.ping(destination=[name], timeout=1))
        except (OperationalError, RedisError, OSError):
            return False
