"""Everything that waits for its time: what is tried next and when, how often it was tried, and what went wrong last."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from models.base import sql

_QUERIES: Mapping[str, str] = {
    "redemptions": (
        "SELECT partner || ' ' || state AS what, id::text AS id, next_attempt_at AS at, tries, "
        "concat_ws(' ', last_verdict, last_code) AS last FROM redemptions WHERE next_attempt_at IS NOT NULL"
    ),
    "leases": (
        "SELECT partner || ' ' || state, id::text, lease_until, tries, 'a worker is at it' FROM redemptions "
        "WHERE lease_until IS NOT NULL"
    ),
    "cards": (
        "SELECT partner || ' card', id::text, deliver_at, delivery_tries, NULL FROM redemptions "
        "WHERE deliver_at IS NOT NULL"
    ),
    "people": (
        "SELECT partner || ' ' || state, id::text, changed_at, tries, COALESCE(review_reason, last_code) "
        "FROM redemptions WHERE state IN ('in_review', 'manual_review')"
    ),
    "grants": "SELECT source, player_id || ':' || source_key, granted_at, 0, NULL FROM grants WHERE state = 'due'",
    "messages": "SELECT channel, id::text, next_attempt_at, attempts, error FROM messages WHERE settled_at IS NULL",
    "seasons": (
        "SELECT name, id::text, (last + 1)::timestamp AT TIME ZONE 'UTC', 0, "
        "CASE WHEN marks IS NULL THEN 'the ends of the logs were not read yet' END FROM seasons WHERE sealed_at IS NULL"
    ),
}
KINDS = tuple(_QUERIES)
"""`people`: since when it waits for them; of all others `at` is when it is due."""


def due(connection: Connection, kinds: tuple[str, ...], most: int) -> list[dict[str, Any]]:
    """What is due first, of these kinds, up to so many of each."""
    found = []
    for kind in kinds:
        statement = sql(f"{_QUERIES[kind]} ORDER BY 3, 2 LIMIT :most")
        for what, id_, at, tries, last in connection.execute(statement, {"most": most}):
            found.append({"kind": kind, "what": what, "id": id_, "at": at, "tries": tries, "last": last or None})
    return sorted(found, key=lambda one: (one["at"], one["kind"], one["id"]))
