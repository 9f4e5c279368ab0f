"""`flask events trace`: one event's life, from its acceptance to its effects."""

from collections.abc import Mapping
from typing import Any

import click
import msgspec
from confluent_kafka import KafkaException
from flask import current_app

from bridges.kafka import find, record_at
from events.catalog import BATTLES, SUBMISSIONS, VOTES
from events.codec import CodecError, decode
from events.identity import read_answer_event_id, read_ended_event_id, read_move_event_id
from models import carried, traces
from models.carried import Standing
from web.commands.manners import Group
from web.commands.output import as_json
from web.extensions import db

_PATIENCE_S = 3
_ACCEPTED = (SUBMISSIONS.name, BATTLES.name, VOTES.name)
"""Topics of what players say and do."""

commands = Group("events", help="Single events.")


@commands.command()
@click.argument("event_id")
@as_json
def trace(event_id: str, as_json: bool) -> None:
    """Everything that is known of an event: offset, slice, attempts, effects, outbox, dead letter."""
    with db.engine.connect() as connection:
        records, names = traces.outcomes(connection, event_id), _named(event_id)
        if not records and names is None:
            raise click.ClickException(f"{event_id} is no event id of ours, or nothing is known of it")
        standings = {(row.topic, row.partition): row for row in carried.standings(connection)}
        applied = [record for record in records if record["outcome"] == "applied" and record.get("player_id")]
        effects = traces.effects(connection, applied[0]["player_id"], applied) if applied else []
    records = records or _under_way(event_id, standings)
    places = [((record["topic"], record["partition"]), record["offset"]) for record in records if "offset" in record]
    document = {
        "event_id": event_id,
        "names": names,
        "records": records,
        "effects": effects,
        "log": [_in_log(place, offset) for place, offset in places],
        "partitions": [
            {
                "topic": place[0],
                "partition": place[1],
                "applied": standings[place].applied,
                "attempts_now": standings[place].tried,
            }
            for place, _ in places
            if place in standings
        ],
    }
    text = msgspec.json.format(msgspec.json.encode(document, enc_hook=str), indent=0 if as_json else 2)
    click.echo(text.decode() if not as_json else msgspec.json.encode(document, enc_hook=str).decode())
    if not records:
        raise click.ClickException("no record of this event: it was never accepted, or Kafka does not answer")


def _under_way(event_id: str, standings: Mapping[tuple[str, int], Standing]) -> list[dict[str, Any]]:
    """An event that stands in Kafka's log and is not applied yet."""
    starts = {place: row.applied for place, row in standings.items() if place[0] in _ACCEPTED}
    servers, needle = current_app.config["SETTINGS"].kafka_bootstrap_servers, traces.needle(event_id)
    message = find(servers, starts, needle, _PATIENCE_S) if starts else None
    if message is None:
        return []
    place = {"topic": message.topic(), "partition": message.partition(), "offset": message.offset()}
    return [{"outcome": "accepted, not applied yet", **place}]


def _named(event_id: str) -> dict[str, Any] | None:
    parts, ended = read_answer_event_id(event_id), read_ended_event_id(event_id)
    if parts:
        return {"session_id": parts.session_id, "question_no": parts.question_no}
    if move := read_move_event_id(event_id):
        return dict(zip(("battle_id", "life", "seq"), move, strict=True))
    return {"session_id": ended} if ended else None


def _in_log(place: tuple[str, int], offset: int) -> dict[str, Any]:
    """The event as Kafka holds it, with the time it was appended."""
    told: dict[str, Any] = {"topic": place[0], "partition": place[1], "offset": offset}
    servers = current_app.config["SETTINGS"].kafka_bootstrap_servers
    try:
        message = record_at(servers, place, offset, _PATIENCE_S)
    except KafkaException as error:
        return told | {"event": f"kafka does not answer: {error}"}
    if message is None or message.offset() != offset:
        return told | {"event": "not in the log, or kafka does not answer"}
    return told | {"appended_at_ms": message.timestamp()[1], "event": _decoded(message.value() or b"")}


def _decoded(value: bytes) -> Any:
    try:
        return decode(value)
    except CodecError as error:
        return f"{type(error).__name__}: {error}"
