"""Inboxes in players' languages, that forget; what players wish to be told and when; where phones are reached."""

from alembic import op

revision = "0039"
down_revision = "0038"

_UP = """
ALTER TABLE notifications
    ADD COLUMN lang varchar(2) NOT NULL DEFAULT 'en',
    ADD COLUMN expires_at timestamptz,
    ALTER COLUMN body TYPE varchar(2000);
UPDATE notifications SET
    expires_at = created_at + CASE category WHEN 'warning' THEN interval '365 days' ELSE interval '90 days' END,
    category = CASE category WHEN 'battle' THEN 'battles' WHEN 'wallet' THEN 'rewards'
        WHEN 'warning' THEN 'account' WHEN 'friend' THEN 'account' ELSE 'progress' END;
ALTER TABLE notifications ALTER COLUMN lang DROP DEFAULT, ALTER COLUMN expires_at SET NOT NULL;
CREATE INDEX notifications_expires_at_ix ON notifications (expires_at);
CREATE TABLE inbox_removals (
    reason varchar(8) CONSTRAINT inbox_removals_pkey PRIMARY KEY,
    removed bigint NOT NULL
);
CREATE TABLE notification_preferences (
    player_id uuid CONSTRAINT notification_preferences_pkey PRIMARY KEY,
    choices jsonb NOT NULL,
    quiet_from smallint,
    quiet_until smallint,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT notification_preferences_quiet_check CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)
        AND quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439 AND quiet_from <> quiet_until)
);
CREATE TABLE push_tokens (
    device_id uuid CONSTRAINT push_tokens_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    token varchar(4096) NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT push_tokens_token_hash_key UNIQUE,
    kept_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX push_tokens_player_id_ix ON push_tokens (player_id);
ALTER TABLE messages
    ADD COLUMN category varchar(20),
    ADD COLUMN lang varchar(2) NOT NULL DEFAULT 'en',
    ADD COLUMN link varchar(200),
    ALTER COLUMN body TYPE varchar(4000);
DROP INDEX messages_due_ix;
CREATE INDEX messages_due_ix ON messages (channel, (category IS NULL), next_attempt_at) WHERE settled_at IS NULL;
"""
_DOWN = """
DELETE FROM messages WHERE channel = 'push';
DROP INDEX messages_due_ix;
CREATE INDEX messages_due_ix ON messages (channel, next_attempt_at) WHERE settled_at IS NULL;
ALTER TABLE messages DROP category, DROP lang, DROP link;
DROP TABLE push_tokens, notification_preferences, inbox_removals;
ALTER TABLE notifications DROP lang, DROP expires_at;
"""


def upgrade() -> None:
    """What is in inboxes was written in English, under older names of categories."""
    op.execute(_UP)


def downgrade() -> None:
    """Texts that became longer stay so."""
    op.execute(_DOWN)
