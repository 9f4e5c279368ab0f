"""Which tokens players were told will expire, and when they were told."""

from alembic import op

revision = "0043"
down_revision = "0042"

_UP = """
CREATE TABLE expiry_notices (
    player_id uuid NOT NULL,
    told_on date NOT NULL,
    tokens bigint NOT NULL,
    policy integer NOT NULL,
    CONSTRAINT expiry_notices_pkey PRIMARY KEY (player_id, told_on),
    CONSTRAINT expiry_notices_tokens_check CHECK (tokens > 0)
);
"""


def upgrade() -> None:
    """Nobody counts as told: whoever has tokens that grow too old is told anew, a month before they expire."""
    op.execute(_UP)


def downgrade() -> None:
    """Who was told is forgotten."""
    op.execute("DROP TABLE expiry_notices")
