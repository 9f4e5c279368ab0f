"""The spine: players, questions, sessions, answers, standings, and what carries events to them."""

from alembic import op

revision = "0001"
down_revision = None

_TABLES = """
CREATE TABLE players (
    id uuid CONSTRAINT players_pkey PRIMARY KEY,
    name varchar(40) NOT NULL,
    country varchar(2),
    device_key_hash bytea NOT NULL CONSTRAINT players_device_key_hash_key UNIQUE,
    visible boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE app_keys (
    id uuid CONSTRAINT app_keys_pkey PRIMARY KEY,
    name varchar(80) NOT NULL,
    key_hash bytea NOT NULL CONSTRAINT app_keys_key_hash_key UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);

CREATE TABLE categories (
    id smallint CONSTRAINT categories_pkey PRIMARY KEY,
    slug varchar(40) NOT NULL CONSTRAINT categories_slug_key UNIQUE,
    name varchar(80) NOT NULL,
    CONSTRAINT categories_id_check CHECK (id >= 0)
);
INSERT INTO categories VALUES (0, 'all', 'All categories');

CREATE TABLE questions (
    id uuid CONSTRAINT questions_pkey PRIMARY KEY,
    category_id smallint NOT NULL CONSTRAINT questions_category_id_fkey REFERENCES categories,
    stem text NOT NULL,
    correct text NOT NULL,
    wrong text[] NOT NULL,
    difficulty varchar(6) NOT NULL,
    explanation text NOT NULL DEFAULT '',
    source text NOT NULL,
    time_limit_ms integer NOT NULL DEFAULT 15000,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX questions_category_id_ix ON questions (category_id);

CREATE TABLE seasons (
    id smallint CONSTRAINT seasons_pkey PRIMARY KEY,
    name varchar(80) NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    CONSTRAINT seasons_length_check CHECK (last >= first AND last - first < 180),
    CONSTRAINT seasons_days_excl EXCLUDE USING gist (daterange(first, last, '[]') WITH &&)
);
INSERT INTO seasons VALUES (1, 'Season 1', current_date - 1, current_date + 89);

-- No foreign key from here on: these rows arrive by different ways and must not wait for each other.

CREATE TABLE sessions (
    id uuid CONSTRAINT sessions_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    category_id smallint NOT NULL,
    mode varchar(16) NOT NULL,
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    time_limit_ms integer NOT NULL,
    question_ids uuid[] NOT NULL,
    correct text[] NOT NULL,
    base_points smallint[] NOT NULL,
    answered_on date[] NOT NULL,
    points integer NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX sessions_player_id_id_ix ON sessions (player_id, id);

CREATE TABLE session_plans (
    session_id uuid CONSTRAINT session_plans_pkey PRIMARY KEY,
    plan jsonb NOT NULL,
    delivered_at timestamptz[] NOT NULL,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 70, toast_tuple_target = 256);
-- Out of line: a delivery time rewrites a short row, not the questions beside it.
ALTER TABLE session_plans ALTER plan SET STORAGE EXTERNAL;
CREATE INDEX session_plans_expires_at_ix ON session_plans (expires_at);

CREATE TABLE answers (
    session_id uuid,
    question_no smallint,
    response varchar(64) NOT NULL,
    base_points smallint NOT NULL,
    elapsed_ms integer NOT NULL,
    received_at timestamptz NOT NULL,
    kafka_partition smallint NOT NULL,
    kafka_offset bigint NOT NULL,
    CONSTRAINT answers_pkey PRIMARY KEY (session_id, question_no)
) PARTITION BY RANGE (session_id);
CREATE TABLE answers_default PARTITION OF answers DEFAULT;

CREATE TABLE player_days (
    player_id uuid,
    category_id smallint,
    day date,
    season_id smallint NOT NULL,
    points integer NOT NULL,
    week_points integer NOT NULL,
    season_points integer NOT NULL,
    total_points bigint NOT NULL,
    answered integer NOT NULL,
    reached_at timestamptz,
    version integer NOT NULL,
    latest boolean NOT NULL,
    CONSTRAINT player_days_pkey PRIMARY KEY (player_id, category_id, day)
) WITH (fillfactor = 70);
CREATE INDEX player_days_latest_ix ON player_days (category_id, day) WHERE latest;

CREATE TABLE corrections (
    event_id varchar(64) CONSTRAINT corrections_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    category_id smallint NOT NULL,
    day date NOT NULL,
    points integer NOT NULL,
    reason text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX corrections_player_id_ix ON corrections (player_id);

CREATE TABLE carried (
    topic_id varchar(40),
    partition smallint,
    topic varchar(80) NOT NULL,
    first bigint NOT NULL,
    applied bigint NOT NULL,
    applied_n bigint NOT NULL DEFAULT 0,
    copies bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    dead bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    tried smallint NOT NULL DEFAULT 0,
    cut integer,
    suspect_until bigint,
    lenient_until bigint,
    halted text,
    moved_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT carried_pkey PRIMARY KEY (topic_id, partition)
) WITH (fillfactor = 20);

CREATE TABLE refused (
    event_id varchar(64) CONSTRAINT refused_pkey PRIMARY KEY,
    code varchar(32) NOT NULL,
    topic varchar(80) NOT NULL,
    kafka_partition smallint NOT NULL,
    kafka_offset bigint NOT NULL,
    refused_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE dead_letters (
    id uuid CONSTRAINT dead_letters_pkey PRIMARY KEY DEFAULT gen_random_uuid(),
    event_id varchar(64) NOT NULL,
    topic varchar(80) NOT NULL,
    topic_id varchar(40) NOT NULL,
    kafka_partition smallint NOT NULL,
    kafka_offset bigint NOT NULL,
    code varchar(32) NOT NULL,
    detail text NOT NULL,
    value bytea NOT NULL,
    buried_at timestamptz NOT NULL DEFAULT now(),
    replayed_at timestamptz
);
CREATE INDEX dead_letters_event_id_ix ON dead_letters (event_id);
CREATE UNIQUE INDEX dead_letters_place_key ON dead_letters (topic_id, kafka_partition, kafka_offset);

CREATE TABLE outbox (
    id bigint GENERATED BY DEFAULT AS IDENTITY CONSTRAINT outbox_pkey PRIMARY KEY,
    topic varchar(80) NOT NULL,
    key varchar(80) NOT NULL,
    value bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
"""


_IN_ORDER = """
players app_keys categories questions seasons sessions session_plans answers player_days corrections carried refused
dead_letters outbox
"""


def upgrade() -> None:
    """Make every table, the season that is open, and the category that means all of them."""
    op.execute(_TABLES)


def downgrade() -> None:
    """There is nothing before the first migration."""
    for table in reversed(_IN_ORDER.split()):
        op.execute(f"DROP TABLE {table}")
