"""The ledger: accounts, transfers and entries that the database keeps in balance; grants say whether they are paid."""

from alembic import op

revision = "0033"
down_revision = "0032"

_TABLES = """
CREATE TABLE ledger_accounts (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT ledger_accounts_pkey PRIMARY KEY,
    kind varchar(6) NOT NULL,
    player_id uuid,
    purpose varchar(20),
    posted bigint,
    held bigint NOT NULL DEFAULT 0,
    number bigint NOT NULL DEFAULT 0,
    CONSTRAINT ledger_accounts_kind_check CHECK (kind IN ('player', 'debt', 'house')),
    CONSTRAINT ledger_accounts_owner_check CHECK ((kind = 'house') = (player_id IS NULL)
        AND (kind = 'house') = (purpose IS NOT NULL) AND (kind = 'house') = (posted IS NULL)),
    CONSTRAINT ledger_accounts_held_check CHECK (held >= 0 AND (kind = 'player' OR held = 0)),
    CONSTRAINT ledger_accounts_free_check CHECK (kind <> 'player' OR posted - held >= 0),
    CONSTRAINT ledger_accounts_debt_check CHECK (kind <> 'debt' OR posted <= 0),
    CONSTRAINT ledger_accounts_player_id_kind_key UNIQUE (player_id, kind),
    CONSTRAINT ledger_accounts_purpose_key UNIQUE (purpose)
) WITH (fillfactor = 70);
INSERT INTO ledger_accounts (kind, purpose)
    VALUES ('house', 'minted'), ('house', 'spent'), ('house', 'redeemed'), ('house', 'expired');
CREATE TABLE transfers (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT transfers_pkey PRIMARY KEY,
    kind varchar(9) NOT NULL,
    scope varchar(20) NOT NULL,
    key varchar(160) NOT NULL,
    player_id uuid NOT NULL,
    amount bigint NOT NULL,
    source varchar(20) NOT NULL,
    house varchar(20),
    cause jsonb NOT NULL DEFAULT '{}',
    pending_id bigint,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    CONSTRAINT transfers_kind_check CHECK (kind IN ('credit', 'debit', 'claw_back', 'hold', 'capture', 'release')),
    CONSTRAINT transfers_amount_check CHECK (amount > 0),
    CONSTRAINT transfers_pending_check CHECK ((kind IN ('capture', 'release')) = (pending_id IS NOT NULL)),
    CONSTRAINT transfers_house_check CHECK ((kind IN ('hold', 'release')) = (house IS NULL)),
    CONSTRAINT transfers_scope_key_key UNIQUE (scope, key),
    CONSTRAINT transfers_pending_id_key UNIQUE (pending_id)
);
CREATE INDEX transfers_player_id_id_ix ON transfers (player_id, id);
CREATE INDEX transfers_xid_id_ix ON transfers (xid, id);
CREATE TABLE ledger_entries (
    transfer_id bigint NOT NULL,
    account_id bigint NOT NULL,
    amount bigint NOT NULL,
    number bigint,
    balance bigint,
    CONSTRAINT ledger_entries_pkey PRIMARY KEY (transfer_id, account_id),
    CONSTRAINT ledger_entries_amount_check CHECK (amount <> 0),
    CONSTRAINT ledger_entries_number_check CHECK ((number IS NULL) = (balance IS NULL)),
    CONSTRAINT ledger_entries_account_id_number_key UNIQUE (account_id, number)
);
CREATE TABLE ledger_seals (
    number bigint CONSTRAINT ledger_seals_pkey PRIMARY KEY,
    below bigint NOT NULL,
    transfers bigint NOT NULL,
    digest bytea NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE earned_days (
    player_id uuid NOT NULL,
    day date NOT NULL,
    tokens jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT earned_days_pkey PRIMARY KEY (player_id, day)
) WITH (fillfactor = 70);
"""

_GRANTS = """
ALTER TABLE grants ADD COLUMN state varchar(7) NOT NULL DEFAULT 'due';
ALTER TABLE grants ADD COLUMN paid integer;
ALTER TABLE grants ADD CONSTRAINT grants_state_check CHECK (state IN ('due', 'waiting', 'paid'));
ALTER TABLE grants ADD CONSTRAINT grants_paid_check
    CHECK ((state = 'paid') = (paid IS NOT NULL) AND paid BETWEEN 0 AND tokens);
CREATE INDEX grants_due_ix ON grants (granted_at) WHERE state = 'due';
CREATE INDEX grants_waiting_ix ON grants (player_id) WHERE state = 'waiting';
CREATE INDEX accounts_created_at_ix ON accounts (created_at);
CREATE INDEX phones_verified_at_ix ON phones (verified_at);
"""

_GUARDS = """
CREATE FUNCTION check_ledger_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added GROUP BY transfer_id HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'the entries of a transfer add up to 0'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_sum_check';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_sum AFTER INSERT ON ledger_entries
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_ledger_entries();
CREATE FUNCTION check_ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM changed c LEFT JOIN ledger_entries e ON e.account_id = c.id AND e.number = c.number
        WHERE c.kind <> 'house' AND (COALESCE(e.balance, 0) <> c.posted OR (c.number > 0 AND e.number IS NULL))
    ) THEN
        RAISE EXCEPTION 'a balance is what its last entry says'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_accounts_balance_check';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_accounts_balance AFTER UPDATE ON ledger_accounts
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION check_ledger_balances();
CREATE TRIGGER ledger_accounts_begin AFTER INSERT ON ledger_accounts
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION check_ledger_balances();
"""


def upgrade() -> None:
    """Nobody has tokens yet; what was granted so far is paid like what will be."""
    op.execute(_TABLES)
    op.execute(_GUARDS)
    op.execute(_GRANTS)


def downgrade() -> None:
    """All books are lost."""
    op.execute("DROP INDEX phones_verified_at_ix, accounts_created_at_ix, grants_waiting_ix, grants_due_ix")
    op.execute("ALTER TABLE grants DROP COLUMN paid, DROP COLUMN state")
    op.execute("DROP TABLE earned_days, ledger_seals, ledger_entries, transfers, ledger_accounts")
    op.execute("DROP FUNCTION check_ledger_entries(), check_ledger_balances()")
