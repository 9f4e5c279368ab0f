"""Quizzes that many play, from their answers alone: attempts, challenges, and what a live one told its players.

A reveal that says it is complete is judged exactly, unless an answer to a question up to it was acknowledged only after
it began: that one may or may not be in the figures, and both are right. What does not say so is not judged, and neither
is the board at the end of a quiz whose last reveal nobody was told as complete.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from events.identity import answer_event_id
from lab.chaos.books import Complaint
from lab.chaos.evidence import AnswerRow, AttemptRow, Evidence, QuizRow
from lab.players.journal import Closed, Revealed
from rules.scoring import fold

_LATEST = datetime.max.replace(tzinfo=UTC)
_COUNTED = ("single_choice", "multiple_choice", "true_false")


@dataclass(frozen=True)
class Entrant:
    """A player's attempt at a live quiz, with the answers it has."""

    player: UUID
    rows: Mapping[int, AnswerRow]
    base: Sequence[int | None]

    def points(self, no: int) -> list[int]:
        """What each question up to `no` gave."""
        return fold(self.base[: no + 1])

    def reached_at(self, no: int) -> datetime:
        """When the last right answer up to `no` was received."""
        return max((row.received_at for at, row in self.rows.items() if at <= no and row.base_points), default=_LATEST)


def complaints(evidence: Evidence) -> Iterator[Complaint]:
    """Every kind of thing that may be wrong, with its cases."""
    by_session = evidence.by_session()
    yield "attempts are not one a player and quiz", list(_misattempted(evidence))
    yield "attempts are not worth what their answers are", list(_misjudged(evidence, by_session))
    days = Counter((q.opens_at.date(), q.category_id) for q in evidence.quizzes.values() if q.mode == "daily")
    yield "days have two challenges in a category", [day for day, count in days.items() if count > 1]
    told: defaultdict[UUID, list[Revealed]] = defaultdict(list)
    for line in (line for line in evidence.journal if isinstance(line, Revealed)):
        told[line.quiz_id].append(line)
    acknowledged = _acknowledged(evidence)
    wrong: list[object] = []
    final: list[object] = []
    for quiz in evidence.quizzes.values():
        if quiz.timetable is None:
            continue
        entrants = _entrants(evidence, quiz, by_session)
        lines = [line for line in told[quiz.id] if line.complete and _is_settled(acknowledged, quiz, entrants, line.no)]
        wrong += [line for line in lines if line != _revealed(line, entrants)]
        if any(line.no + 1 == quiz.timetable.count for line in lines):
            final += list(_misplaced(evidence, quiz, entrants))
    yield "reveals are not what was answered", wrong
    yield "boards at the end of a quiz are not what was answered", final


def _misattempted(evidence: Evidence) -> Iterator[str]:
    sessions = [(one.quiz_id, one) for one in evidence.sessions.values() if one.quiz_id]
    played = Counter((id_, one.player_id, one.id) for id_, one in sessions)
    there = Counter((one.quiz_id, one.player_id, one.session_id) for one in evidence.attempts)
    yield from (f"{one} has no attempt" for one in played - there)
    yield from (f"{one} has no session" for one in there - played)
    pairs = Counter((id_, one.player_id) for id_, one in sessions)
    yield from (f"{pair} was played {count} times" for pair, count in pairs.items() if count > 1)
    for id_, one in sessions:
        quiz = evidence.quizzes.get(id_)
        if quiz is None or (quiz.mode, quiz.category_id) != (one.mode, one.category_id):
            yield f"{one.id} is {one.mode} in {one.category_id}, its quiz {quiz}"


def _misjudged(evidence: Evidence, by_session: Mapping[UUID, Sequence[AnswerRow]]) -> Iterator[str]:
    for attempt in evidence.attempts:
        session, rows = evidence.sessions.get(attempt.session_id), by_session.get(attempt.session_id, ())
        points = sum(session.fold(rows)) if session else 0
        reached = max((row.received_at for row in rows if row.base_points), default=None)
        if (attempt.points, attempt.reached_at) != (points, reached):
            yield f"{attempt}, not {points} at {reached}"


def _entrants(evidence: Evidence, quiz: QuizRow, by_session: Mapping[UUID, Sequence[AnswerRow]]) -> list[Entrant]:
    attempts: Iterable[AttemptRow] = (one for one in evidence.attempts if one.quiz_id == quiz.id)
    return [
        Entrant(
            one.player_id,
            {row.question_no: row for row in by_session[one.session_id]},
            evidence.sessions[one.session_id].base(by_session[one.session_id]),
        )
        for one in attempts
        if one.session_id in evidence.sessions
    ]


def _acknowledged(evidence: Evidence) -> dict[str, datetime]:
    """When each answer was acknowledged first."""
    first: dict[str, datetime] = {}
    for line in evidence.told:
        if line.said == "accepted" and line.at:
            first[line.event_id] = min(first.get(line.event_id, line.at), line.at)
    return first


def _is_settled(acknowledged: Mapping[str, datetime], quiz: QuizRow, entrants: Sequence[Entrant], no: int) -> bool:
    """Whether every answer up to question `no` had been acknowledged when its reveal began."""
    assert quiz.timetable is not None
    began = datetime.fromtimestamp(quiz.timetable.reveals_at_ms(no) / 1000, UTC)
    ids = {
        answer_event_id(row.session_id, row.question_no, row.response)
        for entrant in entrants
        for at, row in entrant.rows.items()
        if at <= no
    }
    return all(acknowledged.get(id_, _LATEST) < began for id_ in ids)


def _revealed(line: Revealed, entrants: Sequence[Entrant]) -> Revealed:
    """What the line should say."""
    no = line.no
    given = [entrant.rows[no] for entrant in entrants if no in entrant.rows]
    own = next((entrant for entrant in entrants if entrant.player == line.player_id), None)
    points = own.points(no) if own else [0]
    row = own.rows.get(no) if own else None
    counts = Counter(id_ for each in given for id_ in each.response.split(","))
    return Revealed(
        quiz_id=line.quiz_id,
        player_id=line.player_id,
        no=no,
        kind=line.kind,
        complete=True,
        answered=len(given),
        right=sum(each.base_points > 0 for each in given),
        distribution=line.distribution if not line.kind else dict(counts) if line.kind in _COUNTED else {},
        response=row.response if row else None,
        points=points[-1],
        total=sum(points),
        rank=_ranks(entrants, no).get(line.player_id),
    )


def _ranks(entrants: Sequence[Entrant], no: int) -> dict[UUID, int]:
    """Places after question `no`: more points first, then who reached them first, then the greater id."""
    points = {entrant.player: sum(entrant.points(no)) for entrant in entrants}
    there = [entrant for entrant in entrants if points[entrant.player] > 0]
    there.sort(key=lambda one: (-points[one.player], one.reached_at(no), -one.player.int))
    return {entrant.player: rank for rank, entrant in enumerate(there, 1)}


def _misplaced(evidence: Evidence, quiz: QuizRow, entrants: Sequence[Entrant]) -> Iterator[str]:
    assert quiz.timetable is not None
    last = quiz.timetable.count - 1
    ranks = _ranks(entrants, last)
    points = {entrant.player: sum(entrant.points(last)) for entrant in entrants if entrant.player in ranks}
    for line in (line for line in evidence.journal if isinstance(line, Closed) and line.quiz_id == quiz.id):
        due = (len(entrants), ranks.get(line.player_id), points.get(line.player_id))
        if (line.players, line.rank, line.points) != due:
            yield f"{line}, not {due}"
