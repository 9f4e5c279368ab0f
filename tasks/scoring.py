"""Answers become points: a slice of `quiz.submissions`, applied set by set."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import (
    SUBMISSIONS,
    AnswerSubmitted,
    AttemptSettled,
    ChangedTotals,
    PointsCorrected,
    SessionEnded,
    StandingsChanged,
)
from events.codec import encode
from events.identity import caused_event_id
from models import answers, closings, denials, outbox, quizzes, seasons, sessions, standings, unapplied
from models.carried import Tally
from models.denials import Period
from models.sessions import End, Ended, Settlement
from rules.blocks import covers
from rules.boards import ALL_CATEGORIES, over_season, season_on
from rules.errors import Rejected
from rules.totals import Gains, Mark, SessionState, apply_marks, check_owner, judge, reached_at, settle
from tasks import app, hints, progress
from tasks.slices import Batch, Slice, SliceTask, run

_Key = tuple[UUID, int]


@app.task(name=SUBMISSIONS.task, base=SliceTask)
def score_answers(topic: str, topic_id: str, partition: int, lo: int, hi: int, attempt: int, parcel: str) -> None:
    """Score the answers of one slice, and tell the boards whose totals changed."""
    piece = Slice.of(topic, topic_id, partition, lo, hi, attempt, parcel)
    if run(piece, apply) == "applied":
        hints.applied(piece)


@dataclass
class _Due:
    """What a batch makes due: changed totals, then sessions that end, and those whose quiz was settled."""

    gains: Gains = field(default_factory=Gains)
    ends: list[End] = field(default_factory=list)
    settled: list[Ended] = field(default_factory=list)


def apply(connection: Connection, batch: Batch) -> Tally:
    """Apply a batch of answers, ends, settled attempts or corrections; what belongs to a sealed season is refused."""
    if isinstance(batch.events[0], SessionEnded):
        return _end(connection, batch)
    due = _Due()
    batch, late = _without_sealed(connection, batch)
    if not batch.events:
        return late
    match batch.events[0]:
        case AnswerSubmitted():
            batch, blocked = _without_blocked(connection, batch)
            late += blocked
            tally = _score(connection, batch, due) if batch.events else Tally()
        case AttemptSettled():
            tally = _settle(connection, batch, due)
        case _:
            tally = _correct(connection, batch, due.gains)
    _save_gains(connection, batch, due.gains)
    progress.end(connection, due.ends)
    progress.give(connection, due.settled)
    return tally + late


def _without_sealed(connection: Connection, batch: Batch) -> tuple[Batch, Tally]:
    """The events of seasons that are not sealed, and stay so until this transaction ends; what became of the others."""
    known = seasons.every(connection)
    belongs = [over_season(known, _day(event), datetime.now(UTC).date()) for event in batch.events]
    sealed = closings.hold(connection, {season.id for season in belongs if season})
    if not sealed:
        return batch, Tally()
    late = [index for index, season in enumerate(belongs) if season and season.id in sealed]
    kept = [index for index in range(len(batch.events)) if index not in set(late)]
    refused = _refuse_late(connection, batch, late)
    rest = Batch(batch.slice, [batch.events[index] for index in kept], [batch.offsets[index] for index in kept])
    return rest, Tally(copies=len(late) - refused, refused=refused)


def _day(event: AnswerSubmitted | AttemptSettled | PointsCorrected) -> date:
    """The day whose season an event belongs to: the earliest on which it gives points."""
    match event:
        case AnswerSubmitted():
            return event.received_at.date()
        case AttemptSettled():
            return event.opened_at.date()
        case _:
            return event.day


def _without_blocked(connection: Connection, batch: Batch) -> tuple[Batch, Tally]:
    """The answers that were not received while their player was banned; what became of the others."""
    periods = denials.periods(connection, {event.player_id for event in batch.events})
    if not periods:
        return batch, Tally()
    blocked = {
        index
        for index, event in enumerate(batch.events)
        if covers(_times(periods, event.player_id, ranked=False), event.received_at)
    } | _ranked_blocked(connection, batch, periods)
    refused = _refuse_unapplied(connection, batch, "blocked", sorted(blocked))
    kept = [index for index in range(len(batch.events)) if index not in blocked]
    rest = Batch(batch.slice, [batch.events[index] for index in kept], [batch.offsets[index] for index in kept])
    return rest, Tally(copies=len(blocked) - refused, refused=refused)


def _ranked_blocked(connection: Connection, batch: Batch, periods: Mapping[UUID, Sequence[Period]]) -> set[int]:
    """Those that were received while their player might only practise, and are of something else."""
    inside = {
        index: event.session_id
        for index, event in enumerate(batch.events)
        if covers(_times(periods, event.player_id, ranked=True), event.received_at)
    }
    practice = sessions.of_practice(connection, set(inside.values())) if inside else set()
    return {index for index, session in inside.items() if session not in practice}


def _times(
    periods: Mapping[UUID, Sequence[Period]], player: UUID, ranked: bool
) -> list[tuple[datetime, datetime | None]]:
    return [(period.since, period.until) for period in periods.get(player, ()) if period.ranked is ranked]


def _refuse_late(connection: Connection, batch: Batch, late: Sequence[int]) -> int:
    """Refuse events that came after their season's seal, but for copies of what was applied before it; how many."""
    return _refuse_unapplied(connection, batch, "after_seal", late)


def _refuse_unapplied(connection: Connection, batch: Batch, code: str, indexes: Sequence[int]) -> int:
    """Refuse those that are no copies of what was applied before; how many."""
    applied = _applied(connection, [batch.events[index] for index in indexes])
    return _refuse(connection, batch, code, [index for index in indexes if batch.events[index].event_id not in applied])


def _applied(connection: Connection, events: Sequence[AnswerSubmitted | AttemptSettled | PointsCorrected]) -> set[str]:
    """Ids of the events that say what was applied before."""
    asked = {(one.session_id, one.question_no) for one in events if isinstance(one, AnswerSubmitted)}
    standing = answers.responses(connection, sorted(asked))
    settled = sessions.settled(connection, [one.session_id for one in events if isinstance(one, AttemptSettled)])
    return {
        one.event_id
        for one in events
        if (isinstance(one, AnswerSubmitted) and standing.get((one.session_id, one.question_no)) == one.response)
        or (isinstance(one, AttemptSettled) and one.session_id in settled)
        or (isinstance(one, PointsCorrected) and standings.is_corrected(connection, one.event_id))
    }


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
    closed = {key for key in first if states[key[0]].is_closed_to(key[1])}
    late = [index for index in (*first.values(), *others) if _key(batch, index) in closed]
    first = {key: index for key, index in first.items() if key not in closed}
    marks = {key: marks[key] for key in first}
    others = [index for index in others if _key(batch, index) not in closed]
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
    due.ends += [End(id_, "answered") for id_ in _by_last_answer(first, marks, complete)]
    refused = _refuse_superseded(connection, batch, others)
    refused_late = _refuse(connection, batch, "session_closed", late)
    return Tally(len(marks), len(others) + len(late) - refused - refused_late, refused + refused_late)


def _key(batch: Batch, index: int) -> _Key:
    return batch.events[index].session_id, batch.events[index].question_no


def _by_last_answer(first: Mapping[_Key, int], marks: Iterable[_Key], sessions: Collection[UUID]) -> list[UUID]:
    """Sessions in the log's order of the answers that completed them, however the slice was cut."""
    last: dict[UUID, int] = {}
    for key in marks:
        last[key[0]] = max(first[key], last.get(key[0], 0))
    return sorted(sessions, key=last.__getitem__)


def _first_answers(batch: Batch) -> tuple[dict[_Key, int], list[int]]:
    """Index of the first answer to each question, and of those that came after it in the same batch."""
    first: dict[_Key, int] = {}
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


def _refuse_superseded(connection: Connection, batch: Batch, indexes: Sequence[int]) -> int:
    """Of answers that were not the first, refuse those that say something else; how many. The others are copies."""
    if not indexes:
        return 0
    keys = [_key(batch, index) for index in indexes]
    standing = answers.responses(connection, keys)
    pairs = zip(indexes, keys, strict=True)
    superseded = [index for index, key in pairs if batch.events[index].response != standing[key]]
    return _refuse(connection, batch, "superseded", superseded)


def _refuse(connection: Connection, batch: Batch, code: str, indexes: Sequence[int]) -> int:
    places = [(batch.events[index].event_id, batch.slice.partition, batch.offsets[index]) for index in indexes]
    return unapplied.refuse(connection, code, batch.slice.topic, places)


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
