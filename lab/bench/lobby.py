"""Players in the lobby of a scheduled quiz, in a process of their own, who all ask for its first question at once."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Wire
from time import time

from lab.bench.desk import Desk, for_all
from lab.bench.rehearsal import SHARE
from lab.players.wire import Connection, Unreachable

_GIVE_UP_S = 30.0
_AGAIN_S = 0.1


@dataclass(frozen=True)
class Part:
    """Who waits in this process: their access tokens."""

    api: str
    players: Sequence[str]


@dataclass(frozen=True)
class Rush:
    """At which Unix milliseconds everybody comes, and of which quiz they want the first question; None: of none."""

    at_ms: int
    quiz: str | None = None


@dataclass
class Came:
    """After how many milliseconds each had what they wanted, and every status that was said."""

    took_ms: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


def wait(wire: Wire, part: Part) -> None:
    """Says "ready"; for a quiz' id "rehearsed"; for each Rush "entered", and who Came; until it is told None."""
    asyncio.run(_wait(wire, part))


async def _wait(wire: Wire, part: Part) -> None:
    wire.send("ready")
    while (told := await asyncio.to_thread(wire.recv)) is not None:
        if isinstance(told, str):
            await _enter(part.api, part.players[::SHARE], told)
            wire.send("rehearsed")
            continue
        rush: Rush = told
        paths = dict.fromkeys(part.players, "/noop")
        if rush.quiz is not None:
            paths = await _enter(part.api, part.players, rush.quiz)
        wire.send("entered")
        came = Came()
        await asyncio.sleep(rush.at_ms / 1000 - time())
        await asyncio.gather(*(_come(part.api, access, path, rush, came) for access, path in paths.items()))
        wire.send(came)


async def _enter(api: str, players: Sequence[str], quiz: str) -> dict[str, str]:
    """Begin each one's attempt: where its first question is."""
    desk, paths = Desk(api), dict[str, str]()

    async def enter(access: str) -> None:
        got = await desk.must("/v1/sessions", {"mode": "scheduled", "quiz_id": quiz}, access)
        paths[access] = f"/v1/sessions/{got['id']}/next"

    await for_all(players, enter)
    return paths


async def _come(api: str, access: str, path: str, rush: Rush, came: Came) -> None:
    """On a connection of one's own, again and again until there is something."""
    connection = Connection(api, timeout_s=_GIVE_UP_S)
    while 1000 * time() < rush.at_ms + 1000 * _GIVE_UP_S:
        try:
            response = await connection.request("POST", path, b"{}", {"Authorization": f"Bearer {access}"})
        except Unreachable:
            came.statuses["silence"] += 1
        else:
            came.statuses[f"{response.status} {response.code}".strip()] += 1
            if response.status < 300:
                came.took_ms.append(1000 * time() - rush.at_ms)
                break
        await asyncio.sleep(_AGAIN_S)
    connection.close()
