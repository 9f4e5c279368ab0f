"""Budgets of campaigns, purchases, days on which tokens expire, bought days of streaks, closed months."""

from alembic import op

revision = "0036"
down_revision = "0035"

_UP = """
CREATE TABLE budgets (
    id uuid CONSTRAINT budgets_pkey PRIMARY KEY,
    campaign varchar(80) NOT NULL,
    source varchar(16) NOT NULL,
    tokens_most bigint NOT NULL,
    spent bigint NOT NULL DEFAULT 0,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid,
    CONSTRAINT budgets_spent_check CHECK (tokens_most > 0 AND spent BETWEEN 0 AND tokens_most),
    CONSTRAINT budgets_time_check CHECK (since < until)
);
CREATE INDEX budgets_until_ix ON budgets (until);
CREATE TABLE purchases (
    id uuid CONSTRAINT purchases_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    item varchar(20) NOT NULL,
    tokens bigint NOT NULL,
    prices integer NOT NULL,
    what jsonb NOT NULL,
    bought_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT purchases_item_check CHECK (item IN ('fifty_fifty', 'skip', 'streak_freeze')),
    CONSTRAINT purchases_tokens_check CHECK (tokens > 0)
);
CREATE INDEX purchases_player_id_id_ix ON purchases (player_id, id);
CREATE TABLE expiries (
    day date CONSTRAINT expiries_pkey PRIMARY KEY,
    reached uuid,
    done boolean NOT NULL DEFAULT false
);
CREATE TABLE closed_months (
    month char(7) CONSTRAINT closed_months_pkey PRIMARY KEY,
    figures jsonb NOT NULL,
    reason varchar(500) NOT NULL,
    closed_by varchar(254) NOT NULL,
    closed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE ledger_audits (
    id uuid CONSTRAINT ledger_audits_pkey PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    took_ms integer NOT NULL,
    findings jsonb NOT NULL
);
ALTER TABLE player_progress ADD COLUMN streak_bought bytea NOT NULL DEFAULT '';
CREATE INDEX transfers_at_ix ON transfers USING brin (at);
"""


def upgrade() -> None:
    """No campaign has a budget, nothing was bought, no month is closed."""
    op.execute(_UP)


def downgrade() -> None:
    """What was bought and which months were closed is forgotten; the ledger keeps its transfers."""
    op.execute("DROP INDEX transfers_at_ix")
    op.execute("ALTER TABLE player_progress DROP COLUMN streak_bought")
    op.execute("DROP TABLE ledger_audits, closed_months, expiries, purchases, budgets")
