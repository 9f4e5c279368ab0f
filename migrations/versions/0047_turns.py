"""Partners' statements take turns: the one that was begun with longest ago is next."""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add when a statement was begun with."""
    op.execute("ALTER TABLE partner_statements ADD begun_at timestamptz")


def downgrade() -> None:
    """Drop it."""
    op.execute("ALTER TABLE partner_statements DROP begun_at")
