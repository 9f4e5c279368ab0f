"""Messages that are due to people outside."""

from alembic import op

revision = "0011"
down_revision = "0010"

_TABLE = """
CREATE TABLE messages (
    id uuid CONSTRAINT messages_pkey PRIMARY KEY,
    player_id uuid,
    channel varchar(4) NOT NULL,
    recipient varchar(254) NOT NULL,
    subject varchar(120) NOT NULL,
    body varchar(2000) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    attempts smallint NOT NULL DEFAULT 0,
    settled_at timestamptz,
    error varchar(200)
);
CREATE INDEX messages_due_ix ON messages (channel, next_attempt_at) WHERE settled_at IS NULL;
CREATE INDEX messages_player_id_ix ON messages (player_id);
"""


def upgrade() -> None:
    """Mails and SMS wait here to be sent."""
    op.execute(_TABLE)


def downgrade() -> None:
    """What was not sent is not."""
    op.execute("DROP TABLE messages")
