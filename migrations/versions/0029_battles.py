"""Battles, their moves, who is in one, ratings, duels by link, and leases of what one process does at a time."""

from alembic import op

revision = "0029"
down_revision = "0028"

_TABLES = """
CREATE TABLE battles (
    id uuid CONSTRAINT battles_pkey PRIMARY KEY,
    mode varchar(8) NOT NULL,
    kind varchar(8) NOT NULL,
    ranked boolean NOT NULL,
    category_id smallint NOT NULL,
    category varchar(80) NOT NULL,
    lang varchar(35) NOT NULL,
    first_id uuid NOT NULL,
    second_id uuid NOT NULL,
    question_ids uuid[] NOT NULL DEFAULT '{}',
    revisions smallint[] NOT NULL DEFAULT '{}',
    script jsonb,
    ghost_of uuid,
    life integer NOT NULL DEFAULT 1,
    state varchar(8) NOT NULL DEFAULT 'running',
    over_seq integer,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    settled_at timestamptz,
    result jsonb,
    CONSTRAINT battles_mode_check CHECK (mode IN ('quiz', 'creative')),
    CONSTRAINT battles_kind_check CHECK (kind IN ('match', 'duel', 'rematch', 'ghost')),
    CONSTRAINT battles_state_check CHECK (state IN ('running', 'settled', 'void')),
    CONSTRAINT battles_players_check CHECK (first_id <> second_id)
) WITH (fillfactor = 70);
CREATE INDEX battles_first_id_id_ix ON battles (first_id, id);
CREATE INDEX battles_second_id_id_ix ON battles (second_id, id);
CREATE INDEX battles_running_ix ON battles (id) WHERE state = 'running';
CREATE TABLE in_battle (
    player_id uuid CONSTRAINT in_battle_pkey PRIMARY KEY,
    battle_id uuid NOT NULL
);
CREATE INDEX in_battle_battle_id_ix ON in_battle (battle_id);
CREATE TABLE battle_moves (
    battle_id uuid NOT NULL,
    life integer NOT NULL,
    seq integer NOT NULL,
    move text NOT NULL,
    at timestamptz NOT NULL,
    over boolean NOT NULL,
    kafka_partition smallint NOT NULL,
    kafka_offset bigint NOT NULL,
    CONSTRAINT battle_moves_pkey PRIMARY KEY (battle_id, life, seq)
);
CREATE INDEX battle_moves_over_ix ON battle_moves (battle_id) WHERE over;
CREATE TABLE ratings (
    player_id uuid NOT NULL,
    mode varchar(8) NOT NULL,
    season_id smallint NOT NULL,
    rating double precision NOT NULL,
    deviation double precision NOT NULL,
    volatility double precision NOT NULL,
    games integer NOT NULL,
    rated_at timestamptz NOT NULL,
    CONSTRAINT ratings_pkey PRIMARY KEY (player_id, mode, season_id)
) WITH (fillfactor = 70);
CREATE INDEX ratings_board_ix ON ratings (mode, season_id, rating DESC, rated_at, player_id DESC);
CREATE TABLE rating_changes (
    position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT rating_changes_pkey PRIMARY KEY,
    battle_id uuid NOT NULL,
    player_id uuid NOT NULL,
    kind varchar(8) NOT NULL,
    mode varchar(8) NOT NULL,
    season_id smallint NOT NULL,
    rating_before double precision NOT NULL,
    deviation_before double precision NOT NULL,
    volatility_before double precision NOT NULL,
    rating_after double precision NOT NULL,
    deviation_after double precision NOT NULL,
    volatility_after double precision NOT NULL,
    games integer NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT rating_changes_battle_id_player_id_kind_key UNIQUE (battle_id, player_id, kind),
    CONSTRAINT rating_changes_kind_check CHECK (kind IN ('result', 'void'))
);
CREATE INDEX rating_changes_player_id_position_ix ON rating_changes (player_id, position);
CREATE TABLE leases (
    name varchar(40) CONSTRAINT leases_pkey PRIMARY KEY,
    token bigint NOT NULL,
    holder varchar(80) NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE TABLE challenges (
    code varchar(12) CONSTRAINT challenges_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    mode varchar(8) NOT NULL,
    category_id smallint NOT NULL,
    category varchar(80) NOT NULL,
    lang varchar(35) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    accepted_by uuid,
    battle_id uuid
);
CREATE INDEX challenges_player_id_created_at_ix ON challenges (player_id, created_at);
CREATE INDEX challenges_expires_at_ix ON challenges (expires_at);
"""


def upgrade() -> None:
    """Nobody has fought yet."""
    op.execute(_TABLES)


def downgrade() -> None:
    """Battles and ratings are forgotten."""
    op.execute("DROP TABLE challenges, leases, rating_changes, ratings, battle_moves, in_battle, battles")
