"""How staff reach players: tags, segments, templates, campaigns with their recipients, messages to one, threads."""

from alembic import op

revision = "0040"
down_revision = "0039"

_TABLES = """
CREATE TABLE player_tags (
    player_id uuid NOT NULL,
    tag varchar(40) NOT NULL,
    added_by uuid,
    added_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT player_tags_pkey PRIMARY KEY (player_id, tag)
);
CREATE INDEX player_tags_tag_player_id_ix ON player_tags (tag, player_id);
CREATE TABLE segments (
    id uuid CONSTRAINT segments_pkey PRIMARY KEY,
    name varchar(80) NOT NULL,
    filter jsonb NOT NULL,
    edition integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE message_templates (
    id uuid CONSTRAINT message_templates_pkey PRIMARY KEY,
    name varchar(80) NOT NULL,
    category varchar(8) NOT NULL,
    variables jsonb NOT NULL,
    texts jsonb NOT NULL,
    edition integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT message_templates_category_check CHECK (category IN ('news', 'account'))
);
CREATE TABLE campaigns (
    id uuid CONSTRAINT campaigns_pkey PRIMARY KEY,
    name varchar(80) NOT NULL,
    template_id uuid NOT NULL,
    given jsonb NOT NULL,
    segment_id uuid,
    filter jsonb,
    rate integer NOT NULL,
    state varchar(9) NOT NULL DEFAULT 'draft',
    category varchar(8),
    content jsonb,
    audience jsonb,
    scheduled_at timestamptz,
    begun_at timestamptz,
    planned_at timestamptz,
    ended_at timestamptz,
    due_at timestamptz,
    planned_to uuid,
    sent_to uuid,
    planned integer NOT NULL DEFAULT 0,
    sent integer NOT NULL DEFAULT 0,
    skipped integer NOT NULL DEFAULT 0,
    delivered integer NOT NULL DEFAULT 0,
    read integer NOT NULL DEFAULT 0,
    counted_at timestamptz,
    edition integer NOT NULL DEFAULT 1,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaigns_state_check CHECK (
        state IN ('draft', 'scheduled', 'planning', 'sending', 'paused', 'sent', 'cancelled')),
    CONSTRAINT campaigns_audience_check CHECK ((segment_id IS NULL) <> (filter IS NULL)),
    CONSTRAINT campaigns_frozen_check CHECK (
        state IN ('draft', 'cancelled') OR content IS NOT NULL AND audience IS NOT NULL AND category IS NOT NULL)
);
CREATE INDEX campaigns_due_ix ON campaigns (due_at) WHERE state IN ('scheduled', 'planning', 'sending');
CREATE TABLE campaign_recipients (
    campaign_id uuid NOT NULL,
    player_id uuid NOT NULL,
    notification_id uuid NOT NULL,
    CONSTRAINT campaign_recipients_pkey PRIMARY KEY (campaign_id, player_id)
);
CREATE INDEX campaign_recipients_player_id_ix ON campaign_recipients (player_id);
CREATE TABLE player_messages (
    id uuid CONSTRAINT player_messages_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    lang varchar(2) NOT NULL,
    title varchar(120) NOT NULL,
    markup varchar(1500) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX player_messages_player_id_id_ix ON player_messages (player_id, id);
CREATE TABLE threads (
    id uuid CONSTRAINT threads_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    subject varchar(120) NOT NULL,
    state varchar(6) NOT NULL DEFAULT 'open',
    assigned_to uuid,
    waiting_since timestamptz,
    unread integer NOT NULL DEFAULT 0,
    messages integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    CONSTRAINT threads_state_check CHECK (state IN ('open', 'closed'))
);
CREATE INDEX threads_player_id_id_ix ON threads (player_id, id);
CREATE INDEX threads_waiting_ix ON threads (waiting_since, id) WHERE waiting_since IS NOT NULL;
CREATE INDEX threads_updated_at_id_ix ON threads (updated_at, id);
CREATE TABLE thread_messages (
    id uuid CONSTRAINT thread_messages_pkey PRIMARY KEY,
    thread_id uuid NOT NULL,
    player_id uuid NOT NULL,
    staff_id uuid,
    text varchar(2000) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX thread_messages_thread_id_id_ix ON thread_messages (thread_id, id);
CREATE INDEX thread_messages_player_id_ix ON thread_messages (player_id);
"""


def upgrade() -> None:
    """Nobody was written to yet."""
    op.execute(_TABLES)


def downgrade() -> None:
    """What is in inboxes stays there."""
    op.execute(
        "DROP TABLE thread_messages, threads, player_messages, campaign_recipients, campaigns, message_templates, "
        "segments, player_tags"
    )
