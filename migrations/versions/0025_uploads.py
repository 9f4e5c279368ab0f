"""Files that players send."""

from alembic import op

revision = "0025"
down_revision = "0024"

_UP = """
CREATE TABLE uploads (
    id uuid CONSTRAINT uploads_pkey PRIMARY KEY,
    player_id uuid,
    staff_id uuid,
    state varchar(8) NOT NULL DEFAULT 'expected',
    mime varchar(40) NOT NULL,
    size integer NOT NULL,
    medium_id uuid,
    sha256 bytea,
    width smallint,
    height smallint,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    completed_at timestamptz,
    decided_at timestamptz,
    reason varchar(200),
    CONSTRAINT uploads_state_check CHECK (state IN ('expected', 'pending', 'approved', 'rejected')),
    CONSTRAINT uploads_owner_check CHECK (num_nonnulls(player_id, staff_id) = 1),
    CONSTRAINT uploads_medium_check CHECK ((state = 'expected') = (medium_id IS NULL))
);
CREATE INDEX uploads_player_id_created_at_ix ON uploads (player_id, created_at);
CREATE INDEX uploads_expected_ix ON uploads (expires_at) WHERE state = 'expected';
CREATE INDEX uploads_pending_ix ON uploads (completed_at) WHERE state = 'pending';
CREATE INDEX uploads_medium_id_ix ON uploads (medium_id);
"""


def upgrade() -> None:
    """Players may send files."""
    op.execute(_UP)


def downgrade() -> None:
    """Back; what was sent is gone."""
    op.execute("DROP TABLE uploads")
