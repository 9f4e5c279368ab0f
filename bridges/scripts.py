"""What a quiz battle asks, whole: as it is shown, and as it is judged. Written once, when the battle is made."""

from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec

from bridges.play import Option
from rules.battle_state import REVEAL_MS, ROUND_MS, START_MS, Plan, Question, Run
from rules.content import Kind
from rules.media import Medium


class Asked(msgspec.Struct, frozen=True):
    """A question with its options' ids, which side alone does not tell, and what is right."""

    question_id: UUID
    revision: int
    kind: Kind
    stem: str
    options: list[Option]
    """In the order of their ids; each side has an order of its own."""
    key: str
    """The id of the right option."""
    explanation: str = ""
    medium: Medium | None = None
    description: str = ""


class GhostRun(msgspec.Struct, frozen=True):
    """What was answered in a round by whom the ghost is of; None: nothing."""

    response: str | None
    elapsed_ms: int


class Script(msgspec.Struct, frozen=True, dict=True):
    """The questions of a battle in one language, in the order in which both are asked them."""

    questions: list[Asked]
    players: tuple[UUID, UUID]
    """By side."""
    category: str
    """Its slug."""
    lang: str
    seed: str
    """Hex; orders of options follow from it."""
    ghost: list[GhostRun] | None = None
    start_ms: int = START_MS
    round_ms: int = ROUND_MS
    reveal_ms: int = REVEAL_MS

    def side_of(self, player: UUID) -> int | None:
        """The side that a player is on; None: they watch. A ghost's owner watches."""
        if player == self.players[0]:
            return 0
        return 1 if player == self.players[1] and not self.ghost else None

    @cached_property
    def plan(self) -> Plan:
        """What is needed to judge."""
        return Plan(
            tuple(Question(tuple(option.id for option in asked.options), asked.key) for asked in self.questions),
            tuple(Run(run.response, run.elapsed_ms) for run in self.ghost) if self.ghost else None,
            self.start_ms,
            self.round_ms,
            self.reveal_ms,
        )


def to_json(script: Script) -> Any:
    """As it is stored in Postgres."""
    return msgspec.to_builtins(script)


def from_json(document: Any) -> Script:
    """As it was stored in Postgres."""
    return msgspec.convert(document, Script)


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Script).decode
