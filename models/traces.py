"""One event's life, for operators: where it stands in Kafka, what it did, or why it did nothing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import BATTLES, REDEMPTIONS, REFERRALS, SUBMISSIONS, VOTES
from events.identity import (
    AnswerId,
    read_answer_event_id,
    read_claim_event_id,
    read_ended_event_id,
    read_move_event_id,
    settled_event_id,
)
from models.base import sql

Trace = dict[str, Any]


def outcomes(connection: Connection, event_id: str) -> list[Trace]:
    """Every record of an event: applied, refused, dead-lettered, or still in the outbox."""
    found = _applied(connection, event_id)
    for query in (_REFUSED, _DEAD, _CORRECTED, _OUTBOX):
        found += _rows(connection, query, {"event_id": event_id, "needle": needle(event_id)})
    return found


def needle(event_id: str) -> bytes:
    """What an event's bytes have in them, and no other's."""
    return f'"event_id":"{event_id}"'.encode()


def _applied(connection: Connection, event_id: str) -> list[Trace]:
    """What an event did, found by what its id says: an answer, an end, a move; a message, a vote, a settlement."""
    parts, ended = read_answer_event_id(event_id), read_ended_event_id(event_id)
    if move := read_move_event_id(event_id):
        return _rows(connection, _MOVED, dict(zip(("battle_id", "life", "seq"), move, strict=True)))
    if claimant := read_claim_event_id(event_id):
        return _rows(connection, _CLAIMED, {"referee": claimant, "event_id": event_id})
    if parts:
        return _answers(connection, parts)
    if ended:
        return _rows(connection, _ENDED, {"session_id": ended})
    if _is_of_version(event_id, 7):
        return _rows(connection, _REQUESTED, {"id": UUID(event_id)})
    if not _is_of_version(event_id, 5):
        return []
    values = {"id": UUID(event_id)}
    for query in (_NOTIFIED, _VOTED, _HINTED):
        if found := _rows(connection, query, values):
            return found
    return _settled(connection, event_id)


def _is_of_version(event_id: str, version: int) -> bool:
    try:
        return UUID(event_id).version == version
    except ValueError:
        return False


def _settled(connection: Connection, event_id: str) -> list[Trace]:
    """The id of a settlement does not tell its session: those of all settled attempts are made again."""
    with connection.execute(sql(_ATTEMPTS), execution_options={"yield_per": 10_000}) as attempts:
        session = next((row.id for row in attempts if settled_event_id(row.id) == event_id), None)
    return _rows(connection, _SETTLED, {"session_id": session}) if session else []


def _answers(connection: Connection, parts: AnswerId) -> list[Trace]:
    key = {"session_id": parts.session_id, "question_no": parts.question_no}
    rows = _rows(connection, _ANSWERED, key)
    for row in rows:
        if not parts.is_of(row["response"]):
            row["outcome"] = "another answer stands"
    return rows


def _rows(connection: Connection, query: str, values: dict[str, Any]) -> list[Trace]:
    return [dict(row._mapping) for row in connection.execute(sql(query), values)]


_ANSWERED = (
    f"SELECT 'applied' AS outcome, '{SUBMISSIONS.name}' AS topic, a.kafka_partition AS partition, "
    'a.kafka_offset AS "offset", a.response, a.base_points, a.elapsed_ms, a.received_at, s.player_id, '
    "s.points AS session_points, a.session_id, a.question_no, s.category_id, s.on_boards "
    "FROM answers a LEFT JOIN sessions s ON s.id = a.session_id "
    "WHERE a.session_id = :session_id AND a.question_no = :question_no"
)
_ENDED = (
    "SELECT 'applied' AS outcome, ended_at, end_reason, player_id, points AS session_points, xp, quiz_id, "
    "id AS session_id FROM sessions WHERE id = :session_id AND ended_at IS NOT NULL"
)
_MOVED = (
    f"SELECT 'applied' AS outcome, '{BATTLES.name}' AS topic, m.kafka_partition AS partition, "
    'm.kafka_offset AS "offset", m.move, m.at, m.over, m.life, m.seq, m.battle_id, b.life AS battle_life, '
    "b.state AS battle_state, b.over_seq AS battle_over_seq FROM battle_moves m JOIN battles b ON b.id = m.battle_id "
    "WHERE m.battle_id = :battle_id AND m.life = :life AND m.seq = :seq"
)
_ATTEMPTS = "SELECT s.id FROM attempts a JOIN sessions s ON s.id = a.session_id WHERE s.xp IS NOT NULL"
_SETTLED = _ENDED + " AND xp IS NOT NULL"
_NOTIFIED = (
    "SELECT 'applied' AS outcome, player_id, category, lang, title, body, link, created_at, read_at, expires_at "
    "FROM notifications WHERE id = :id"
)
_VOTED = (
    f"SELECT 'applied' AS outcome, '{VOTES.name}' AS topic, kafka_partition AS partition, kafka_offset AS \"offset\", "
    "voter_id, battle_id, entry_id, received_at FROM votes WHERE event_id = :id"
)
_REQUESTED = (
    f"SELECT 'applied' AS outcome, '{REDEMPTIONS.name}' AS topic, player_id, partner, state, woken_at AS applied_at "
    "FROM redemptions WHERE id = :id AND woken_at IS NOT NULL"
)
_CLAIMED = (
    f"SELECT 'applied' AS outcome, '{REFERRALS.name}' AS topic, id AS referral_id, referee_id, referrer_id, state, "
    "claimed_at, applied_at FROM referrals WHERE referee_id = :referee AND event_id = :event_id"
)
_HINTED = (
    f"SELECT 'applied' AS outcome, '{REDEMPTIONS.name}' AS topic, kafka_partition AS partition, "
    'kafka_offset AS "offset", partner, partner_id, reference, redemption_id, received_at, applied_at '
    "FROM webhook_events WHERE event_id = :id"
)
_REFUSED = (
    "SELECT 'refused' AS outcome, code, topic, kafka_partition AS partition, kafka_offset AS \"offset\", refused_at "
    "FROM refused WHERE event_id = :event_id"
)
_DEAD = (
    "SELECT 'dead_lettered' AS outcome, code, detail, topic, kafka_partition AS partition, kafka_offset AS \"offset\", "
    "buried_at, replayed_at FROM dead_letters WHERE event_id = :event_id"
)
_CORRECTED = (
    "SELECT 'applied' AS outcome, player_id, category_id, day, points, reason, applied_at FROM corrections "
    "WHERE event_id = :event_id"
)
_OUTBOX = (
    "SELECT 'in the outbox' AS outcome, id, topic, key, created_at FROM outbox "
    "WHERE position(CAST(:needle AS bytea) IN value) > 0"
)


def effects(connection: Connection, player_id: Any, applied: Sequence[Trace]) -> list[Trace]:
    """The totals that an applied answer was added to, as they are now: its day in its category, and over all."""
    days = sorted({row["received_at"].date() for row in applied if "received_at" in row})
    query = (
        "SELECT c.slug AS category, d.day, d.points, d.week_points, d.season_points, d.total_points, d.version "
        "FROM player_days d JOIN categories c ON c.id = d.category_id "
        "WHERE d.player_id = :player AND d.day = ANY(:days) AND d.category_id = ANY(:categories) ORDER BY d.category_id"
    )
    categories = {0, *(row["category_id"] for row in applied if row.get("on_boards"))}
    return _rows(connection, query, {"player": player_id, "days": days, "categories": sorted(categories)})
