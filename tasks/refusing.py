"""Which events of a slice are refused, by their season's seal, their player's block, or an answer that stands."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import AnswerSubmitted, AttemptSettled, PointsCorrected
from models import answers, closings, denials, seasons, sessions, standings, unapplied
from models.carried import Tally
from models.denials import Period
from rules.blocks import covers
from rules.boards import over_season
from tasks.slices import Batch

Key = tuple[UUID, int]
"""A session and the number of a question."""


def without_sealed(connection: Connection, batch: Batch) -> tuple[Batch, Tally]:
    """The events of seasons that are not sealed, and stay so until this transaction ends; what became of the others."""
    known = seasons.every(connection)
    belongs = [over_season(known, _day(event), datetime.now(UTC).date()) for event in batch.events]
    sealed = closings.hold(connection, {season.id for season in belongs if season})
    if not sealed:
        return batch, Tally()
    late = [index for index, season in enumerate(belongs) if season and season.id in sealed]
    kept = [index for index in range(len(batch.events)) if index not in set(late)]
    refused = _refuse_unapplied(connection, batch, "after_seal", late)
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


def without_blocked(connection: Connection, batch: Batch) -> tuple[Batch, Tally]:
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


def _refuse_unapplied(connection: Connection, batch: Batch, code: str, indexes: Sequence[int]) -> int:
    """Refuse those that are no copies of what was applied before; how many."""
    applied = _applied(connection, [batch.events[index] for index in indexes])
    return refuse(connection, batch, code, [index for index in indexes if batch.events[index].event_id not in applied])


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


def key_of(batch: Batch, index: int) -> Key:
    """Session and question of an answer of a batch."""
    return batch.events[index].session_id, batch.events[index].question_no


def refuse_superseded(connection: Connection, batch: Batch, indexes: Sequence[int]) -> int:
    """Of answers that were not the first, refuse those that say something else; how many. The others are copies."""
    if not indexes:
        return 0
    keys = [key_of(batch, index) for index in indexes]
    standing = answers.responses(connection, keys)
    pairs = zip(indexes, keys, strict=True)
    superseded = [index for index, key in pairs if batch.events[index].response != standing[key]]
    return refuse(connection, batch, "superseded", superseded)


def refuse(connection: Connection, batch: Batch, code: str, indexes: Sequence[int]) -> int:
    """Record events of a batch as refused; how many of them were not recorded before."""
    places = [(batch.events[index].event_id, batch.slice.partition, batch.offsets[index]) for index in indexes]
    return unapplied.refuse(connection, code, batch.slice.topic, places)
