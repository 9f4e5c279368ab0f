"""Learning from answers: measured difficulty, item statistics, flags, players' reports, signs of help."""

from alembic import op

revision = "0006"
down_revision = "0005"

_QUEUE = """
-- How far everything that was received has been applied; one row. Sessions that ended by then are learned from.
CREATE TABLE learning (
    id smallint CONSTRAINT learning_pkey PRIMARY KEY DEFAULT 1,
    horizon timestamptz NOT NULL DEFAULT '-infinity',
    marked_at timestamptz,
    marks jsonb,
    CONSTRAINT learning_one_check CHECK (id = 1)
);
INSERT INTO learning DEFAULT VALUES;

ALTER TABLE sessions ADD learned_at timestamptz;
DROP INDEX sessions_ended_at_ix;
CREATE INDEX sessions_unlearned_ix ON sessions (GREATEST(ended_at, end_sent_at), id)
    WHERE ended_at IS NOT NULL AND learned_at IS NULL;
ALTER TABLE seen ADD learned boolean NOT NULL DEFAULT false;
"""

_ITEMS = """
-- By version: what a question has as its key and options. Another version is measured anew.
CREATE TABLE item_statistics (
    question_id uuid,
    version bytea,
    rating double precision NOT NULL DEFAULT 0,
    rated integer NOT NULL DEFAULT 0,
    n integer NOT NULL DEFAULT 0,
    right_n integer NOT NULL DEFAULT 0,
    x bigint NOT NULL DEFAULT 0,
    xx bigint NOT NULL DEFAULT 0,
    x_right bigint NOT NULL DEFAULT 0,
    chosen integer[] NOT NULL,
    chosen_good integer[] NOT NULL,
    elapsed integer[] NOT NULL,
    CONSTRAINT item_statistics_pkey PRIMARY KEY (question_id, version)
) WITH (fillfactor = 70);

CREATE TABLE player_skills (
    player_id uuid CONSTRAINT player_skills_pkey PRIMARY KEY,
    rating double precision NOT NULL,
    rated integer NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE question_flags (
    question_id uuid,
    code varchar(24),
    option smallint,
    version bytea NOT NULL,
    value double precision NOT NULL,
    bound double precision NOT NULL,
    answers integer NOT NULL,
    flagged_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT question_flags_pkey PRIMARY KEY (question_id, code, option)
);

-- In which band of difficulty a question is drawn (rules.difficulty): by its author's word until it is measured.
ALTER TABLE questions ADD band smallint NOT NULL DEFAULT 0;
UPDATE questions SET band = CASE
    WHEN kind = 'true_false' THEN CASE difficulty WHEN 'easy' THEN -13 WHEN 'hard' THEN 1 ELSE -6 END
    ELSE CASE difficulty WHEN 'easy' THEN -9 WHEN 'hard' THEN 4 ELSE -3 END END;
ALTER TABLE question_pool ADD band smallint NOT NULL DEFAULT 0;
UPDATE question_pool p SET band = q.band FROM questions q WHERE q.id = p.question_id;
CREATE INDEX question_pool_band_ix ON question_pool (category_id, lang, band, draw);
"""

_PEOPLE = """
CREATE TABLE question_reports (
    id uuid CONSTRAINT question_reports_pkey PRIMARY KEY,
    question_id uuid NOT NULL,
    player_id uuid NOT NULL,
    revision smallint NOT NULL,
    kind varchar(9) NOT NULL,
    text varchar(500),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    CONSTRAINT question_reports_kind_check CHECK (kind IN ('wrong', 'unclear', 'offensive'))
);
CREATE UNIQUE INDEX question_reports_open_key ON question_reports (player_id, question_id) WHERE closed_at IS NULL;
CREATE INDEX question_reports_open_ix ON question_reports (updated_at) WHERE closed_at IS NULL;

-- A sign that a player had help, found in one of their sessions, or in a quiz that many played.
CREATE TABLE suspicion_signals (
    player_id uuid,
    code varchar(16),
    subject uuid,
    strength double precision NOT NULL,
    evidence jsonb NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT suspicion_signals_pkey PRIMARY KEY (player_id, code, subject)
);
CREATE TABLE player_suspicion (
    player_id uuid CONSTRAINT player_suspicion_pkey PRIMARY KEY,
    score smallint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX player_suspicion_score_ix ON player_suspicion (score);

ALTER TABLE attempts ADD choices smallint[];
ALTER TABLE quizzes ADD compared_at timestamptz;
CREATE INDEX quizzes_uncompared_ix ON quizzes (closes_at) WHERE compared_at IS NULL;
"""

_DOWN = """
ALTER TABLE quizzes DROP compared_at;
ALTER TABLE attempts DROP choices;
DROP TABLE player_suspicion, suspicion_signals, question_reports, question_flags, player_skills, item_statistics;
ALTER TABLE question_pool DROP band;
ALTER TABLE questions DROP band;
ALTER TABLE seen DROP learned;
DROP INDEX sessions_unlearned_ix;
CREATE INDEX sessions_ended_at_ix ON sessions (ended_at) WHERE ended_at IS NOT NULL;
ALTER TABLE sessions DROP learned_at;
DROP TABLE learning;
"""


def upgrade() -> None:
    """What was played before is learned from too, as every ended session is waiting."""
    for part in (_QUEUE, _ITEMS, _PEOPLE):
        op.execute(part)


def downgrade() -> None:
    """Back; what was learned is forgotten."""
    op.execute(_DOWN)
