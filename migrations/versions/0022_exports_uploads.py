"""Exports of players' own data, and files that players send."""

from alembic import op

revision = "0022"
down_revision = "0021"

_UP = """
CREATE TABLE player_exports (
    id uuid CONSTRAINT player_exports_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    state varchar(7) NOT NULL DEFAULT 'waiting',
    tried smallint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    data bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    expires_at timestamptz,
    CONSTRAINT player_exports_state_check CHECK (state IN ('waiting', 'ready', 'failed'))
);
-- It is compressed already.
ALTER TABLE player_exports ALTER data SET STORAGE EXTERNAL;
CREATE INDEX player_exports_player_id_id_ix ON player_exports (player_id, id);
CREATE INDEX player_exports_due_ix ON player_exports (due_at) WHERE state = 'waiting';
CREATE UNIQUE INDEX player_exports_waiting_key ON player_exports (player_id) WHERE state = 'waiting';

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
    """Players may have all that is kept about them, and may send files."""
    op.execute(_UP)


def downgrade() -> None:
    """Back; files that were made or sent are gone."""
    op.execute("DROP TABLE uploads, player_exports")
