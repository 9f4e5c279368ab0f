"""Answers become points: a slice of `quiz.submissions`, applied set by set."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import (
    SUBMISSIONS,
    AnswerSubmitted,
    AttemptSettled,
    ChangedTotals,
    SessionEnded,
    StandingsChanged,
)
from events.codec import encode
from events.identity import caused_event_id
from models import answers, outbox, quizzes, seasons, sessions, standings
from models.carried import Tally
from models.sessions import End, Ended, Settlement
from rules.boards import ALL_CATEGORIES, season_on
from rules.errors import Rejected
from rules.totals import Gains, Mark, SessionState, apply_marks, check_owner, judge, reached_at, settle
from tasks import app, hints, progress
from tasks.progress import Late
from tasks.refusing import Key, key_of, refuse, refuse_superseded, without_blocked, without_sealed
from tasks.slices import Batch, Slice, SliceTask, run


@app.task(name=SUBMISSIONS.task, base=SliceTask)
def score_answers(topic: str, topic_id: str, partition: int, lo: int, hi: int, attempt: int, parcel: str) -> None:
    """Score the answers of one slice, and tell the boards whose totals changed."""
    piece = Slice.of(topic, topic_id, partition, lo, hi, attempt, parcel)
    if run(piece, apply) == "applied":
        hints.applied(piece)
        hints.received(piece)


@dataclass
class _Due:
    """What a batch makes due: changed totals, then sessions that end or had ended, and those whose quiz was settled."""

    gains: Gains = field(default_factory=Gains)
    ends: list[End | Late] = field(default_factory=list)
    settled: list[Ended] = field(default_factory=list)


def apply(connection: Connection, batch: Batch) -> Tally:
    """Apply a batch of answers, ends, settled attempts or corrections; what belongs to a sealed season is refused."""
    if isinstance(batch.events[0], SessionEnded):
        return _end(connection, batch)
    due = _Due()
    batch, late = without_sealed(connection, batch)
    if not batch.events:
        return late
    match batch.events[0]:
        case AnswerSubmitted():
            batch, blocked = without_blocked(connection, batch)
            late += blocked
            tally = _score(connection, batch, due) if batch.events else Tally()
        case AttemptSettled():
            tally = _settle(connection, batch, due)
        case _:
            tally = _correct(connection, batch, due.gains)
    _save_gains(connection, batch, due.gains)
    progress.end(connection, due.ends)
    progress.give(connection, [(session, None) for session in due.settled])
    return tally + late


def _end(connection: Connection, batch: Batch) -> Tally:
    """End the sessions that have not ended otherwise."""
    states = sessions.lock(connection, {event.session_id for event in batch.events})
    for event in batch.events:
        check_owner(states.get(event.session_id), event.player_id)
    ends = [End(event.session_id, event.reason, event.ended_at) for event in batch.events]
    applied = progress.end(connection, ends)
    return Tally(applied=applied, copies=len(ends) - applied)


def _settle(connection: Connection, batch: Batch, due: _Due) -> Tally:
    """Give what attempts at quizzes that are over give, from the answers they have."""
    states = sessions.lock(connection, {event.session_id for event in batch.events})
    for event in batch.events:
        check_owner(states.get(event.session_id), event.player_id)
    due.settled = sessions.settle(
        connection,
        [Settlement(event.session_id, event.closed_at, event.settled_at, event.won) for event in batch.events],
    )
    marks = answers.marks(connection, [session.id for session in due.settled])
    for session in due.settled:
        settle(states[session.id], marks[session.id], due.gains)
    return Tally(applied=len(due.settled), copies=len(batch.events) - len(due.settled))


def _score(connection: Connection, batch: Batch, due: _Due) -> Tally:
    """Insert the answers; whatever follows is derived from those that were the first to their question."""
    states = sessions.lock(connection, {event.session_id for event in batch.events})
    first, others = _first_answers(batch)
    marks = {key: _judge(states, batch.events[index]) for key, index in first.items()}
    closed = {
        key for key, index in first.items() if states[key[0]].is_closed_to(key[1], batch.events[index].received_at)
    }
    late = [index for index in (*first.values(), *others) if key_of(batch, index) in closed]
    first = {key: index for key, index in first.items() if key not in closed}
    marks = {key: marks[key] for key in first}
    others = [index for index in others if key_of(batch, index) not in closed]
    standing = answers.insert(connection, [_row(batch, index, marks[key]) for key, index in first.items()])
    others += [first[key] for key in standing]
    for key in standing:
        del marks[key]
    by_session: defaultdict[UUID, list[Mark]] = defaultdict(list)
    for (session_id, _), mark in marks.items():
        by_session[session_id].append(mark)
    folded = [apply_marks(states[session_id], new, due.gains) for session_id, new in by_session.items()]
    sessions.save(connection, folded)
    quizzes.score(connection, folded, {id_: reached_at(new) for id_, new in by_session.items()})
    complete = {state.id for state in folded if state.is_complete}
    due.ends += _steps(states, first, marks, complete)
    refused = refuse_superseded(connection, batch, others)
    refused_late = refuse(connection, batch, "session_closed", late)
    return Tally(len(marks), len(others) + len(late) - refused - refused_late, refused + refused_late)


def _steps(
    states: Mapping[UUID, SessionState],
    first: Mapping[Key, int],
    marks: Mapping[Key, Mark],
    complete: Collection[UUID],
) -> list[End | Late]:
    """Sessions that their last answers end, and answers that ends overtook, in the log's order, however it was cut.

    An attempt at a quiz gives nothing before that is settled.
    """
    last: dict[UUID, int] = {}
    for key in marks:
        last[key[0]] = max(first[key], last.get(key[0], 0))
    steps: dict[int, End | Late] = {last[id_]: End(id_, "answered") for id_ in complete}
    for key, mark in marks.items():
        if states[key[0]].closed_at and states[key[0]].quiz_id is None:
            steps[first[key]] = Late(key[0], mark)
    return [steps[index] for index in sorted(steps)]


def _first_answers(batch: Batch) -> tuple[dict[Key, int], list[int]]:
    """Index of the first answer to each question, and of those that came after it in the same batch."""
    first: dict[Key, int] = {}
    others = []
    for index, event in enumerate(batch.events):
        if first.setdefault((event.session_id, event.question_no), index) != index:
            others.append(index)
    return first, others


def _judge(states: dict[UUID, SessionState], event: AnswerSubmitted) -> Mark:
    return judge(
        states.get(event.session_id),
        event.player_id,
        event.question_no,
        event.response,
        event.delivered_at,
        event.received_at,
    )


def _row(batch: Batch, index: int, mark: Mark) -> dict[str, object]:
    event = batch.events[index]
    return {
        "session_id": event.session_id,
        "question_no": event.question_no,
        "response": event.response,
        "base_points": mark.base_points,
        "elapsed_ms": mark.elapsed_ms,
        "received_at": event.received_at,
        "kafka_partition": batch.slice.partition,
        "kafka_offset": batch.offsets[index],
    }


def _correct(connection: Connection, batch: Batch, gains: Gains) -> Tally:
    """Record operators' corrections; a repeated one is a copy."""
    applied = 0
    for event in batch.events:
        if event.category_id == ALL_CATEGORIES:
            raise Rejected("unknown_category", "points are corrected in a category, not in all of them at once")
        if standings.record_correction(
            connection,
            event.event_id,
            event.player_id,
            event.category_id,
            event.day,
            event.points,
            event.reason,
        ):
            applied += 1
            for gain in gains.of(event.player_id, event.category_id, event.day):
                gain.points += event.points
    return Tally(applied=applied, copies=len(batch.events) - applied)


def _save_gains(connection: Connection, batch: Batch, gains: Gains) -> None:
    """Add the gains to the totals, and leave word of them for the boards in the same transaction."""
    known = seasons.every(connection)
    changes: defaultdict[tuple[int, date], list[UUID]] = defaultdict(list)
    for day, items in gains.days():
        standings.add(connection, day, season_on(known, day).id, items)
        for (player, category, _), gain in items:
            if gain.points or gain.reached_at:  # a total that stays may still have been reached later
                changes[(category, day)].append(player)
    if changes:
        source = f"{batch.slice.topic}/{batch.slice.partition} {batch.offsets[0]}-{batch.offsets[-1] + 1}"
        event = StandingsChanged(
            event_id=caused_event_id(batch.slice.topic_id, source),
            source=source,
            changes=[ChangedTotals(category, day, players) for (category, day), players in changes.items()],
        )
        outbox.put(connection, event.topic.name, event.key, encode(event))
