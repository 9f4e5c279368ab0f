"""Redemptions as staff see them: each with all that was tried, and everything that happened to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql

_COLUMNS = (
    "r.id, r.player_id, p.name AS player, r.product_id, r.partner, r.kind, r.name, r.country, r.state, r.version, "
    "r.tokens, r.value_amount, r.value_currency, r.recipient, r.review_reason, r.next_attempt_at, r.tries, r.misses, "
    "r.doubts, r.sent_at, r.lease_until, r.partner_id, r.cost_amount, r.cost_currency, r.last_verdict, r.last_code, "
    "r.created_at, r.changed_at, r.deliver_at, r.delivered_at, r.rate"
)
_FROM = "FROM redemptions r LEFT JOIN players p ON p.id = r.player_id"


def page(connection: Connection, wanted: Mapping[str, Any], before: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Those that are as wanted, by the names of columns; latest first, from before the one with that id on."""
    conditions = ["(CAST(:before AS uuid) IS NULL OR r.id < :before)"]
    for name in ("state", "partner", "player_id", "partner_id"):
        if wanted.get(name) is not None:
            conditions.append(f"r.{name} = :{name}")
    statement = sql(f"SELECT {_COLUMNS} {_FROM} WHERE {' AND '.join(conditions)} ORDER BY r.id DESC LIMIT :limit")
    values = {"before": before, "limit": limit, **wanted}
    return [dict(row._mapping) for row in connection.execute(statement, values)]


def one(connection: Connection, redemption: UUID) -> dict[str, Any] | None:
    """One, with its attempts and transitions, in order, and who looked at its cards."""
    row = connection.execute(sql(f"SELECT {_COLUMNS} {_FROM} WHERE r.id = :id"), {"id": redemption}).first()
    if row is None:
        return None
    return {
        **row._mapping,
        "attempts": _rows(connection, _ATTEMPTS, redemption),
        "transitions": _rows(connection, _TRANSITIONS, redemption),
        "cards": connection.execute(sql(_CARDS), {"id": redemption}).scalar_one(),
        "views": list(connection.execute(sql(_VIEWS), {"id": redemption}).scalars()),
    }


def _rows(connection: Connection, query: str, redemption: UUID) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(sql(query), {"id": redemption})]


def counts(connection: Connection) -> list[dict[str, Any]]:
    """By partner and state: how many, and since when the oldest is in it."""
    statement = sql(
        "SELECT partner, state, count(*) AS count, min(changed_at) AS oldest_at, sum(tokens) AS tokens "
        "FROM redemptions GROUP BY partner, state ORDER BY partner, state"
    )
    return [dict(row._mapping) for row in connection.execute(statement)]


def waiting(connection: Connection, partner: str) -> tuple[int, datetime | None, int]:
    """Of a partner: how many are due, since when the oldest is, and how many are under way."""
    statement = sql(
        "SELECT count(*) FILTER (WHERE next_attempt_at <= clock_timestamp() AND lease_until IS NULL), "
        "min(next_attempt_at) FILTER (WHERE next_attempt_at <= clock_timestamp() AND lease_until IS NULL), "
        "count(*) FILTER (WHERE lease_until IS NOT NULL) "
        "FROM redemptions WHERE partner = :partner AND (next_attempt_at IS NOT NULL OR lease_until IS NOT NULL)"
    )
    count, oldest, under_way = connection.execute(statement, {"partner": partner}).one()
    return int(count), oldest, int(under_way)


_ATTEMPTS = (
    "SELECT fence, work, started_at, lease_until, ended_at, verdict, code, http_status, partner_id, cost_amount, "
    "cost_currency, retry_after_s, late FROM redemption_attempts WHERE redemption_id = :id ORDER BY fence"
)
_TRANSITIONS = (
    "SELECT version, before, after, cause, detail, transfer_id, at FROM redemption_transitions "
    "WHERE redemption_id = :id ORDER BY version"
)
_CARDS = "SELECT count(*) FROM gift_cards WHERE redemption_id = :id"
_VIEWS = "SELECT at FROM gift_card_views WHERE redemption_id = :id ORDER BY at"
