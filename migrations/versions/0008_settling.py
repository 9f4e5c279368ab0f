"""Quizzes are settled: what they give waits until they are over and all their answers are applied."""

from alembic import op

revision = "0008"
down_revision = "0007"

_UP = """
ALTER TABLE quizzes
    ADD marks jsonb,
    ADD settled_to uuid,
    ADD settled_at timestamptz;
-- Attempts that have ended gave what they give at once; only what begins from now on waits.
UPDATE quizzes SET settled_at = now(), marks = '[]';
CREATE INDEX quizzes_unsettled_ix ON quizzes (closes_at) WHERE settled_at IS NULL;
"""

_DOWN = """
ALTER TABLE quizzes DROP settled_at, DROP settled_to, DROP marks;
"""


def upgrade() -> None:
    """Quizzes remember how far they were settled."""
    op.execute(_UP)


def downgrade() -> None:
    """Back; quizzes that are not settled give nothing any more."""
    op.execute(_DOWN)
