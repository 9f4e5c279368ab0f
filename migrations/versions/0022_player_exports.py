"""Exports of players' own data."""

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
"""


def upgrade() -> None:
    """Players may have all that is kept about them."""
    op.execute(_UP)


def downgrade() -> None:
    """Back; files that were made are gone."""
    op.execute("DROP TABLE player_exports")
