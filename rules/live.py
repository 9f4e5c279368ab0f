"""A live quiz: its phase is a function of its timetable and the clock, so every process agrees without asking.

Times are whole Unix milliseconds of the server. A phase holds from `opens_at_ms`, included, to `closes_at_ms`, not
included. In a round comes the question with its grace, then the reveal.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal, NamedTuple, TypeVar

from rules.scoring import GRACE_MS

Kind = Literal["scheduled", "lobby", "question", "reveal", "ended"]
P = TypeVar("P", bound=Hashable)


@dataclass(frozen=True)
class Timetable:
    """When a quiz of `count` questions happens. Raises ValueError for a duration that cannot be."""

    starts_at_ms: int
    """When the first question opens, as announced; the lobby opens before."""
    lobby_ms: int
    question_ms: int
    """Time to answer; GRACE_MS come on top, for answers under way."""
    reveal_ms: int
    count: int

    def __post_init__(self) -> None:
        if self.lobby_ms < 0 or self.question_ms < 1 or self.reveal_ms < 0 or self.count < 1:
            raise ValueError(f"{self} needs at least one question and 1 ms for each, and no negative time")

    @property
    def _held_ms(self) -> int:
        """How long the question's phase is: an answer of its last millisecond still counts."""
        return self.question_ms + GRACE_MS + 1

    @property
    def _round_ms(self) -> int:
        return self._held_ms + self.reveal_ms

    @property
    def ends_at_ms(self) -> int:
        """When the last reveal is over."""
        return self.starts_at_ms + self.count * self._round_ms

    def opens_at_ms(self, no: int) -> int:
        """When question `no`, from 0, opens: for everyone, so times to answer count from here, whoever comes late."""
        return self.starts_at_ms + no * self._round_ms

    def deadline_ms(self, no: int) -> int:
        """What players are shown as the end of question `no`; until GRACE_MS later, included, answers are accepted."""
        return self.opens_at_ms(no) + self.question_ms

    def reveals_at_ms(self, no: int) -> int:
        """When the right answer of question `no` may be told: the millisecond after the last accepted answer."""
        return self.opens_at_ms(no) + self._held_ms


class Phase(NamedTuple):
    """What is on: `no`, from 0, of a question or its reveal; None for a bound that there is not."""

    kind: Kind
    no: int | None
    opens_at_ms: int | None
    closes_at_ms: int | None


def phase(timetable: Timetable, now_ms: int) -> Phase:
    """The phase at a time. Every time is in one; lobby and reveal are left out if they last 0 ms."""
    lobby_at = timetable.starts_at_ms - timetable.lobby_ms
    if now_ms < lobby_at:
        return Phase("scheduled", None, None, lobby_at)
    if now_ms < timetable.starts_at_ms:
        return Phase("lobby", None, lobby_at, timetable.starts_at_ms)
    if now_ms >= timetable.ends_at_ms:
        return Phase("ended", None, timetable.ends_at_ms, None)
    no = (now_ms - timetable.starts_at_ms) // timetable._round_ms
    reveals_at = timetable.reveals_at_ms(no)
    if now_ms < reveals_at:
        return Phase("question", no, timetable.opens_at_ms(no), reveals_at)
    return Phase("reveal", no, reveals_at, timetable.opens_at_ms(no + 1))


def is_accepted(timetable: Timetable, no: int, received_ms: int) -> bool:
    """Whether an answer to question `no` came in its time: from its opening to its deadline + GRACE_MS, included."""
    now = phase(timetable, received_ms)
    return (now.kind, now.no) == ("question", no)


def joins_at(timetable: Timetable, now_ms: int) -> int | None:
    """The first question that a player who comes now is asked: the current one until its deadline, else the next.

    None: there is none left.
    """
    no = phase(timetable, now_ms).no
    if no is None:
        return 0 if now_ms < timetable.starts_at_ms else None
    if now_ms >= timetable.deadline_ms(no):
        no += 1
    return no if no < timetable.count else None


def eliminated(players: Collection[P], results: Iterable[Mapping[P, bool]]) -> dict[P, int]:
    """Who is out in a quiz with elimination, and by which question: their first wrong or missing answer.

    `results` has one item a revealed question, in order: whose answer was accepted, and whether it was right.
    `players` were there when the first one opened; who came later is not among them, and watches.
    """
    out: dict[P, int] = {}
    for no, right in enumerate(results):
        out |= {player: no for player in players if player not in out and not right.get(player, False)}
    return out


def survived(base: Iterable[int | None]) -> int:
    """How many questions a player came through before the first wrong or missing answer, from their points."""
    return sum(1 for _ in takewhile(bool, base))


def alive(players: Collection[P], results: Iterable[Mapping[P, bool]]) -> frozenset[P]:
    """Who is still in after those results, see `eliminated`; before the first it is all of them."""
    return frozenset(players) - eliminated(players, results).keys()
