"""A quiz battle for tests of its rules: made move by move, its times ahead of it."""

from typing import Any

import pytest

from rules.battle import step
from rules.battle_state import ROUNDS, START_MS, Message, Move, Opened, Plan, Question, Refused, begin

OPTIONS = ("one", "two", "three", "four")
PLAN = Plan(tuple(Question(OPTIONS, "two") for _ in range(ROUNDS)))
T0 = 1_790_000_000_000
OPEN = T0 + START_MS


class Battle:
    """A battle with its moves so far."""

    def __init__(self, plan: Plan = PLAN) -> None:
        self.plan, self.state, self.now = plan, begin(plan, T0), T0
        self.moves: list[tuple[Move, int]] = []

    def do(self, kind: Any, side: int | None = None, after: int = 0, **more: Any) -> tuple[Message, ...]:
        """A move so many ms after the one before."""
        self.now += after
        move = Move(kind, side, **more)
        self.state, messages = step(self.plan, self.state, move, self.now)
        self.moves.append((move, self.now))
        return messages

    def tick(self, late: int = 0) -> tuple[Message, ...]:
        """What is due, so many ms later."""
        due = self.state.due_at
        assert due is not None
        self.now = max(self.now, due + late)
        return self.do("tick", due_at=due)

    def answer(self, side: int, response: str = "two", after: int = 0) -> tuple[Message, ...]:
        """An answer to the open round."""
        return self.do("answer", side, after, round=self.state.round, response=response, move_id=f"{self.now}-{side}")

    def refused(self, kind: Any, side: int | None = None, **more: Any) -> str:
        """The code a move is refused with; nothing is changed by it."""
        before = self.state
        with pytest.raises(Refused) as refused:
            self.do(kind, side, **more)
        assert self.state == before
        assert str(refused.value)
        return refused.value.code

    def points(self) -> tuple[int, int]:
        first, second = self.state.sides
        return first.points, second.points


def opened(plan: Plan = PLAN) -> Battle:
    battle = Battle(plan)
    assert battle.tick() == (Opened(0),)
    return battle
