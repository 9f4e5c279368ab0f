"""Invariants of redemptions and their tokens, checked in one snapshot: each gives the rows that break it."""

from sqlalchemy import Connection

from models.audit import Finding, finding
from models.base import sql


def audit(connection: Connection) -> list[Finding]:
    """Check every invariant. The caller's transaction must be REPEATABLE READ."""
    return [finding(f"redemptions: {name}", connection.execute(sql(query)).all()) for name, query in _QUERIES.items()]


_OF = (
    "SELECT t.*, split_part(t.key, ':', 1) AS redemption, split_part(t.key, ':', 2) AS what "
    "FROM transfers t WHERE t.scope = 'redemption'"
)

_QUERIES = {
    "transfers for redemptions are of one, of its player, its tokens and its partner": (
        f"SELECT t.id, t.key FROM ({_OF}) t LEFT JOIN redemptions r ON r.id::text = t.redemption "
        "WHERE r.id IS NULL OR r.player_id <> t.player_id OR r.tokens <> t.amount "
        "OR (t.kind = 'hold' AND r.hold_id <> t.id) OR (t.pending_id IS NOT NULL AND t.pending_id <> r.hold_id) "
        "OR (t.house IS NOT NULL AND t.house <> 'clearing:' || r.partner)"
    ),
    "tokens are where the state says: held, the partner's, free again, or given back": (
        "SELECT * FROM (SELECT r.id, r.state, COALESCE(m.done, '') AS done FROM redemptions r LEFT JOIN ("
        f"SELECT redemption, string_agg(what, ',' ORDER BY id) AS done FROM ({_OF}) o GROUP BY redemption) m "
        "ON m.redemption = r.id::text) d WHERE done <> CASE state "
        "WHEN 'succeeded' THEN 'held,captured' WHEN 'reversed' THEN 'held,captured,given_back' "
        "WHEN 'refunded' THEN 'held,released' WHEN 'cancelled' THEN 'held,released' ELSE 'held' END"
    ),
    "a state is that of the last transition, and each begins where the one before it ended": (
        "SELECT id, state, after FROM (SELECT r.id, r.state, r.version, t.after, t.version AS number, t.before, "
        "lag(t.after) OVER (PARTITION BY r.id ORDER BY t.version) AS ended, "
        "count(*) OVER (PARTITION BY r.id) AS steps FROM redemptions r "
        "LEFT JOIN redemption_transitions t ON t.redemption_id = r.id) s "
        "WHERE number IS NULL OR steps <> version OR before IS DISTINCT FROM ended "
        "OR (number = version AND after <> state)"
    ),
    "transitions are of redemptions": (
        "SELECT redemption_id, version FROM redemption_transitions t "
        "WHERE NOT EXISTS (SELECT FROM redemptions r WHERE r.id = t.redemption_id)"
    ),
    "no reference was sent while an earlier call for it was under way": (
        "SELECT redemption_id, fence FROM (SELECT *, lag(COALESCE(LEAST(ended_at, lease_until), lease_until)) "
        "OVER (PARTITION BY redemption_id ORDER BY fence) AS free_at FROM redemption_attempts WHERE work = 'submit') a "
        "WHERE started_at < free_at"
    ),
}
