"""Why staff, purchases and age moved tokens, held against the ledger: queries that give the rows that break it."""

from collections.abc import Mapping

QUERIES: Mapping[str, str] = {
    "what staff gave and took is in the audit log, and what is there was done": (
        "SELECT t.id, a.id FROM (SELECT * FROM transfers WHERE scope = 'credit') t FULL JOIN "
        "(SELECT id, subject_id, COALESCE(after -> 'now', after) AS done FROM audit_log "
        "WHERE action = 'players.credit') a ON a.done ->> 'credit' = t.key "
        "WHERE t.id IS NULL OR a.id IS NULL OR a.subject_id <> t.player_id::text OR a.done ->> 'kind' <> t.kind "
        "OR CAST(a.done ->> 'amount' AS bigint) <> t.amount"
    ),
    "of budgets is spent what was paid out of them": (
        "SELECT b.id, b.spent, t.paid FROM budgets b FULL JOIN (SELECT CAST(fund AS uuid) AS id, sum(amount) AS paid "
        "FROM transfers, jsonb_array_elements_text(cause -> 'budgets') fund WHERE scope = 'grant' GROUP BY 1) t "
        "USING (id) WHERE COALESCE(b.spent, -1) <> COALESCE(t.paid, 0)"
    ),
    "purchases have their transfer, and transfers for purchases their purchase": (
        "SELECT t.id, p.id FROM (SELECT * FROM transfers WHERE scope = 'purchase') t FULL JOIN purchases p "
        "ON p.id::text = t.key WHERE t.id IS NULL OR p.id IS NULL OR t.player_id <> p.player_id "
        "OR t.amount <> p.tokens OR t.source <> p.item OR t.kind <> 'debit' OR t.house <> 'spent'"
    ),
    "lifelines that were bought helped, and no others did": (
        "SELECT p.id, s.id FROM (SELECT * FROM purchases WHERE item <> 'streak_freeze') p FULL JOIN "
        "(SELECT id, player_id, rtrim(key, '+') AS item, value FROM sessions, jsonb_each(lifelines) "
        "WHERE key LIKE '%+') s ON s.id::text = p.what ->> 'session_id' AND s.item = p.item "
        "WHERE p.id IS NULL OR s.id IS NULL OR s.player_id <> p.player_id "
        "OR s.value -> 'no' <> p.what -> 'no' OR s.value -> 'hidden' <> p.what -> 'hidden'"
    ),
    "days that were bought are frozen, and no others are": (
        "SELECT player_id, day FROM (SELECT player_id, CAST(what ->> 'day' AS date) - DATE '2025-01-01' AS day, "
        "true AS here FROM purchases WHERE item = 'streak_freeze') p FULL JOIN (SELECT player_id, day, true AS here "
        "FROM player_progress, generate_series(0, octet_length(streak_bought) * 8 - 1) AS day "
        "WHERE get_bit(streak_bought, day) = 1) f USING (player_id, day) WHERE p.here IS NULL OR f.here IS NULL"
    ),
    "tokens are forfeited by who was erased, and by nobody else": (
        "SELECT t.id FROM transfers t LEFT JOIN players p ON p.id = t.player_id WHERE t.scope = 'erasure' "
        "AND (p.erased_at IS NULL OR t.kind <> 'debit' OR t.house <> 'expired')"
    ),
    "what is taken back of a battle was paid for it": (
        "SELECT t.id FROM transfers t LEFT JOIN grants g ON g.source = 'battle' AND g.player_id = t.player_id "
        "AND concat_ws(':', g.player_id, g.source_key) = t.key "
        "WHERE t.scope = 'void' AND g.paid IS DISTINCT FROM t.amount"
    ),
    "tokens that are over age expire once a day": (
        "SELECT id, key FROM transfers WHERE scope = 'expiry' AND (kind <> 'debit' OR house <> 'expired' "
        "OR key <> concat_ws(':', player_id, cause ->> 'day'))"
    ),
}
