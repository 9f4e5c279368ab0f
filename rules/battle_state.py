"""What a quiz battle of two is made of: what it asks, how it stands, what changes it, and what is told of that.

Times are Unix milliseconds of the server's clock.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

ROUNDS = 7
START_MS, ROUND_MS, REVEAL_MS = 3_000, 10_000, 3_000

Emote = Literal["hello", "good_luck", "well_played", "wow", "oops", "thinking", "laugh", "good_game"]
EMOTES: tuple[Emote, ...] = get_args(Emote)
Phase = Literal["starting", "open", "reveal", "over"]
Reason = Literal["points", "surrender", "forfeit", "abandoned"]
"""`points`: it was played to its end; `forfeit`: one stayed away; `abandoned`: both did."""


class Refused(Exception):
    """A move that does not count; nothing is changed by it. `code` is for clients, the message for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True)
class Question:
    """What is needed to judge answers to a question: the ids of its options, and which is right."""

    options: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class Run:
    """What a ghost does in a round: its response (None: none) after so many ms of the round."""

    response: str | None
    elapsed_ms: int


@dataclass(frozen=True)
class Plan:
    """What a battle asks, and its pace. `ghost` has a run for each question; then side 1 is that ghost."""

    questions: tuple[Question, ...]
    ghost: tuple[Run, ...] | None = None
    start_ms: int = START_MS
    round_ms: int = ROUND_MS
    reveal_ms: int = REVEAL_MS


@dataclass(frozen=True)
class Answer:
    """A response, the time that it took, and what it gave."""

    response: str
    elapsed_ms: int
    points: int


Answers = tuple[Answer | None, Answer | None]
"""Of a round, by side."""


@dataclass(frozen=True)
class Side:
    """A player within the battle."""

    points: int = 0
    away: bool = False
    missed: int = 0
    """Rounds in a row that ended without an answer, and with the player away."""
    emotes: int = 0
    emoted_at: int = 0
    moves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """How it ended: the side that won, None: neither did."""

    winner: int | None
    reason: Reason


@dataclass(frozen=True)
class State:
    """A battle at a moment. `round` counts from 0; `due_at` is when the next tick is due, None once it is over."""

    phase: Phase
    due_at: int | None
    round: int = 0
    opened_at: int = 0
    sides: tuple[Side, Side] = (Side(), Side())
    answers: Answers = (None, None)
    """Of the round that is open, or revealed."""
    past: tuple[Answers, ...] = ()
    """Of the rounds that were revealed."""
    result: Result | None = None


@dataclass(frozen=True)
class Move:
    """What changes a battle, or tries to. `side` is None for what no player does."""

    kind: Literal["answer", "surrender", "emote", "away", "back", "tick", "rebuilt"]
    side: int | None = None
    move_id: str = ""
    round: int | None = None
    response: str = ""
    emote: Emote | None = None
    due_at: int | None = None
    """Of a tick: which deadline it is about."""
    after: tuple[int, int] | None = None
    """Of `rebuilt`: life and number of the last move before it that counts (rules.lives)."""


@dataclass(frozen=True)
class Opened:
    """A round is open to both."""

    round: int


@dataclass(frozen=True)
class Answered:
    """A side has answered, which the other may know, and nothing more."""

    side: int


@dataclass(frozen=True)
class Peer:
    """A side went away, or came back: for the other."""

    side: int
    away: bool


@dataclass(frozen=True)
class Emoted:
    """A side showed something to the other."""

    side: int
    emote: Emote


@dataclass(frozen=True)
class Revealed:
    """A round is over, and everything of it may be told."""

    round: int


@dataclass(frozen=True)
class Ended:
    """The battle is over."""

    result: Result


Message = Opened | Answered | Peer | Emoted | Revealed | Ended


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def unix_ms(at: datetime) -> int:
    """Unix milliseconds of a moment, cut off and not rounded: a battle that is folded anew has the same deadlines."""
    return (at - _EPOCH) // _MS


def begin(plan: Plan, now: int) -> State:
    """The battle when both have been told of it: its first round opens a moment later."""
    return State("starting", now + plan.start_ms)
