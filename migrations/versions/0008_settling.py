"""Quizzes are settled: what they give waits until they are over and all their answers are applied."""

from alembic import op

revision = "0008"
down_revision = "0007"

_UP = """
-- Answers at quizzes gave points at once: settling would give those of sessions that are under way again.
DO $$ BEGIN
    IF EXISTS (
        SELECT FROM quizzes q JOIN sessions s ON s.quiz_id = q.id
        WHERE cardinality(array_remove(s.base_points, NULL)) > 0
        AND (s.ended_at IS NULL OR q.closes_at >= now() - interval '10 s')
    ) THEN
        RAISE EXCEPTION 'a quiz that is open was played, or its sessions have not ended yet'
        USING HINT = 'Keep the web stopped and the workers running until a few minutes after it closes; then migrate.';
    END IF;
END $$;
ALTER TABLE quizzes
    ADD marks jsonb,
    ADD settled_to uuid,
    ADD winner_id uuid,
    ADD settled_at timestamptz;
-- What is over gave what it gives, unless a session has not ended: nothing was answered in it, and settling ends it.
UPDATE quizzes q SET settled_at = now(), marks = '[]' WHERE closes_at < now() - interval '10 s'
AND NOT EXISTS (SELECT FROM sessions s WHERE s.quiz_id = q.id AND s.ended_at IS NULL);
CREATE INDEX quizzes_unsettled_ix ON quizzes (closes_at) WHERE settled_at IS NULL;
"""

_DOWN = """
ALTER TABLE quizzes DROP settled_at, DROP winner_id, DROP settled_to, DROP marks;
"""


def upgrade() -> None:
    """Quizzes remember how far they were settled. Refused while a quiz is played."""
    op.execute(_UP)


def downgrade() -> None:
    """Back; quizzes that are not settled give nothing any more."""
    op.execute(_DOWN)
