"""Sessions are learned from in the order their verdicts may be told in, which is not before their quiz's reveal."""

from alembic import op

revision = "0025"
down_revision = "0024"

_INDEX = """
DROP INDEX sessions_unlearned_ix;
CREATE INDEX sessions_unlearned_ix ON sessions (GREATEST({times}), id)
    WHERE ended_at IS NOT NULL AND learned_at IS NULL;
"""


def upgrade() -> None:
    """Those that wait for a reveal stand behind all that need not wait."""
    op.execute(_INDEX.format(times="ended_at, end_sent_at, reveals_at"))


def downgrade() -> None:
    """Back to the order of their ends alone."""
    op.execute(_INDEX.format(times="ended_at, end_sent_at"))
