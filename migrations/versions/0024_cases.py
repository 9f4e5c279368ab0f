"""Cases in queues, notes about players, and what searching a million players by name needs."""

from alembic import op

revision = "0024"
down_revision = "0023"

_TABLES = """
CREATE TABLE cases (
    id uuid CONSTRAINT cases_pkey PRIMARY KEY,
    queue varchar(20) NOT NULL,
    subject uuid NOT NULL,
    weight integer NOT NULL,
    opened_by varchar(20) NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    claimed_by uuid,
    claimed_until timestamptz,
    passed uuid[] NOT NULL DEFAULT '{}',
    decided_at timestamptz,
    decided_by uuid,
    decision varchar(20),
    reason varchar(500),
    effect jsonb,
    CONSTRAINT cases_subject_key UNIQUE (queue, subject)
);
CREATE INDEX cases_open_ix ON cases (queue, opened_at, id) WHERE decided_at IS NULL;
CREATE INDEX cases_subject_ix ON cases (subject);
CREATE INDEX cases_decided_ix ON cases (queue, decided_at, id) WHERE decided_at IS NOT NULL;
CREATE TABLE player_notes (
    id uuid CONSTRAINT player_notes_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    text varchar(2000) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX player_notes_player_id_id_ix ON player_notes (player_id, id);
CREATE INDEX players_name_ix ON players (lower(name) COLLATE "C", id);
INSERT INTO cases (id, queue, subject, weight, opened_by)
SELECT gen_random_uuid(), 'integrity', player_id, score, 'score' FROM player_suspicion WHERE score >= 40;
INSERT INTO cases (id, queue, subject, weight, opened_by)
SELECT gen_random_uuid(), 'questions', question_id, sum(n), CASE WHEN bool_or(reported) THEN 'report' ELSE 'flag' END
FROM (SELECT question_id, count(*) AS n, bool_or(closed_at IS NULL) AS waits, true AS reported FROM question_reports
    GROUP BY 1 UNION ALL SELECT question_id, count(*), true, false FROM question_flags GROUP BY 1) s
GROUP BY question_id HAVING bool_or(waits);
"""


def upgrade() -> None:
    """Review work has one place; what waits for it already is there from the start."""
    op.execute(_TABLES)


def downgrade() -> None:
    """Decisions and notes are forgotten; what they did stays."""
    op.execute("DROP INDEX players_name_ix; DROP TABLE cases, player_notes")
