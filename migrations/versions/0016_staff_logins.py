"""How staff come in: passwords, second factors, recovery codes, invitations; and what takes two of them."""

from alembic import op

revision = "0016"
down_revision = "0015"

_TABLES = """
ALTER TABLE staff ADD version integer NOT NULL DEFAULT 1;
CREATE TABLE staff_credentials (
    staff_id uuid CONSTRAINT staff_credentials_pkey PRIMARY KEY,
    password_hash varchar(200) NOT NULL,
    totp_secret bytea,
    totp_step bigint NOT NULL DEFAULT 0,
    totp_pending bytea,
    enrolled_at timestamptz
);
CREATE TABLE staff_recovery_codes (
    staff_id uuid,
    code_hash bytea,
    used_at timestamptz,
    CONSTRAINT staff_recovery_codes_pkey PRIMARY KEY (staff_id, code_hash)
);
CREATE TABLE staff_invitations (
    id uuid CONSTRAINT staff_invitations_pkey PRIMARY KEY,
    secret_hash bytea NOT NULL,
    email varchar(254) NOT NULL,
    roles varchar(10)[] NOT NULL,
    invited_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX staff_invitations_email_ix ON staff_invitations (email);
CREATE TABLE approvals (
    id uuid CONSTRAINT approvals_pkey PRIMARY KEY,
    action varchar(60) NOT NULL,
    subject_kind varchar(30) NOT NULL,
    subject_id varchar(200) NOT NULL,
    payload jsonb NOT NULL,
    reason varchar(500) NOT NULL,
    requested_by uuid NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    state varchar(8) NOT NULL DEFAULT 'open',
    decided_by uuid,
    decided_at timestamptz,
    note varchar(500),
    CONSTRAINT approvals_state_check CHECK (state IN ('open', 'approved', 'rejected', 'expired')),
    CONSTRAINT approvals_two_check CHECK (state <> 'approved' OR decided_by <> requested_by)
);
CREATE UNIQUE INDEX approvals_open_key ON approvals (action, subject_kind, subject_id) WHERE state = 'open';
"""


def upgrade() -> None:
    """Staff come in by themselves, and some things take two of them."""
    op.execute(_TABLES)


def downgrade() -> None:
    """Sessions are made by hand."""
    op.execute("DROP TABLE approvals, staff_invitations, staff_recovery_codes, staff_credentials")
    op.execute("ALTER TABLE staff DROP version")
