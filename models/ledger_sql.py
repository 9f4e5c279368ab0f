"""The statements of `models.ledger`; each is run once for all transfers of a transaction."""

from models.base import sql

OWN = sql(
    "SELECT player_id, id, posted, held, number FROM ledger_accounts "
    "WHERE kind = 'player' AND player_id = ANY(:players) ORDER BY player_id FOR NO KEY UPDATE"
)
DEBTS = sql(
    "SELECT player_id, id, posted, held, number FROM ledger_accounts WHERE kind = 'debt' AND player_id = ANY(:players)"
)
OPEN = sql(
    "INSERT INTO ledger_accounts (kind, player_id, posted) SELECT 'player', p, 0 "
    "FROM unnest(CAST(:players AS uuid[])) p ORDER BY p ON CONFLICT DO NOTHING"
)
OPEN_DEBT = sql("INSERT INTO ledger_accounts (kind, player_id, posted) VALUES ('debt', :player, 0) RETURNING id")
INSERT = sql(
    "INSERT INTO transfers (kind, scope, key, player_id, amount, source, house, cause, pending_id) "
    "SELECT d, s, k, p, m, u, w, c, h FROM json_to_recordset(:rows) "
    "AS r(o integer, d text, s text, k text, p uuid, m bigint, u text, w text, c jsonb, h bigint) ORDER BY o "
    "ON CONFLICT DO NOTHING RETURNING id, scope, key"
)
FIND = sql(
    "SELECT t.id, t.scope, t.key, t.kind, t.player_id, t.amount, t.source, t.house, t.cause, t.pending_id "
    "FROM transfers t JOIN json_to_recordset(:rows) AS r(s text, k text) ON t.scope = r.s AND t.key = r.k"
)
HELD = sql("SELECT id, player_id, amount FROM transfers WHERE kind = 'hold' AND id = ANY(:ids)")
ENTRIES = sql(
    "INSERT INTO ledger_entries (transfer_id, account_id, amount, number, balance) "
    "SELECT t, a, m, n, b FROM json_to_recordset(:entries) AS r(t bigint, a bigint, m bigint, n bigint, b bigint) "
    "UNION ALL SELECT t, id, m, NULL, NULL FROM json_to_recordset(:houses) AS r(t bigint, p text, m bigint) "
    "JOIN ledger_accounts ON purpose = p"
)
BALANCES = sql(
    "UPDATE ledger_accounts l SET posted = r.p, held = r.h, number = r.n "
    "FROM json_to_recordset(:rows) AS r(i bigint, p bigint, h bigint, n bigint) WHERE l.id = r.i"
)
