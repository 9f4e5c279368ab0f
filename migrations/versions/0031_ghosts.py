"""Battles that were played out are found by language, and by category: runs of them are offered to who waits."""

from alembic import op

revision = "0031"
down_revision = "0030"

_PLAYED_OUT = "state = 'settled' AND mode = 'quiz' AND kind = 'match' AND result ->> 'reason' = 'points'"


def upgrade() -> None:
    """Of each wish a few hundred rows are read, however many battles there are."""
    op.execute(f"CREATE INDEX battles_runs_ix ON battles (lang, id) WHERE {_PLAYED_OUT}")
    op.execute(f"CREATE INDEX battles_category_runs_ix ON battles (category, lang, id) WHERE {_PLAYED_OUT}")


def downgrade() -> None:
    """All battles are read again for each offer."""
    op.execute("DROP INDEX battles_category_runs_ix, battles_runs_ix")
