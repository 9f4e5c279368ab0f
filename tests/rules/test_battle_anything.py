"""A quiz battle: what holds whatever is tried."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.battle import fold, step
from rules.battle_state import EMOTES, ROUNDS, Move, Refused, Revealed, Run, begin
from tests.rules.battling import OPTIONS, PLAN, T0

kinds = st.sampled_from(["answer", "surrender", "emote", "away", "back", "tick", "rebuilt"])
sides = st.sampled_from([0, 1, None])
times = st.one_of(st.integers(-20, 3_000), st.integers(0, 60_000))


class Anything(RuleBasedStateMachine):
    """Moves of every kind, legal or not, at any time."""

    @initialize(ghost=st.none() | st.lists(st.sampled_from(["two", "one", None]), min_size=ROUNDS, max_size=ROUNDS))
    def make(self, ghost: Sequence[str | None] | None) -> None:
        runs = tuple(Run(response, 1_500 * no) for no, response in enumerate(ghost)) if ghost else None
        self.plan = replace(PLAN, ghost=runs)
        self.state, self.now = begin(self.plan, T0), T0
        self.accepted: list[tuple[Move, int]] = []

    @rule(kind=kinds, side=sides, ahead=st.integers(-1, 1), after=times, no=st.integers(0, 99), right=st.booleans())
    def try_any(self, kind: Any, side: int | None, ahead: int, after: int, no: int, right: bool) -> None:
        due = self.state.due_at and self.state.due_at + ahead % 2
        response = "two" if right else ("nothing", "one", "four")[no % 3]
        emote = (*EMOTES, None)[no % 9]
        self._make(Move(kind, side, f"m{no}", self.state.round + ahead, response, emote, due), after)

    @rule(side=st.sampled_from([0, 1]), after=st.integers(0, 4_000), right=st.booleans())
    def answer(self, side: int, after: int, right: bool) -> None:
        move = Move("answer", side, f"a{len(self.accepted)}", self.state.round, "two" if right else "one")
        self._make(move, after)

    @precondition(lambda self: self.state.due_at is not None)
    @rule(late=st.integers(0, 500))
    def tick(self, late: int) -> None:
        self.now = max(self.now, (self.state.due_at or 0) + late)
        assert self._make(Move("tick", due_at=self.state.due_at), 0)

    @precondition(lambda self: self.accepted)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        move, _ = data.draw(st.sampled_from(self.accepted))
        if move.side is not None and move.kind in ("answer", "surrender", "emote"):
            assert step(self.plan, self.state, move, self.now) == (self.state, ())

    def _make(self, move: Move, after: int) -> bool:
        self.now += after
        before = asdict(self.state)
        try:
            state, messages = step(self.plan, self.state, move, self.now)
        except Refused:
            assert asdict(self.state) == before
            return False
        self.state = state
        self.accepted.append((move, self.now))
        for message in messages:
            told = {value for value in asdict(message).values() if isinstance(value, str)}
            assert not told & {*OPTIONS, "nothing"}, f"{message} tells a response"
            assert not isinstance(message, Revealed) or state.phase in ("reveal", "over")
        return True

    @invariant()
    def folds(self) -> None:
        """What was accepted is the battle."""
        assert fold(self.plan, T0, self.accepted) == self.state

    @invariant()
    def points_are_bounded(self) -> None:
        """By what the rounds can give."""
        for no, side in enumerate(self.state.sides):
            assert 0 <= side.points <= 160
            gained = (answers[no] for answers in self.state.past)
            assert side.points == sum(answer.points for answer in gained if answer)

    @invariant()
    def over_is_over(self) -> None:
        """There is a result, and nothing due, exactly then."""
        assert (self.state.phase == "over") == (self.state.result is not None) == (self.state.due_at is None)

    def teardown(self) -> None:
        """With ticks alone it ends: one to start, at most three a round."""
        for _ in range(1 + 3 * ROUNDS):
            if getattr(self, "state", None) and self.state.due_at is not None:
                self.tick(0)
        assert not hasattr(self, "state") or self.state.phase == "over"


TestAnything = Anything.TestCase
TestAnything.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
