"""Thousands of frames of nonsense: each is answered or ends its own connection, nothing is raised and nothing kept."""

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import psutil
import pytest

from tests.boards.conftest import World
from tests.realtime.client import Client, gunicorn
from tests.realtime.nonsense import Nonsense
from tests.realtime.raw import TEXT, Raw, frame, raw

LIMITS = {"frames": 1_000_000, "player_frames": 1_000_000, "goodbye_s": 1.0}
SEED = 6455
FRAMES = 6_000
WARM = 2_000
A_SESSION = 40
MOST_BYTES = 3 << 20


@pytest.mark.usefixtures("world")
def test_nonsense_raises_nothing_and_leaves_nothing_behind(environ: dict[str, str], tmp_path: Path) -> None:
    random, log = Random(SEED), tmp_path / "log"
    nonsense = Nonsense(random)
    with gunicorn(environ, log, **LIMITS) as (address, pid):
        talk(address, nonsense, random, WARM)
        worker = psutil.Process(pid).children()[0]
        before = worker.memory_info().rss
        talk(address, nonsense, random, FRAMES)
        grown = worker.memory_info().rss - before
        assert worker.is_running()
        with Client(address, uuid4()) as client:
            client.subscribe("global.day")
    assert grown < MOST_BYTES
    assert "Traceback" not in log.read_text(), log.read_text()[-4_000:]


def talk(address: str, nonsense: Nonsense, random: Random, frames: int) -> None:
    """Talk so many frames, on one connection after the other."""
    for _ in range(frames // A_SESSION):
        with raw(address, uuid4()) as connection:
            said = [nonsense.harmless() for _ in range(A_SESSION - 1)]
            connection.send(b"".join(data for data, _ in said))
            heard = answers(connection)
            assert heard == Counter(id_ for _, id_ in said if id_), "each id is answered exactly once"
            if random.random() < 0.9:
                connection.send(nonsense.harmful())


def answers(connection: Raw) -> Counter[str]:
    """What was answered, up to the answer to a last question."""
    connection.send(frame(TEXT, b'{"type":"unsubscribe","topic":"none","id":"last"}'))
    heard: Counter[str] = Counter()
    while (found := connection.read()) is not None:
        document = json.loads(found[1]) if found[0] == 0x80 | TEXT else {}
        if document.get("id") == "last":
            return heard
        if "id" in document:
            assert document["type"] in ("ok", "error")
            heard[document["id"]] += 1
    raise AssertionError(f"closed over harmless nonsense, after {heard}")


def test_an_id_is_answered_once(address: str, world: World) -> None:
    """By `id`: twice asked is twice answered, once each; without one, what was done is not told and what was not is."""
    with Client(address, world.player()) as client:
        for _ in range(2):
            client.send(type="subscribe", id="same", topic="board:global.week")
        client.send(type="unsubscribe", topic="board:global.week")
        client.send(type="unsubscribe", topic="board:global.week")
        client.send(type="unsubscribe", id="last", topic="board:global.week")
        told: list[dict[str, Any]] = []
        while not told or told[-1].get("id") != "last":
            told.append(client.receive())
        answered = [(one["type"], one.get("id")) for one in told if one["type"] in ("ok", "error")]
        assert answered == [("ok", "same"), ("ok", "same"), ("error", None), ("error", "last")]
