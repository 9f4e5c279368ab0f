"""Sanctions of players in one table; blocks move into it, and the deny-list keeps ended logins alone."""

from alembic import op

revision = "0023"
down_revision = "0022"

_TABLE = """
CREATE TABLE sanctions (
    id uuid CONSTRAINT sanctions_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    kind varchar(10) NOT NULL,
    ground varchar(10) NOT NULL,
    reason varchar(500) NOT NULL,
    message varchar(400),
    imposed_by uuid,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    until timestamptz,
    lifted_at timestamptz,
    lifted_by uuid,
    lift_reason varchar(500),
    hiding boolean NOT NULL,
    CONSTRAINT sanctions_kind_check CHECK (kind IN ('warn', 'ban_ranked', 'ban', 'hide'))
);
CREATE INDEX sanctions_player_id_since_ix ON sanctions (player_id, since);
CREATE INDEX sanctions_hiding_ix ON sanctions (until) WHERE hiding;
CREATE INDEX players_hidden_ix ON players (id) WHERE NOT visible;
"""
_MOVE = """
INSERT INTO sanctions (id, player_id, kind, ground, reason, since, lifted_at, hiding)
SELECT id, subject, 'ban', 'rules', reason, since, until, until IS NULL FROM denials WHERE kind = 'player';
INSERT INTO sanctions (id, player_id, kind, ground, reason, hiding)
SELECT gen_random_uuid(), id, 'hide', 'rules', 'hidden before there were sanctions', true FROM players
WHERE NOT visible;
UPDATE players SET visible = false, version = version + 1
WHERE visible AND id IN (SELECT player_id FROM sanctions WHERE hiding);
DELETE FROM denials WHERE kind = 'player' OR until IS NULL;
ALTER TABLE denials ALTER COLUMN until SET NOT NULL;
DROP INDEX denials_block_key;
ALTER TABLE denials DROP COLUMN kind, DROP COLUMN reason;
"""
_BACK = """
ALTER TABLE denials ADD COLUMN kind varchar(6) NOT NULL DEFAULT 'login', ADD COLUMN reason varchar(200) NOT NULL
DEFAULT 'ended', ALTER COLUMN until DROP NOT NULL,
ADD CONSTRAINT denials_kind_check CHECK (kind IN ('player', 'login'));
ALTER TABLE denials ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN reason DROP DEFAULT;
INSERT INTO denials (id, subject, kind, reason, since, until)
SELECT DISTINCT ON (player_id) id, player_id, 'player', left(reason, 200), since, NULL::timestamptz FROM sanctions
WHERE kind = 'ban' AND hiding AND until IS NULL ORDER BY player_id, since;
INSERT INTO denials (id, subject, kind, reason, since, until)
SELECT id, player_id, 'player', left(reason, 200), since, LEAST(until, lifted_at) FROM sanctions
WHERE kind = 'ban' AND LEAST(until, lifted_at) IS NOT NULL;
CREATE UNIQUE INDEX denials_block_key ON denials (subject) WHERE kind = 'player' AND until IS NULL;
DROP INDEX players_hidden_ix;
DROP TABLE sanctions;
"""


def upgrade() -> None:
    """Players may be warned and banned, for a time or for ever."""
    op.execute(_TABLE)
    op.execute(_MOVE)


def downgrade() -> None:
    """They may be blocked; warnings, and bans from what is ranked, are forgotten."""
    op.execute(_BACK)
