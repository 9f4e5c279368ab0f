"""A bot in creative battles: it finds an opponent, writes something in its own time, and votes on what others wrote."""

import asyncio
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from lab.players.client import ApiError, Client
from lab.players.realtime import Socket

_PATIENCE_S = 60.0
"""How long a bot waits for an opponent."""
_WRITING_S = (8.0, 40.0)
_READING_S = (4.0, 15.0)
"""How long it takes to write an entry, and to read two and make up one's mind."""

_SAID = {
    "en": (
        ("It", "Nobody", "My aunt", "The last one", "A very small bear", "Somebody polite"),
        ("hums", "collects stamps", "waits at the door", "forgets its own name", "is late", "whispers"),
        ("when the lights go out.", "on Tuesdays.", "and blames the weather.", "for the third time.", "with a smile."),
    ),
    "es": (
        ("Nadie", "Mi tía", "El último", "Un oso muy pequeño", "Alguien educado"),
        ("canta bajito", "colecciona sellos", "espera en la puerta", "llega tarde", "susurra"),
        ("cuando se apaga la luz.", "los martes.", "y culpa al tiempo.", "por tercera vez.", "con una sonrisa."),
    ),
}


def text(random: Random, lang: str) -> str:
    """A sentence or two, in that language or in English."""
    parts = _SAID.get(lang, _SAID["en"])
    return " ".join(random.choice(part) for _ in range(random.randint(1, 2)) for part in parts)


async def fight(client: Client, random: Random) -> bool:
    """Look for an opponent, and submit an entry; False: none came."""
    matched = await find(client)
    if matched is not None:
        await take_part(client, random, matched)
    return matched is not None


async def take_part(client: Client, random: Random, matched: Any) -> None:
    """Write something in one's own time."""
    await asyncio.sleep(random.uniform(*_WRITING_S))
    await write(client, UUID(matched["battle_id"]), text(random, matched["lang"]))


async def write(client: Client, battle: UUID, said: str) -> None:
    """Submit an entry. One that comes too late stays away: a short time to write is the lab's."""
    try:
        await client.call("PUT", f"/v1/battles/{battle}/entry", {"text": said})
    except ApiError as error:
        if error.response.code != "entry_late":
            raise


async def vote(client: Client, random: Random) -> str | None:
    """Read two entries, and choose one; the event, None: there was nothing to vote on, or no time left."""
    response = await client.send("GET", "/v1/votes/next", None)
    if response.status == 404:
        return None
    if response.status != 200:
        raise ApiError("/v1/votes/next", response)
    shown: Any = response.document
    await asyncio.sleep(random.uniform(*_READING_S))
    body = msgspec.json.encode({"token": shown["token"], "entry_id": random.choice(shown["entries"])["id"]})
    cast = await client.send("POST", "/v1/votes", body)
    if cast.status == 202:
        return str(cast.document["event_id"])
    if cast.code != "vote_late":
        raise ApiError("/v1/votes", cast)
    return None


async def find(client: Client) -> Any:
    """Wait for an opponent: what `queue.matched` says; None: nobody came."""
    token, url = await client.realtime()
    socket = await Socket.open(url, token)
    try:
        socket.send({"type": "queue.join", "id": "1", "mode": "creative", "ranked": True})
        async with asyncio.timeout(_PATIENCE_S):
            async for frame in socket.documents():
                if frame["type"] == "queue.matched":
                    return frame
                if frame["type"] in ("error", "queue.ended"):
                    return None
    except TimeoutError:
        return None
    finally:
        socket.close()
    return None
