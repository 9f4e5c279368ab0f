"""Players who bring players: each but the first claims a friend's code, and plays ranked games until both are paid.

They think as people do: a game that is played faster brings nobody anything.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Engine

from lab.players.answering import Answering, Choice
from lab.players.client import ApiError, Client, NoAnswer
from lab.players.journal import Claimed, Journal
from lab.players.knowledge import choose
from models import thresholds

_REASON = "Chaos: a referral's days are seconds, and one machine is many players'."
_PROFILE = MappingProxyType(
    {
        "referral_day_seconds": 5,
        "referral_common_from": 0,
        "referral_games": 2,
        "referral_play_days": 2,
        "referral_within_days": 365,
        "referral_hold_days": 2,
    }
)
_BRINGS = 2
"""How many friends each brings."""
_SKILL = 0.9
_THINKS_S = (0.3, 0.8)
_AGAIN_S = 1.0


def shorten(engine: Engine) -> None:
    """Have a referral be played for, held and paid within a run."""
    with engine.begin() as connection:
        for name, value in _PROFILE.items():
            thresholds.put(connection, name, value, _REASON, None)


@dataclass
class Friends:
    """Some players, of whom the first brings others, who bring others."""

    origin: str
    seed: int
    journal: Journal
    players: int = 12
    hiccups: Counter[str] = field(default_factory=Counter)
    paid: int = 0
    """Who saw that it was paid that they came."""
    stopped: bool = False

    async def play(self) -> None:
        """Play until stopped, or until all have seen that they are paid."""
        codes: list[asyncio.Future[tuple[UUID, str]]] = [asyncio.Future() for _ in range(self.players)]
        async with asyncio.TaskGroup() as group:
            for number in range(self.players):
                group.create_task(self._play(number, codes))

    async def _play(self, number: int, codes: list["asyncio.Future[tuple[UUID, str]]"]) -> None:
        random = Random(f"{self.seed}/friend/{number}")
        friend = None if number == 0 else codes[(number - 1) // _BRINGS]
        while not self.stopped and friend and not friend.done():
            await asyncio.sleep(_AGAIN_S / 4)  # whoever is older than a code has not come by it
        client = Client(self.origin, f"chaos-friend-{self.seed}-{number:06}", f"Friend {number}", "nl", random)
        is_over = has_claimed = False
        while not self.stopped and not is_over:
            try:
                if not codes[number].done():
                    await client.register()
                    codes[number].set_result((client.player_id, (await client.call("GET", "/v1/referrals"))["code"]))
                if friend is None:
                    break
                if not has_claimed:
                    await self._claim(client, *friend.result())
                    has_claimed = True
                is_over = await self._game(client, random)
                self.paid += is_over
            except (ApiError, NoAnswer) as error:
                self.hiccups[f"a friend: {type(error).__name__}"] += 1
                await asyncio.sleep(_AGAIN_S)
        client.close()

    async def _claim(self, client: Client, friend: UUID, code: str) -> None:
        await client.call("POST", "/v1/referrals/claims", {"code": code})
        self.journal.write(Claimed(client.player_id, friend))

    async def _game(self, client: Client, random: Random) -> bool:
        """Play one; whether it is paid by now that they came."""
        answering = Answering(client, self.journal, random)
        session = await client.start(random.choice(await client.categories()))
        for no in range(session.count):
            if self.stopped:
                return False
            question = await client.next(session, no - 1 if no else None)
            await asyncio.sleep(random.uniform(*_THINKS_S))
            await answering.one(Choice(session, question, choose(question, _SKILL, random)))
        claimed = (await client.call("GET", "/v1/referrals"))["claimed"]
        return claimed is not None and claimed["state"] == "paid"
