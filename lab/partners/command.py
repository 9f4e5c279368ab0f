"""`python -m lab partners --port P`: serve until SIGTERM or Ctrl-C."""

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import time

from lab.folder import LAB
from lab.partners.desk import Desk
from lab.partners.faults import Engine
from lab.partners.hooks import Hooks
from lab.partners.settings import Keys, keys
from lab.partners.site import Site
from lab.partners.store import Store
from lab.partners.wire import Server, serve
from lab.serving import leave_on_sigterm, serve_until_told
from rules.partnering import PartnerName

_TICK_S = 0.05
FILE = "partners.sqlite"


@contextmanager
def open_site(home: Path, port: int, api: str, known: Mapping[PartnerName, Keys]) -> Iterator[Server]:
    """A server to be run, whose store lies in a folder; webhooks go to `api`, if that is anything. Port 0 is any."""
    store, engine = Store(home / FILE), Engine(home)
    hooks = Hooks(api, known, engine)
    desk = Desk(store, engine, hooks)
    over = Event()
    settling = Thread(target=_settle, args=(desk, over), daemon=True)
    with serve(port, lambda request: site.answer(request)) as server:
        site = Site(f"http://127.0.0.1:{server.server_address[1]}", desk, hooks, known)
        settling.start()
        try:
            yield server
        finally:
            over.set()
            hooks.close()
            settling.join()
            store.close()


def _settle(desk: Desk, over: Event) -> None:
    """Let orders be over when it is time, and say so."""
    while not over.wait(_TICK_S):
        for order in desk.store.settle(time()):
            desk.told(order)


def main(argv: Sequence[str]) -> int:
    """`python -m lab partners --port P`: serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m lab partners", description="Issue rewards that nobody gets.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--home", type=Path, default=LAB, help="where what was issued is kept")
    parser.add_argument("--api", default=os.environ.get("API_URL", ""), help="where webhooks go")
    options = parser.parse_args(argv)
    leave_on_sigterm()
    with open_site(options.home, options.port, options.api, keys()) as server:
        return serve_until_told(server)
