"""One lab for the browser tests of all workers of `pytest -n`, and turns for what two must not do at once."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from lab import state
from lab.control import stop
from lab.folder import LAB, Lock, read_json, write
from lab.process import Mark
from tests.e2e.visitor import lab

_FOLDER = LAB / "e2e"
_USERS = _FOLDER / "users.json"


@contextmanager
def turn(name: str) -> Iterator[None]:
    """Wait for one's turn at something, among all processes; whoever dies in it lets it go."""
    lock = Lock(_FOLDER / f"{name}.lock")
    lock.wait()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def shared_lab() -> Iterator[dict[str, str]]:
    """Where everything is: the first who comes starts it, the last who goes stops it; one that ran before goes on."""
    me = Mark.of(os.getpid())
    with turn("lab"):
        others = _users()
        ours = read_json(_USERS)["ours"] if others else state.running(LAB, "lab") is None
        urls = json.loads(lab("up", "--json", BOTS="20"))
        _note([*others, me], ours)
    try:
        yield urls
    finally:
        with turn("lab"):
            others = [user for user in _users() if user != me]
            _note(others, ours)
            if ours and not others:
                stop("lab")


def _users() -> list[Mark]:
    """Those who are at it and live."""
    users = (Mark(**user) for user in read_json(_USERS).get("users", ()))
    return [user for user in users if user.alive]


def _note(users: list[Mark], ours: bool) -> None:
    """`ours`: the tests started it."""
    write(_USERS, json.dumps({"users": [asdict(user) for user in users], "ours": ours}))
