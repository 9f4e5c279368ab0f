"""Invariants of referrals: each is paid once or never, and both sides of it or none."""

from collections.abc import Mapping

_KEY = "CASE WHEN r.round = 1 THEN CAST(r.id AS text) ELSE r.id || ':' || r.round END"
_PAID = "r.state IN ('paid', 'clawed_back')"
_GIVEN = (
    "(SELECT source_key, count(*) AS n, sum(paid) AS paid, array_agg(player_id ORDER BY player_id) AS sides, "
    "bool_and(state = 'paid') AS done FROM grants WHERE source = 'referral' GROUP BY source_key)"
)

QUERIES: Mapping[str, str] = {
    "referrals: both sides of those that are paid were paid, once, and what was promised": (
        f"SELECT r.id, r.state, g.n, g.paid FROM referrals r LEFT JOIN {_GIVEN} g ON g.source_key = {_KEY} "
        f"WHERE {_PAID} AND (g.sides IS DISTINCT FROM CASE WHEN r.referee_id < r.referrer_id "
        "THEN ARRAY[r.referee_id, r.referrer_id] ELSE ARRAY[r.referrer_id, r.referee_id] END "
        "OR NOT g.done OR g.paid <> r.referrer_tokens + r.referee_tokens)"
    ),
    "referrals: nobody is paid for one that is not": (
        f"SELECT g.source_key FROM {_GIVEN} g LEFT JOIN referrals r ON CAST(r.id AS text) = split_part(g.source_key, "
        f"':', 1) WHERE r.id IS NULL OR (g.source_key = {_KEY} AND NOT {_PAID})"
    ),
    "referrals: what is clawed back is taken from both sides, as far as they are there": (
        f"SELECT r.id, g.player_id FROM referrals r JOIN grants g ON g.source = 'referral' AND g.source_key = {_KEY} "
        "LEFT JOIN transfers t ON t.scope = 'clawback' AND t.key = concat_ws(':', g.player_id, g.source_key) "
        "WHERE (r.state = 'clawed_back' AND t.amount IS DISTINCT FROM g.paid AND NOT EXISTS (SELECT FROM players p "
        "WHERE p.id = g.player_id AND p.erased_at < r.changed_at)) OR (r.state = 'paid' AND t.id IS NOT NULL)"
    ),
    "referrals: each state is the last step's, and the steps have no gap": (
        "SELECT r.id, r.state, s.after, s.n FROM referrals r LEFT JOIN (SELECT referral_id, count(*) AS n, "
        "(array_agg(after ORDER BY number DESC))[1] AS after FROM referral_steps GROUP BY 1) s ON s.referral_id = r.id "
        "WHERE s.after IS DISTINCT FROM r.state OR s.n <> r.version"
    ),
    "referrals: nobody is brought by whom they brought": (
        "WITH RECURSIVE above(start, player, ended) AS (SELECT referee_id, referrer_id, false FROM referrals "
        "WHERE state <> 'ineligible' UNION SELECT a.start, r.referrer_id, r.referrer_id = a.start FROM above a "
        "JOIN referrals r ON r.referee_id = a.player AND r.state <> 'ineligible' WHERE NOT a.ended) "
        "SELECT start FROM above WHERE player = start"
    ),
}
