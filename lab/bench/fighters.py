"""Players in battles, in a process of their own: both of a battle sit here, and answer when people would."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Wire
from random import Random
from time import time
from uuid import UUID

from lab.bench.seating import Part, Sitter, seat
from lab.bench.seats import Document, Hall
from web.tokens import Tokens

_POLL_S = 0.1
_THINKS_S = (1.5, 8.0)
"""A person takes so long for a question, one as likely as another."""


@dataclass(frozen=True)
class Bout:
    """Pairs of players, and for how long their battles are waited for."""

    pairs: Sequence[tuple[UUID, UUID]]
    patience_s: float
    seed: int


@dataclass
class Fought:
    """In ms: from a move to the opponent's frame, and to its own confirmation; and what went wrong."""

    seen_ms: list[float] = field(default_factory=list)
    confirmed_ms: list[float] = field(default_factory=list)
    moves: int = 0
    ended: int = 0
    unended: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)


class _Fighter(Sitter):
    def __init__(self, fought: Fought, random: Random) -> None:
        super().__init__()
        self._fought = fought
        self._random = random
        self.over = False
        self.side = 0
        self.sent_ms: dict[int, float] = {}
        """When it answered, by round."""
        self.opponent: _Fighter | None = None
        self._thinking: set[asyncio.Task[None]] = set()

    def told(self, document: Document, at_ms: float) -> None:
        """A frame has come."""
        super().told(document, at_ms)
        match document["type"]:
            case "queue.matched":
                self.side = document["side"]
                self.send({"type": "subscribe", "topic": f"battle:{document['battle_id']}"})
            case "battle.round":
                task = asyncio.create_task(self._answer(document))
                self._thinking.add(task)
                task.add_done_callback(self._thinking.discard)
            case "battle.progress" if document["side"] != self.side:
                sent = self.opponent and self.opponent.sent_ms.get(document["round"])
                if sent:
                    self._fought.seen_ms.append(at_ms - sent)
            case "ok":
                self._fought.confirmed_ms.append(at_ms - self.sent_ms[int(document["id"])])
            case "error":
                self._fought.refused[document["code"]] += 1
            case "battle.ended":
                self.over = True

    async def _answer(self, asked: Document) -> None:
        await asyncio.sleep(self._random.uniform(*_THINKS_S))
        no, option = asked["round"], self._random.choice(asked["question"]["options"])
        move = {"battle_id": asked["battle_id"], "round": no, "move_id": str(no), "response": option["id"]}
        self.sent_ms[no] = 1000 * time()
        self._fought.moves += 1
        self.send({"type": "battle.answer", "id": str(no), **move})


def fight(wire: Wire, part: Part) -> None:
    """Says "ready"; for each Bout "seated", and, told that the battles are made, what was Fought; until told None."""
    asyncio.run(_fight(wire, part))


async def _fight(wire: Wire, part: Part) -> None:
    tokens = Tokens(list(part.keys))
    wire.send("ready")
    while (bout := await asyncio.to_thread(wire.recv)) is not None:
        fought, random, hall = Fought(), Random(bout.seed), Hall(part.realtime)
        fighters = [(_Fighter(fought, random), _Fighter(fought, random)) for _ in bout.pairs]
        reading = asyncio.create_task(hall.keep_reading())

        everyone = [one for pair in fighters for one in pair]
        for first, second in fighters:
            first.opponent, second.opponent = second, first
        players = [player for pair in bout.pairs for player in pair]
        await seat(everyone, players, hall, tokens)
        wire.send("seated")
        await asyncio.to_thread(wire.recv)
        deadline = time() + bout.patience_s
        while time() < deadline and not all(one.over for one in everyone):
            await asyncio.sleep(_POLL_S)
        reading.cancel()
        fought.ended = sum(one.over for one in everyone)
        fought.unended = len(everyone) - fought.ended
        fought.lost.update(one.lost for one in everyone if one.lost)
        for one in everyone:
            one.leave()
        wire.send(fought)
