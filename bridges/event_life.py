"""One event's life, from its acceptance to its effects: what Postgres knows of it, and what Kafka holds."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from confluent_kafka import KafkaException
from sqlalchemy import Connection

from bridges.kafka import find, record_at
from events.catalog import BATTLES, SUBMISSIONS, VOTES
from events.codec import CodecError, decode
from events.identity import read_answer_event_id, read_ended_event_id, read_move_event_id
from models import carried, traces
from models.carried import Standing
from models.traces import Trace

_PATIENCE_S = 3
_ACCEPTED = (SUBMISSIONS.name, BATTLES.name, VOTES.name)
"""Topics of what players say and do."""


class Known(NamedTuple):
    """What Postgres knows of an event; Kafka is asked after that (`whole`), outside of any transaction."""

    event_id: str
    names: Trace | None
    """What its id itself says."""
    records: list[Trace]
    """Applied, refused, dead-lettered, or still in the outbox."""
    effects: list[Trace]
    """Totals that it was added to, as they are now."""
    standings: Mapping[tuple[str, int], Standing]


def known(connection: Connection, event_id: str) -> Known | None:
    """None: it is no event id of ours, or nothing is known of it."""
    records, names = traces.outcomes(connection, event_id), _named(event_id)
    if not records and names is None:
        return None
    applied = [record for record in records if record["outcome"] == "applied" and record.get("player_id")]
    effects = traces.effects(connection, applied[0]["player_id"], applied) if applied else []
    standings = {(row.topic, row.partition): row for row in carried.standings(connection)}
    return Known(event_id, names, records, effects, standings)


def whole(seen: Known, servers: str) -> Trace:
    """The same with what Kafka holds: its place, when it was appended, its bytes. `records` empty: never accepted."""
    records = seen.records or _under_way(seen, servers)
    places = [((record["topic"], record["partition"]), record["offset"]) for record in records if "offset" in record]
    return {
        "event_id": seen.event_id,
        "names": seen.names,
        "records": records,
        "effects": seen.effects,
        "log": [_in_log(place, offset, servers) for place, offset in places],
        "partitions": [
            {
                "topic": place[0],
                "partition": place[1],
                "applied": seen.standings[place].applied,
                "attempts_now": seen.standings[place].tried,
            }
            for place, _ in places
            if place in seen.standings
        ],
    }


def _under_way(seen: Known, servers: str) -> list[Trace]:
    """An event that stands in Kafka's log and is not applied yet."""
    starts = {place: row.applied for place, row in seen.standings.items() if place[0] in _ACCEPTED}
    message = find(servers, starts, traces.needle(seen.event_id), _PATIENCE_S) if starts else None
    if message is None:
        return []
    place = {"topic": message.topic(), "partition": message.partition(), "offset": message.offset()}
    return [{"outcome": "accepted, not applied yet", **place}]


def _named(event_id: str) -> Trace | None:
    parts, ended = read_answer_event_id(event_id), read_ended_event_id(event_id)
    if parts:
        return {"session_id": parts.session_id, "question_no": parts.question_no}
    if move := read_move_event_id(event_id):
        return dict(zip(("battle_id", "life", "seq"), move, strict=True))
    return {"session_id": ended} if ended else None


def _in_log(place: tuple[str, int], offset: int, servers: str) -> Trace:
    """The event as Kafka holds it, with the time it was appended."""
    told: Trace = {"topic": place[0], "partition": place[1], "offset": offset}
    try:
        message = record_at(servers, place, offset, _PATIENCE_S)
    except KafkaException as error:
        return told | {"event": f"kafka does not answer: {error}"}
    if message is None or message.offset() != offset:
        return told | {"event": "not in the log, or kafka does not answer"}
    return told | {"appended_at_ms": message.timestamp()[1], "event": _decoded(message.value() or b"")}


def _decoded(value: bytes) -> Any:
    try:
        return msgspec.to_builtins(decode(value))
    except CodecError as error:
        return f"{type(error).__name__}: {error}"
