"""Reports by players, sanctions of entries and from redemption, and appeals."""

from alembic import op

revision = "0041"
down_revision = "0040"

_UP = """
ALTER TABLE sanctions DROP CONSTRAINT sanctions_kind_check;
ALTER TABLE sanctions ALTER COLUMN kind TYPE varchar(14), ADD COLUMN entry_id uuid,
ADD CONSTRAINT sanctions_kind_check
CHECK (kind IN ('warn', 'hide_entry', 'ban_redemption', 'ban_ranked', 'ban', 'hide')),
ADD CONSTRAINT sanctions_entry_check CHECK ((kind = 'hide_entry') = (entry_id IS NOT NULL));
ALTER TABLE entries ADD COLUMN hidden boolean NOT NULL DEFAULT false;
ALTER TABLE cases ADD COLUMN barred uuid;
CREATE TABLE player_reports (
    id uuid CONSTRAINT player_reports_pkey PRIMARY KEY,
    player_id uuid,
    kind varchar(9) NOT NULL,
    about uuid NOT NULL,
    accused_id uuid NOT NULL,
    ground varchar(13) NOT NULL,
    text varchar(500),
    shown varchar(4000),
    battle_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    acted boolean,
    CONSTRAINT player_reports_kind_check CHECK (kind IN ('name', 'entry', 'behaviour')),
    CONSTRAINT player_reports_closed_check CHECK ((closed_at IS NULL) = (acted IS NULL))
);
CREATE UNIQUE INDEX player_reports_open_key ON player_reports (player_id, kind, about) NULLS NOT DISTINCT
WHERE closed_at IS NULL;
CREATE INDEX player_reports_player_id_id_ix ON player_reports (player_id, id);
CREATE INDEX player_reports_accused_id_id_ix ON player_reports (accused_id, id);
CREATE TABLE appeals (
    id uuid CONSTRAINT appeals_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    kind varchar(8) NOT NULL,
    subject uuid NOT NULL,
    text varchar(1000) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    outcome varchar(10),
    CONSTRAINT appeals_subject_key UNIQUE (player_id, kind, subject),
    CONSTRAINT appeals_kind_check CHECK (kind IN ('sanction', 'entry', 'referral')),
    CONSTRAINT appeals_outcome_check CHECK (outcome IN ('uphold', 'overturn')),
    CONSTRAINT appeals_decided_check CHECK ((decided_at IS NULL) = (outcome IS NULL))
);
"""
_DOWN = """
DROP TABLE appeals;
DROP TABLE player_reports;
DELETE FROM cases WHERE queue IN ('moderation', 'appeals');
ALTER TABLE cases DROP COLUMN barred;
ALTER TABLE entries DROP COLUMN hidden;
DELETE FROM sanctions WHERE kind IN ('hide_entry', 'ban_redemption');
ALTER TABLE sanctions DROP CONSTRAINT sanctions_kind_check, DROP CONSTRAINT sanctions_entry_check;
ALTER TABLE sanctions DROP COLUMN entry_id, ALTER COLUMN kind TYPE varchar(10),
ADD CONSTRAINT sanctions_kind_check CHECK (kind IN ('warn', 'ban_ranked', 'ban', 'hide'));
"""


def upgrade() -> None:
    """Players report one another, and appeal."""
    op.execute(_UP)


def downgrade() -> None:
    """Neither; sanctions of the new kinds are forgotten, and hold no more."""
    op.execute(_DOWN)
