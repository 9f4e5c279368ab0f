"""Invariants of the ledger, checked in one snapshot: each gives the number of rows that break it."""

from sqlalchemy import Connection

from models import causes, finance, redemption_audit, referral_audit, seals
from models.audit import EXAMPLES, Finding, finding
from models.base import sql

SEALS = "ledger: seals hold"


def audit(connection: Connection) -> list[Finding]:
    """Check every invariant. The caller's transaction must be REPEATABLE READ."""
    found = [finding(f"ledger: {name}", connection.execute(sql(query)).all()) for name, query in _EVERY.items()]
    broken = seals.broken(connection)
    sealed = Finding(SEALS, len(broken), [f"seal {number}" for number in broken[:EXAMPLES]])
    months = finding("ledger: closed months are what the ledger says", finance.broken(connection))
    brought = [finding(name, connection.execute(sql(query)).all()) for name, query in _REFERRALS.items()]
    return [*found, sealed, months, *brought, *redemption_audit.audit(connection)]


_SIGNED = "CASE t.kind WHEN 'credit' THEN t.amount ELSE -t.amount END"

_QUERIES = {
    "all entries add up to 0": "SELECT sum(amount) FROM ledger_entries HAVING sum(amount) <> 0",
    "a transfer's entries add up to 0, and are what it says": (
        f"SELECT t.id, t.kind FROM transfers t LEFT JOIN (SELECT e.transfer_id, sum(e.amount) AS all_of_it, "
        "sum(e.amount) FILTER (WHERE a.kind <> 'house') AS theirs, min(a.purpose) AS house "
        "FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id GROUP BY e.transfer_id) s "
        "ON s.transfer_id = t.id WHERE CASE WHEN t.kind IN ('hold', 'release') THEN s.transfer_id IS NOT NULL "
        f"ELSE s.all_of_it IS DISTINCT FROM 0 OR s.theirs <> {_SIGNED} OR s.house IS DISTINCT FROM t.house END"
    ),
    "entries are of a transfer, and of its player": (
        "SELECT e.transfer_id, e.account_id FROM ledger_entries e LEFT JOIN transfers t ON t.id = e.transfer_id "
        "LEFT JOIN ledger_accounts a ON a.id = e.account_id "
        "WHERE t.id IS NULL OR a.id IS NULL OR (a.kind <> 'house' AND a.player_id <> t.player_id)"
    ),
    "balances are the sums of their entries": (
        "SELECT a.id, a.posted, s.posted, a.number, s.number FROM ledger_accounts a LEFT JOIN "
        "(SELECT account_id, sum(amount) AS posted, count(*) AS number, max(number) AS last FROM ledger_entries "
        "GROUP BY account_id) s ON s.account_id = a.id WHERE a.kind <> 'house' AND (a.posted <> COALESCE(s.posted, 0) "
        "OR a.number <> COALESCE(s.number, 0) OR a.number <> COALESCE(s.last, 0))"
    ),
    "each balance is the one before it and its entry": (
        "SELECT account_id, number FROM (SELECT account_id, number, balance, amount, "
        "lag(balance, 1, 0::bigint) OVER (PARTITION BY account_id ORDER BY number) AS before FROM ledger_entries "
        "WHERE number IS NOT NULL) e WHERE balance <> before + amount"
    ),
    "what is held is the sum of its holds": (
        "SELECT a.player_id, a.held, h.held FROM ledger_accounts a LEFT JOIN (SELECT t.player_id, sum(t.amount) AS held"
        " FROM transfers t WHERE t.kind = 'hold' AND NOT EXISTS (SELECT FROM transfers o WHERE o.pending_id = t.id) "
        "GROUP BY t.player_id) h ON h.player_id = a.player_id WHERE a.kind = 'player' AND a.held <> COALESCE(h.held, 0)"
    ),
    "nobody has less than nothing": (
        "SELECT id FROM ledger_accounts WHERE (kind = 'player' AND posted < held) OR held < 0 "
        "OR (kind = 'debt' AND posted > 0)"
    ),
    "captures and releases are of their player's hold, as a whole": (
        "SELECT t.id FROM transfers t LEFT JOIN transfers h ON h.id = t.pending_id WHERE t.pending_id IS NOT NULL "
        "AND (h.kind IS DISTINCT FROM 'hold' OR h.player_id <> t.player_id OR h.amount <> t.amount)"
    ),
    "paid grants have their transfer, and transfers for grants their grant": (
        "SELECT g.player_id, g.source, g.source_key, t.id FROM (SELECT * FROM grants WHERE paid > 0) g FULL JOIN "
        "(SELECT * FROM transfers WHERE scope = 'grant') t "
        "ON t.key = concat_ws(':', g.player_id, g.source, g.source_key) AND t.player_id = g.player_id "
        "AND t.source = g.source WHERE g.player_id IS NULL OR t.id IS NULL OR g.paid <> t.amount"
    ),
    "a day's earnings are its paid grants": (
        "SELECT * FROM (SELECT player_id, CAST(granted_at AT TIME ZONE 'UTC' AS date) AS day, source, sum(paid) AS paid"
        " FROM grants WHERE paid > 0 GROUP BY 1, 2, 3) g FULL JOIN (SELECT player_id, day, key AS source, "
        "CAST(value AS bigint) AS paid FROM earned_days, jsonb_each_text(tokens) WHERE CAST(value AS bigint) > 0) e "
        "USING (player_id, day, source) WHERE g.paid IS DISTINCT FROM e.paid"
    ),
    "tokens are taken back of void battles, and of nothing else": (
        "SELECT t.id FROM transfers t LEFT JOIN battles b ON b.id::text = t.cause ->> 'battle' "
        "WHERE t.scope = 'void' AND b.state IS DISTINCT FROM 'void'"
    ),
    "tokens of void battles are taken back": (
        "SELECT g.player_id, g.source_key FROM grants g JOIN battles b ON b.id::text = g.source_key "
        "WHERE g.source = 'battle' AND g.paid > 0 AND b.state = 'void' AND NOT EXISTS (SELECT FROM transfers t "
        "WHERE t.scope = 'void' AND t.key = concat_ws(':', g.player_id, g.source_key) AND t.amount = g.paid)"
    ),
    "every transfer is of a kind that is known": (
        "SELECT id, scope FROM transfers WHERE scope NOT IN ('grant', 'void', 'erasure', 'credit', 'redemption', "
        "'purchase', 'expiry', 'clawback')"
    ),
}

_EVERY = {**_QUERIES, **causes.QUERIES}
_REFERRALS = referral_audit.QUERIES
