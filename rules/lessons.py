"""What ended sessions teach: which of their answers are first attempts, and what each of them says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from rules import items
from rules.content import Content
from rules.difficulty import choices
from rules.options import option_ids


@dataclass(frozen=True)
class Given:
    """An answer as it is stored."""

    no: int
    response: str
    right: bool
    elapsed_ms: int
    received_us: int
    """Unix microseconds: answers of one batch were received in the same one."""


@dataclass(frozen=True)
class Lesson:
    """A session that has ended, and its answers in the order they were received."""

    session_id: UUID
    player_id: UUID
    mode: str
    quiz_id: UUID | None
    time_limit_ms: int
    question_ids: Sequence[UUID]
    revisions: Sequence[int]
    seed: bytes | None
    hidden: Mapping[int, int]
    """How many options a lifeline took away, by question."""
    answers: Sequence[Given]

    def place(self, no: int) -> tuple[UUID, int] | None:
        """Question and revision that were asked as number `no`; None: it is not known any more."""
        return (self.question_ids[no], self.revisions[no]) if no < len(self.question_ids) else None


@dataclass(frozen=True)
class First:
    """A player's first attempt at a question."""

    question_id: UUID
    player_id: UUID
    version: bytes
    options: int
    """Equally likely answers to guess among (rules.difficulty.choices)."""
    right: bool
    attempt: items.Attempt | None
    """What it says of the question; None: it had help, or no other answer of the session to be held against."""


def option_of(content: Content, seed: bytes | None, no: int, response: str) -> int | None:
    """Index, as stored, of the option that a response names; None where nothing single is chosen."""
    if items.key_of(content) is None or seed is None:
        return None
    ids = option_ids(seed, no, len(content.wordings[0].options))
    return ids.index(response) if response in ids else None


def attempts(lessons: Iterable[Lesson], contents: Mapping[tuple[UUID, int], Content]) -> list[First]:
    """Each player's first attempt at each question among these sessions, in their order. Lost questions teach nothing.

    A session is a whole, as a rest score needs all its answers: so of two that overlap the first to end has the first.
    """
    found: dict[tuple[UUID, UUID], First] = {}
    for lesson in lessons:
        right = sum(given.right for given in lesson.answers)
        for given in lesson.answers:
            place = lesson.place(given.no)
            if place in contents and place is not None and (place[0], lesson.player_id) not in found:
                found[(place[0], lesson.player_id)] = _first(lesson, given, contents[place], right)
    return list(found.values())


def _first(lesson: Lesson, given: Given, content: Content, right: int) -> First:
    hidden, attempt = lesson.hidden.get(given.no, 0), None
    if not hidden and len(lesson.answers) > 1:
        attempt = items.Attempt(
            given.right,
            items.rest_score(right, len(lesson.answers), given.right),
            given.elapsed_ms,
            option_of(content, lesson.seed, given.no, given.response),
        )
    return First(
        lesson.question_ids[given.no],
        lesson.player_id,
        items.version(content),
        choices(content.kind, len(content.wordings[0].options) - hidden),
        given.right,
        attempt,
    )
