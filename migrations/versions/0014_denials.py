"""Denials: players who are blocked, and logins that have ended while their access token had not."""

from alembic import op

revision = "0014"
down_revision = "0013"

_TABLE = """
CREATE TABLE denials (
    id uuid CONSTRAINT denials_pkey PRIMARY KEY DEFAULT gen_random_uuid(),
    subject uuid NOT NULL,
    kind varchar(6) NOT NULL,
    reason varchar(200) NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    until timestamptz,
    CONSTRAINT denials_kind_check CHECK (kind IN ('player', 'login'))
);
CREATE INDEX denials_subject_ix ON denials (subject);
CREATE UNIQUE INDEX denials_block_key ON denials (subject) WHERE kind = 'player' AND until IS NULL;
CREATE INDEX denials_until_ix ON denials (until);
"""


def upgrade() -> None:
    """Players may be blocked."""
    op.execute(_TABLE)


def downgrade() -> None:
    """Everybody may play again."""
    op.execute("DROP TABLE denials")
