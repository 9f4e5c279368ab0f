"""Identities: players known by an issuer outside; accounts that have no password."""

from alembic import op

revision = "0021"
down_revision = "0020"

_UP = """
CREATE TABLE identities (
    issuer varchar(40),
    subject varchar(255),
    player_id uuid NOT NULL,
    email varchar(254),
    owned boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT identities_pkey PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_player_id_ix ON identities (player_id);
ALTER TABLE accounts ALTER password_hash DROP NOT NULL;
"""

_DOWN = """
DROP TABLE identities;
UPDATE accounts SET password_hash = '!' WHERE password_hash IS NULL;
ALTER TABLE accounts ALTER password_hash SET NOT NULL;
"""


def upgrade() -> None:
    """Players may come in by Google, Apple and the like."""
    op.execute(_UP)


def downgrade() -> None:
    """Back; who came in by an issuer alone asks for a password by mail, if the account has an address."""
    op.execute(_DOWN)
