"""Referrals as staff see them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql

_COLUMNS = (
    "r.id, r.state, r.version, r.referrer_id, p.name AS referrer, r.referee_id, e.name AS referee, "
    "r.referrer_tokens, r.referee_tokens, r.claimed_at, r.changed_at, r.played_at, r.due_at, r.paid_at, r.round, "
    "r.score, r.reasons, r.cleared"
)
_FROM = (
    "FROM referrals r LEFT JOIN players p ON p.id = r.referrer_id AND p.erased_at IS NULL "
    "LEFT JOIN players e ON e.id = r.referee_id AND e.erased_at IS NULL"
)


def page(connection: Connection, wanted: Mapping[str, Any], before: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Those that are as wanted: `state`, `player_id` (of either side), `code` of a reason; latest first."""
    conditions = ["(CAST(:before AS uuid) IS NULL OR r.id < :before)"]
    if wanted.get("state") is not None:
        conditions.append("r.state = :state")
    if wanted.get("player_id") is not None:
        conditions.append(":player_id IN (r.referrer_id, r.referee_id)")
    if wanted.get("reason") is not None:
        conditions.append("r.reasons @> jsonb_build_array(jsonb_build_array(CAST(:reason AS text)))")
    statement = sql(f"SELECT {_COLUMNS} {_FROM} WHERE {' AND '.join(conditions)} ORDER BY r.id DESC LIMIT :limit")
    rows = connection.execute(statement, {"before": before, "limit": limit, **wanted})
    return [dict(row._mapping) for row in rows]


def one(connection: Connection, referral: UUID) -> dict[str, Any] | None:
    """One of them."""
    row = connection.execute(sql(f"SELECT {_COLUMNS} {_FROM} WHERE r.id = :id"), {"id": referral}).first()
    return None if row is None else dict(row._mapping)
