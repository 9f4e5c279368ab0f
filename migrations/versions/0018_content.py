"""Staff work on content: editions, search, schedules, exports; imports are staff's."""

from alembic import op

revision = "0018"
down_revision = "0017"

_QUESTIONS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
ALTER TABLE questions
    ADD edition integer NOT NULL DEFAULT 1,
    ADD words text NOT NULL DEFAULT '',
    ADD published_at timestamptz,
    ADD stem_hash uuid GENERATED ALWAYS AS (CAST(md5(stem_key) AS uuid)) STORED;
ALTER TABLE question_revisions ADD staff_id uuid;
-- A draft that was never touched was never published; of others that cannot be told, and so they were.
UPDATE questions SET published_at = created_at WHERE state <> 'draft' OR updated_at <> created_at;
UPDATE questions q SET words = w.words FROM (
    SELECT r.question_id, r.revision, lower(string_agg(concat_ws(chr(10), w.value ->> 'stem',
        (SELECT string_agg(o, chr(10)) FROM jsonb_array_elements_text(w.value -> 'options') o),
        (SELECT string_agg(a, chr(10)) FROM jsonb_array_elements_text(w.value -> 'accepted') a)), chr(10))) AS words
    FROM question_revisions r CROSS JOIN jsonb_array_elements(r.content -> 'wordings') w GROUP BY 1, 2) w
WHERE w.question_id = q.id AND w.revision = q.revision;
CREATE INDEX questions_updated_at_ix ON questions (updated_at, id);
CREATE INDEX questions_created_at_ix ON questions (created_at, id);
CREATE INDEX questions_state_ix ON questions (state, updated_at, id);
CREATE INDEX questions_category_ix ON questions (category_id, updated_at, id);
CREATE INDEX questions_tags_ix ON questions USING gin (tags);
CREATE INDEX questions_source_ix ON questions USING hash (source);
CREATE INDEX questions_words_ix ON questions USING gin (words gin_trgm_ops);
CREATE INDEX questions_stem_hash_ix ON questions (stem_hash, id) WHERE state <> 'retired';
CREATE INDEX question_reports_question_id_ix ON question_reports (question_id) WHERE closed_at IS NULL;
CREATE INDEX media_created_at_ix ON media (created_at, id);

CREATE TABLE scheduled_transitions (
    question_id uuid,
    lang varchar(35),
    state varchar(9) NOT NULL,
    at timestamptz NOT NULL,
    staff_id uuid NOT NULL,
    refused text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT scheduled_transitions_pkey PRIMARY KEY (question_id, lang),
    CONSTRAINT scheduled_transitions_state_check CHECK (state IN ('draft', 'review', 'published', 'retired'))
);
CREATE INDEX scheduled_transitions_due_ix ON scheduled_transitions (at) WHERE refused IS NULL;
"""

_REST = """
ALTER TABLE categories
    ADD opened_at timestamptz,
    ADD position smallint NOT NULL DEFAULT 0,
    ADD edition integer NOT NULL DEFAULT 1;
UPDATE categories SET opened_at = now();  -- which of them were played cannot be told
ALTER TABLE quizzes ADD edition integer NOT NULL DEFAULT 1;
CREATE INDEX quizzes_opens_at_ix ON quizzes (opens_at, id);
ALTER TABLE seasons ADD edition integer NOT NULL DEFAULT 1;

ALTER TABLE imports ADD staff_id uuid, DROP app_id;
DELETE FROM app_keys WHERE scope = 'content';
ALTER TABLE app_keys DROP scope;

CREATE TABLE exports (
    id uuid CONSTRAINT exports_pkey PRIMARY KEY,
    staff_id uuid NOT NULL,
    subject varchar(40) NOT NULL,
    form varchar(16) NOT NULL,
    filters jsonb NOT NULL,
    state varchar(8) NOT NULL DEFAULT 'waiting',
    tried smallint NOT NULL DEFAULT 0,
    rows integer,
    bytes bigint,
    notes jsonb NOT NULL DEFAULT '[]',
    refused text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT exports_state_check CHECK (state IN ('waiting', 'done', 'refused'))
);
CREATE INDEX exports_due_ix ON exports (created_at) WHERE state = 'waiting';
CREATE TABLE export_pieces (
    export_id uuid CONSTRAINT export_pieces_export_id_fkey REFERENCES exports ON DELETE CASCADE,
    no integer,
    data bytea NOT NULL,
    CONSTRAINT export_pieces_pkey PRIMARY KEY (export_id, no)
);
"""


def upgrade() -> None:
    """Questions can be found by their words; what two edit at once has editions. App keys are for answers alone."""
    op.execute(_QUESTIONS)
    op.execute(_REST)


def downgrade() -> None:
    """Not back: the keys that imported are gone, and imports have no app any more."""
    raise NotImplementedError("restore a backup made before 0018")
