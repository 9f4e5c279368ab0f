"""Redemptions are found by when they were sent to their partner."""

from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """A statement is matched with those of its time, each half minute."""
    op.execute(
        "CREATE INDEX redemptions_partner_sent_at_ix ON redemptions (partner, sent_at) WHERE sent_at IS NOT NULL"
    )


def downgrade() -> None:
    """All of a partner's are gone through again."""
    op.execute("DROP INDEX redemptions_partner_sent_at_ix")
