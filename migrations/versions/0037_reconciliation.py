"""Partners' statements as they were read, what in them does not agree with ours, and webhooks that were applied."""

from alembic import op

revision = "0037"
down_revision = "0036"

_TABLES = """
CREATE TABLE partner_lines (
    partner varchar(20) NOT NULL,
    partner_id varchar(80) NOT NULL,
    reference varchar(150),
    verdict varchar(12) NOT NULL,
    value_amount numeric(18, 4),
    value_currency varchar(3),
    cost_amount numeric(18, 4),
    cost_currency varchar(3),
    made_at timestamptz NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT partner_lines_pkey PRIMARY KEY (partner, partner_id)
);
CREATE INDEX partner_lines_reference_ix ON partner_lines (reference) WHERE reference IS NOT NULL;
CREATE TABLE breaks (
    id uuid CONSTRAINT breaks_pkey PRIMARY KEY,
    partner varchar(20) NOT NULL,
    kind varchar(20) NOT NULL,
    subject varchar(150) NOT NULL,
    redemption_id uuid,
    partner_id varchar(80),
    tokens bigint,
    theirs varchar(500) NOT NULL,
    ours varchar(500) NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    resolved_at timestamptz,
    resolution varchar(12),
    reason varchar(500),
    resolved_by uuid,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT breaks_partner_kind_subject_key UNIQUE (partner, kind, subject)
);
CREATE INDEX breaks_open_ix ON breaks (opened_at, id) WHERE resolved_at IS NULL;
CREATE INDEX breaks_redemption_id_ix ON breaks (redemption_id) WHERE redemption_id IS NOT NULL;
CREATE TABLE partner_statements (
    partner varchar(20) CONSTRAINT partner_statements_pkey PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT now(),
    matched_until timestamptz,
    matched_at timestamptz,
    deep_until timestamptz,
    deep_at timestamptz,
    failed_at timestamptz,
    failure varchar(200)
);
CREATE TABLE partner_floats (
    name varchar(40) CONSTRAINT partner_floats_pkey PRIMARY KEY,
    currency varchar(3) NOT NULL,
    base numeric(18, 4) NOT NULL,
    latest numeric(18, 4) NOT NULL,
    read_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE webhook_events (
    event_id uuid CONSTRAINT webhook_events_pkey PRIMARY KEY,
    partner varchar(20) NOT NULL,
    partner_id varchar(80),
    reference varchar(80),
    redemption_id uuid,
    kafka_partition smallint NOT NULL,
    kafka_offset bigint NOT NULL,
    received_at timestamptz NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX webhook_events_redemption_id_ix ON webhook_events (redemption_id) WHERE redemption_id IS NOT NULL;
INSERT INTO partner_statements (partner) SELECT partner FROM partner_state;
"""


def upgrade() -> None:
    """Nothing was ordered yet: what statements have of before is nothing of ours."""
    op.execute(_TABLES)


def downgrade() -> None:
    """What people made of breaks is lost; statements can be read again."""
    op.execute("DROP TABLE webhook_events, partner_floats, partner_statements, breaks, partner_lines")
