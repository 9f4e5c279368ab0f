"""What newly applied answers change: the sessions they belong to, and the totals of their players by day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from rules.boards import ALL_CATEGORIES
from rules.errors import Rejected
from rules.responses import is_right
from rules.scoring import base_points, elapsed_ms, fold


class SessionState(NamedTuple):
    """A session before the slice; `points` are the sum of its fold.

    `base_points` and `answered_on` have one item a question, None: no answer yet.
    """

    id: UUID
    player_id: UUID
    category_id: int
    time_limit_ms: int
    correct: Sequence[str]
    """Each question's key (rules.responses)."""
    worth: Sequence[bool] | None
    """Which questions give points; None: all of them."""
    skipped: Sequence[int]
    """The questions that lifelines passed over."""
    on_boards: bool
    quiz_id: UUID | None
    base_points: Sequence[int | None]
    answered_on: Sequence[date | None]
    points: int
    closed_at: datetime | None = None
    """From when no answer counts: its player, its time or its quiz ended it."""
    is_final: bool = False
    """Whether its quiz was settled, or it was learned from: whatever comes now, it stays."""

    def is_closed_to(self, question_no: int, received_at: datetime) -> bool:
        """Whether an answer to that question is too late. One that was received before the end and only overtaken by it
        is not, as long as that can be added to what the end gave.
        """
        if self.closed_at is None or self.base_points[question_no] is not None:
            return False
        return self.is_final or received_at >= self.closed_at

    @property
    def is_complete(self) -> bool:
        """Whether no question is left open."""
        return None not in self.base_points


class Mark(NamedTuple):
    """One answer, judged: points before streaks (0: wrong) and the time it took."""

    question_no: int
    base_points: int
    elapsed_ms: int
    received_at: datetime


@dataclass
class Gain:
    """What a player gained in a category on a day. `points` may be negative: a late mistake breaks a streak."""

    points: int = 0
    answered: int = 0
    reached_at: datetime | None = None

    def add(self, points: int, marks: Iterable[Mark], worth: Sequence[bool] | None) -> None:
        """Points, and the answers of a session that they came with; of those that gave points the latest counts."""
        self.points += points
        for mark in marks:
            self.answered += 1
            if mark.base_points and (worth is None or worth[mark.question_no]):
                at = mark.received_at
                self.reached_at = at if self.reached_at is None else max(self.reached_at, at)


GainKey = tuple[UUID, int, date]
"""Player, category (0: all of them), UTC day."""


@dataclass
class Gains:
    """Gains by player, category and day, each also under "all categories"."""

    by_key: defaultdict[GainKey, Gain] = field(default_factory=lambda: defaultdict(Gain))

    def of(self, player: UUID, category: int, day: date) -> tuple[Gain, Gain]:
        """The gain in the category and the gain over all, to be added to together."""
        return self.by_key[(player, category, day)], self.by_key[(player, ALL_CATEGORIES, day)]

    def days(self) -> Iterable[tuple[date, list[tuple[GainKey, Gain]]]]:
        """Gains by day, days and keys in the one order in which their rows are locked."""
        for day in sorted({key[2] for key in self.by_key}):
            yield day, sorted((item for item in self.by_key.items() if item[0][2] == day), key=_lock_order)


def _lock_order(item: tuple[GainKey, Gain]) -> tuple[int, int]:
    player, category, _ = item[0]
    return player.int, category


def judge(
    session: SessionState | None,
    player: UUID,
    question_no: int,
    response: str,
    delivered_at: datetime,
    received_at: datetime,
) -> Mark:
    """Judge one answer. Raises Rejected if it does not belong to the session it names."""
    session = check_owner(session, player)
    if not 0 <= question_no < len(session.correct):
        raise Rejected("unknown_question", f"the session has {len(session.correct)} questions")
    elapsed = elapsed_ms(delivered_at, received_at)
    right = is_right(session.correct[question_no], response)
    return Mark(question_no, base_points(elapsed, session.time_limit_ms) if right else 0, elapsed, received_at)


def check_owner(session: SessionState | None, player: UUID) -> SessionState:
    """The session, if it is there and that player's. Raises Rejected."""
    if session is None:
        raise Rejected("unknown_session", "no such session")
    if session.player_id != player:
        raise Rejected("foreign_session", "the session is another player's")
    return session


def apply_marks(session: SessionState, marks: Iterable[Mark], gains: Gains) -> SessionState:
    """The session with its new answers in it; what that changed is added to `gains`.

    The session's points are folded anew and the difference counts, question by question on the day its answer was
    received. So the result depends on which answers there are, and not on the order they were applied in. Totals grow
    only by sessions that count on boards; those of a quiz that many play wait for `settle`, as a total that moves would
    tell a verdict while others still play.
    """
    return _apply(session, marks, Gains() if session.quiz_id else gains)


def settle(session: SessionState, marks: Iterable[Mark], gains: Gains) -> None:
    """Add to `gains` what all answers of a session give."""
    unanswered = [None] * len(session.correct)
    _apply(session._replace(base_points=unanswered, answered_on=unanswered, points=0), marks, gains)


def _apply(session: SessionState, marks: Iterable[Mark], gains: Gains) -> SessionState:
    base = list(session.base_points)
    days = list(session.answered_on)
    added: defaultdict[date, list[Mark]] = defaultdict(list)
    for mark in marks:
        day = mark.received_at.date()
        base[mark.question_no], days[mark.question_no] = mark.base_points, day
        added[day].append(mark)
    after = fold(base, session.worth, session.skipped)
    if session.on_boards:
        points = _points_by_day(session, after, days)
        for day in points.keys() | added.keys():
            for gain in gains.of(session.player_id, session.category_id, day):
                gain.add(points.get(day, 0), added.get(day, ()), session.worth)
    return session._replace(base_points=base, answered_on=days, points=sum(after))


def _points_by_day(session: SessionState, after: Sequence[int], days: Sequence[date | None]) -> dict[date, int]:
    """What a session's fold has gained or lost, by the day each question was answered; days without a change may lack.

    Most sessions are of one day, and then nothing needs to be folded as it was.
    """
    played = set(days) - {None}
    if len(played) == 1:
        return {day: sum(after) - session.points for day in played if day}
    changed: defaultdict[date, int] = defaultdict(int)
    for was, now, day in zip(fold(session.base_points, session.worth, session.skipped), after, days, strict=True):
        if was != now and day is not None:
            changed[day] += now - was
    return changed


def reached_at(marks: Iterable[Mark]) -> datetime | None:
    """When the last of the right ones was received."""
    return max((mark.received_at for mark in marks if mark.base_points), default=None)
