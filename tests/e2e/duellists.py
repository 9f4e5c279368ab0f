"""Two players who need no browser, and play a battle to its end: a ghost may be made of it."""

import asyncio
import secrets
from random import Random
from typing import Any

from sqlalchemy import Engine

from lab.players.battling import Duellist
from lab.players.client import Client
from tests.e2e.backstage import rate

_GOOD = 6_000
"""So good that they meet nobody but each other."""


def record(origin: str, engine: Engine, category: str) -> None:
    """Meet in the queue, and play, in half a minute; a thread's work, as a page's loop runs in the test's."""
    asyncio.run(_record(origin, engine, category))


async def _record(origin: str, engine: Engine, category: str) -> None:
    clients = [Client(origin, secrets.token_hex(16), name, "de", Random(1)) for name in ("Tic", "Tac")]
    try:
        for client in clients:
            await client.register()
            rate(engine, str(client.player_id), _GOOD)
        wish = {"mode": "quiz", "ranked": False, "category": category, "lang": "en"}
        await asyncio.gather(*(Duellist(client, _first, wish).fight() for client in clients))
    finally:
        for client in clients:
            client.close()


async def _first(_no: int, question: dict[str, Any]) -> str:
    return str(question["options"][0]["id"])
