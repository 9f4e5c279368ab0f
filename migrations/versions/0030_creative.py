"""Creative battles: prompts, entries, who was shown what, and votes."""

from alembic import op

revision = "0030"
down_revision = "0029"

_TABLES = """
CREATE TABLE prompts (
    id uuid CONSTRAINT prompts_pkey PRIMARY KEY,
    category_id smallint,
    takes varchar(5) NOT NULL,
    texts jsonb NOT NULL,
    state varchar(9) NOT NULL DEFAULT 'draft',
    edition integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    CONSTRAINT prompts_takes_check CHECK (takes IN ('text', 'image', 'any')),
    CONSTRAINT prompts_state_check CHECK (state IN ('draft', 'published', 'retired'))
);
CREATE TABLE creative_battles (
    battle_id uuid CONSTRAINT creative_battles_pkey PRIMARY KEY,
    prompt_id uuid NOT NULL,
    prompt varchar(300) NOT NULL,
    takes varchar(5) NOT NULL,
    lang varchar(35) NOT NULL,
    player_ids uuid[] NOT NULL,
    ranked boolean NOT NULL,
    phase varchar(10) NOT NULL DEFAULT 'writing',
    writing_until timestamptz NOT NULL,
    voting_s integer NOT NULL,
    voting_until timestamptz,
    votes integer[] NOT NULL DEFAULT '{0,0}',
    marks jsonb,
    result jsonb,
    closed_at timestamptz,
    CONSTRAINT creative_battles_phase_check CHECK (phase IN ('writing', 'moderating', 'voting', 'closed')),
    CONSTRAINT creative_battles_players_check CHECK (cardinality(player_ids) = 2),
    CONSTRAINT creative_battles_voting_check CHECK (phase <> 'voting' OR voting_until IS NOT NULL),
    CONSTRAINT creative_battles_closed_check
        CHECK ((phase = 'closed') = (closed_at IS NOT NULL) AND (phase = 'closed') = (result IS NOT NULL))
);
CREATE INDEX creative_battles_writing_ix ON creative_battles (writing_until) WHERE phase IN ('writing', 'moderating');
CREATE INDEX creative_battles_voting_ix ON creative_battles (voting_until) WHERE phase = 'voting';
CREATE INDEX creative_battles_prompt_ix ON creative_battles (prompt_id);
CREATE TABLE entries (
    id uuid CONSTRAINT entries_pkey PRIMARY KEY,
    battle_id uuid NOT NULL,
    side smallint NOT NULL,
    player_id uuid NOT NULL,
    kind varchar(5) NOT NULL,
    text varchar(4000),
    upload_id uuid,
    state varchar(9) NOT NULL,
    faults varchar(20)[] NOT NULL DEFAULT '{}',
    submitted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    CONSTRAINT entries_battle_id_side_key UNIQUE (battle_id, side),
    CONSTRAINT entries_side_check CHECK (side IN (0, 1)),
    CONSTRAINT entries_state_check CHECK (state IN ('pending', 'approved', 'rejected', 'withdrawn')),
    CONSTRAINT entries_content_check CHECK (state = 'withdrawn'
        OR (kind = 'text' AND text IS NOT NULL AND upload_id IS NULL)
        OR (kind = 'image' AND text IS NULL AND upload_id IS NOT NULL))
);
CREATE INDEX entries_player_id_ix ON entries (player_id);
CREATE TABLE exposures (
    battle_id uuid CONSTRAINT exposures_pkey PRIMARY KEY,
    servings integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE TABLE vote_servings (
    player_id uuid NOT NULL,
    battle_id uuid NOT NULL,
    served_at timestamptz NOT NULL,
    CONSTRAINT vote_servings_pkey PRIMARY KEY (player_id, battle_id)
);
CREATE TABLE votes (
    voter_id uuid NOT NULL,
    battle_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    event_id uuid NOT NULL,
    received_at timestamptz NOT NULL,
    kafka_partition smallint NOT NULL,
    kafka_offset bigint NOT NULL,
    CONSTRAINT votes_pkey PRIMARY KEY (voter_id, battle_id),
    CONSTRAINT votes_event_id_key UNIQUE (event_id)
);
"""


def upgrade() -> None:
    """Nothing is there yet: battles of that kind begin with the first prompt that is published."""
    op.execute(_TABLES)


def downgrade() -> None:
    """Entries and votes are forgotten."""
    op.execute("DROP TABLE votes, vote_servings, exposures, entries, creative_battles, prompts")
