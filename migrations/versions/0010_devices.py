"""Devices: where players are logged in."""

from alembic import op

revision = "0010"
down_revision = "0009"

_TABLE = """
CREATE TABLE devices (
    id uuid CONSTRAINT devices_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    how varchar(8) NOT NULL,
    agent varchar(200) NOT NULL,
    seed bytea NOT NULL,
    generation integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    rotated_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason varchar(10)
) WITH (fillfactor = 70);
CREATE INDEX devices_player_id_ix ON devices (player_id);
CREATE UNIQUE INDEX devices_guest_key ON devices (player_id) WHERE how = 'guest' AND ended_at IS NULL;
"""


def upgrade() -> None:
    """Refresh tokens have something to be compared with."""
    op.execute(_TABLE)


def downgrade() -> None:
    """Everybody is logged out once the access token runs out."""
    op.execute("DROP TABLE devices")
