"""What audits find is kept, of whatever kind; the dashboard has a past; dead letters are listed in their order."""

from alembic import op

revision = "0048"
down_revision = "0047"

_UP = """
ALTER TABLE ledger_audits RENAME TO audits;
ALTER TABLE audits RENAME CONSTRAINT ledger_audits_pkey TO audits_pkey;
ALTER TABLE audits ADD kind varchar(10) NOT NULL DEFAULT 'ledger';
ALTER TABLE audits ALTER kind DROP DEFAULT;
CREATE INDEX audits_kind_id_ix ON audits (kind, id);
CREATE INDEX dead_letters_buried_at_id_ix ON dead_letters (buried_at, id);

-- One row a minute, of the game as a whole: what a chart of a month is drawn from (models.figures).
CREATE TABLE figures (
    minute timestamptz CONSTRAINT figures_pkey PRIMARY KEY,
    players_online integer,
    events bigint,
    lag_events bigint,
    lag_ms bigint,
    outbox_events integer,
    cases integer,
    seen_n integer NOT NULL DEFAULT 0,
    seen_p50_ms integer,
    seen_p95_ms integer,
    redemptions jsonb,
    tokens_in bigint,
    tokens_out bigint
) WITH (fillfactor = 50);
CREATE INDEX figures_uncounted_ix ON figures (minute) WHERE tokens_in IS NULL;
"""

_DOWN = """
DROP TABLE figures;
DROP INDEX dead_letters_buried_at_id_ix;
DELETE FROM audits WHERE kind <> 'ledger';
DROP INDEX audits_kind_id_ix;
ALTER TABLE audits DROP kind;
ALTER TABLE audits RENAME CONSTRAINT audits_pkey TO ledger_audits_pkey;
ALTER TABLE audits RENAME TO ledger_audits;
"""


def upgrade() -> None:
    """Runs of the ledger's audit stay; no other has run yet."""
    op.execute(_UP)


def downgrade() -> None:
    """Figures and other audits are forgotten."""
    op.execute(_DOWN)
