"""Accounts: players known by an email address and a password, and the codes that prove an address."""

from alembic import op

revision = "0012"
down_revision = "0011"

_UP = """
CREATE TABLE accounts (
    player_id uuid CONSTRAINT accounts_pkey PRIMARY KEY,
    email varchar(254) NOT NULL,
    email_key varchar(254) NOT NULL CONSTRAINT accounts_email_key_key UNIQUE,
    password_hash varchar(200) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    password_set_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE codes (
    id uuid CONSTRAINT codes_pkey PRIMARY KEY,
    purpose varchar(8) NOT NULL,
    player_id uuid,
    details jsonb NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX codes_expires_at_ix ON codes (expires_at);
CREATE INDEX codes_player_id_ix ON codes (player_id);

-- The device key of a guest who became an account opens it no more.
ALTER TABLE players ALTER device_key_hash DROP NOT NULL;
"""

_DOWN = """
DROP TABLE codes, accounts;
UPDATE players SET device_key_hash = sha256(id::text::bytea) WHERE device_key_hash IS NULL;
ALTER TABLE players ALTER device_key_hash SET NOT NULL;
"""


def upgrade() -> None:
    """Guests may become accounts."""
    op.execute(_UP)


def downgrade() -> None:
    """Back; accounts are players whom nobody can log in as."""
    op.execute(_DOWN)
