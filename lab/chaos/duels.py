"""Players who battle one another, over sockets that they open again whenever they break. Confirmed moves are noted."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from lab.players.battling import Duellist, NoBattle
from lab.players.client import ApiError, Client, NoAnswer
from lab.players.journal import Journal, Moved

_THINKS_S = 0.8
_LETS_PASS = 0.05
_AGAIN_S = 0.5
_LONGEST_S = 180.0
"""Longer than any battle with all that befalls it; whoever is still at it then begins anew, and the judge will see."""
PACE_MS = "1000,6000,300"
"""Battles of a run are short, that there are many."""


@dataclass
class Duels:
    """Some players who are in one battle after the other, ranked, until `stopped`."""

    origin: str
    seed: int
    journal: Journal
    players: int = 20
    hiccups: Counter[str] = field(default_factory=Counter)
    over: int = 0
    """Ends that players have seen."""
    stopped: bool = False

    async def play(self) -> None:
        """Play until stopped, and then until every battle that was begun is over."""
        async with asyncio.TaskGroup() as group:
            for number in range(self.players):
                group.create_task(self._play(number))

    async def _play(self, number: int) -> None:
        random = Random(f"{self.seed}/duel/{number}")
        client = Client(self.origin, f"chaos-duellist-{self.seed}-{number:06}", f"Duellist {number}", "at", random)
        duellist = Duellist(
            client,
            partial(_think, random),
            {"mode": "quiz", "ranked": True},
            confirmed=lambda battle, move_id: self._note(client, battle, move_id),
            may_wait=lambda: not self.stopped,
        )
        while not self.stopped:
            try:
                if not client.player_id.int:
                    await client.register()
                async with asyncio.timeout(_LONGEST_S):
                    await duellist.fight()
                self.over += 1
            except (ApiError, NoAnswer, NoBattle, TimeoutError) as error:
                self.hiccups[f"a duel: {type(error).__name__}"] += 1
                await asyncio.sleep(_AGAIN_S)
        client.close()

    def _note(self, client: Client, battle: UUID, move_id: str) -> None:
        self.journal.write(Moved(battle, client.player_id, move_id))


async def _think(random: Random, _no: int, question: dict[str, Any]) -> str | None:
    await asyncio.sleep(random.uniform(0, _THINKS_S))
    if random.random() < _LETS_PASS:
        return None
    return str(random.choice(question["options"])["id"])
