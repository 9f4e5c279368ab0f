"""Battles on a real Postgres, and what happens in them as events, for tests that apply slices of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from bridges import scripts
from bridges.battle_audit import audit
from bridges.play import Option
from bridges.scripts import Asked, GhostRun, Script
from events.catalog import BATTLES, BattleMoved
from events.codec import encode
from events.identity import move_event_id
from models import battles
from rules.battle import step
from rules.battle_state import ROUNDS, Message, Move, begin, unix_ms
from tasks import battles as battle_moves
from tasks.slices import Apply
from tests.pipeline import NOON, Log

RIGHT, WRONG = "two", "one"


_apply = partial(battle_moves.apply, [])


class Moves(Log):
    """One partition of `battle.moves` under a topic id of its own."""

    topic = BATTLES

    def apply(self, lo: int = 0, hi: int | None = None, attempt: int = 0, apply: Apply = _apply) -> str:
        """Apply a slice in this process, as a worker would."""
        return super().apply(lo, hi, attempt, apply)


@pytest.fixture
def log(engine: Engine) -> Moves:
    """An empty partition."""
    return Moves(engine)


def broken(engine: Engine) -> list[str]:
    """What the audit of battles finds."""
    with engine.connect() as connection:
        return [finding.name for finding in audit(connection) if finding.broken]


class Fight:
    """A battle that runs, and its moves so far as event bytes, each with its place."""

    def __init__(
        self,
        engine: Engine,
        players: tuple[UUID, UUID] | None = None,
        *,
        ranked: bool = True,
        at: datetime = NOON,
        ghost: Sequence[GhostRun] | None = None,
        category: int = 1,
    ) -> None:
        self.id: UUID = uuid7()
        self.players = players or (uuid7(), uuid7())
        self.life, self.seq = 1, 0
        self.script = _script(self.players, ghost)
        self.state, self.now = begin(self.script.plan, unix_ms(at)), unix_ms(at)
        self.events: list[bytes] = []
        row = {
            "id": self.id,
            "mode": "quiz",
            "kind": "ghost" if ghost else "match",
            "ranked": ranked,
            "category_id": category,
            "category": "music",
            "lang": "en",
            "first_id": self.players[0],
            "second_id": self.players[1],
            "question_ids": [asked.question_id for asked in self.script.questions],
            "revisions": [1] * ROUNDS,
            "script": scripts.to_json(self.script),
            "ghost_of": uuid7() if ghost else None,
            "started_at": at,
        }
        with engine.begin() as connection:
            battles.insert(connection, [row])
            battles.enter(connection, [(player, self.id) for player in self.players[: 1 if ghost else 2]])

    def do(self, kind: Any, side: int | None = None, after: int = 100, **more: Any) -> tuple[Message, ...]:
        """A move so many ms after the one before, and its event."""
        self.now += after
        move = Move(kind, side, **more)
        self.state, messages = step(self.script.plan, self.state, move, self.now)
        self.seq += 1
        self.events.append(self.event(move))
        return messages

    def event(self, move: Move, life: int | None = None, seq: int | None = None, over: bool | None = None) -> bytes:
        """The bytes of a move's event; without more, of the one that was just made."""
        life, seq = life or self.life, seq or self.seq
        moved = BattleMoved(
            event_id=move_event_id(self.id, life, seq),
            battle_id=self.id,
            life=life,
            seq=seq,
            move=msgspec.json.encode(move).decode(),
            at=datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=self.now),
            over=self.state.phase == "over" if over is None else over,
        )
        return encode(moved)

    def tick(self) -> None:
        """What is due."""
        due = self.state.due_at
        assert due is not None
        self.do("tick", after=max(0, due - self.now), due_at=due)

    def answer(self, side: int, response: str = RIGHT, after: int = 1_000) -> None:
        """An answer to the open round."""
        self.do("answer", side, after, round=self.state.round, response=response, move_id=f"a{self.seq}")

    def round(self, *said: str | None, after: int = 1_000) -> None:
        """A whole round: it opens, is answered by these sides, closes."""
        self.tick()
        for side, response in enumerate(said):
            if response is not None:
                self.answer(side, response, after)
        while self.state.phase == "open":
            self.tick()

    def play(self, first: int = ROUNDS, second: int = 0) -> "Fight":
        """The whole battle, with so many right answers of each side."""
        for no in range(ROUNDS):
            self.round(RIGHT if no < first else WRONG, RIGHT if no < second else WRONG)
        self.tick()
        return self

    def rebuild(self, engine: Engine, after: tuple[int, int] | None = None) -> None:
        """A new life, which goes on from that place, or from where the battle stands."""
        place = after or (self.life, self.seq)
        with engine.begin() as connection:
            battles.claim(connection, [self.id])
        self.life, self.seq = self.life + 1, place[1]
        self.now += 1_000
        move = Move("rebuilt", after=place)
        self.state, _ = step(self.script.plan, self.state, move, self.now)
        self.seq += 1
        self.events.append(self.event(move))


def _script(players: tuple[UUID, UUID], ghost: Sequence[GhostRun] | None) -> Script:
    options = [Option(RIGHT, "Two"), Option(WRONG, "One")]
    questions = [Asked(uuid7(), 1, "single_choice", f"Question {no}", options, RIGHT) for no in range(ROUNDS)]
    return Script(questions, players, "music", "en", "00" * 16, list(ghost) if ghost else None)
