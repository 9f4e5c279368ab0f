"""Imports count how often they were started, so that one that cannot be worked on is given up."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """None was started yet."""
    op.execute("ALTER TABLE imports ADD tried smallint NOT NULL DEFAULT 0")


def downgrade() -> None:
    """Back."""
    op.execute("ALTER TABLE imports DROP tried")
