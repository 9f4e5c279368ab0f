"""Staff with their sessions, and the audit log of what they do."""

from alembic import op

revision = "0015"
down_revision = "0014"

_TABLES = """
CREATE TABLE staff (
    id uuid CONSTRAINT staff_pkey PRIMARY KEY,
    email varchar(254) NOT NULL CONSTRAINT staff_email_key UNIQUE,
    name varchar(80) NOT NULL,
    roles varchar(10)[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz,
    CONSTRAINT staff_email_check CHECK (email = lower(email)),
    CONSTRAINT staff_roles_check CHECK (
        cardinality(roles) > 0
        AND roles <@ ARRAY['owner', 'editor', 'moderator', 'support', 'finance', 'viewer']::varchar[]
    )
);
CREATE TABLE staff_sessions (
    id uuid CONSTRAINT staff_sessions_pkey PRIMARY KEY,
    staff_id uuid NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT staff_sessions_token_hash_key UNIQUE,
    agent varchar(200) NOT NULL,
    address varchar(45) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    proven_at timestamptz,
    ended_at timestamptz
);
CREATE INDEX staff_sessions_staff_id_ix ON staff_sessions (staff_id) WHERE ended_at IS NULL;
CREATE TABLE audit_log (
    id uuid CONSTRAINT audit_log_pkey PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    staff_id uuid,
    actor varchar(254) NOT NULL,
    action varchar(60) NOT NULL,
    subject_kind varchar(30) NOT NULL,
    subject_id varchar(200) NOT NULL,
    before jsonb,
    after jsonb,
    reason varchar(500),
    address varchar(45),
    agent varchar(200),
    request_id varchar(64)
);
CREATE INDEX audit_log_staff_id_ix ON audit_log (staff_id, id);
CREATE INDEX audit_log_subject_kind_ix ON audit_log (subject_kind, subject_id, id);
CREATE INDEX audit_log_action_ix ON audit_log (action, id);
"""


def upgrade() -> None:
    """There are people who run the game, and a log of what they do."""
    op.execute(_TABLES)


def downgrade() -> None:
    """Nobody runs it."""
    op.execute("DROP TABLE audit_log, staff_sessions, staff")
