"""Campaigns say why they were paused by themselves, and how many recipients two members agreed on."""

from alembic import op

revision = "0050"
down_revision = "0049"

_UP = """
ALTER TABLE campaigns ADD COLUMN halted varchar(20);
ALTER TABLE campaigns ADD COLUMN approved_for integer;
ALTER TABLE campaigns ADD CONSTRAINT campaigns_halted_check CHECK (halted IS NULL OR state = 'paused');
UPDATE campaigns c SET approved_for = CAST(a.payload ->> 'recipients' AS integer) FROM approvals a
WHERE a.action = 'campaigns.schedule' AND a.state = 'approved' AND a.subject_id = CAST(c.id AS text)
AND c.state IN ('scheduled', 'planning', 'paused');
"""


def upgrade() -> None:
    """What was approved before stays approved, for as many as were told then."""
    op.execute(_UP)


def downgrade() -> None:
    """Neither is known any more."""
    op.execute("ALTER TABLE campaigns DROP COLUMN halted, DROP COLUMN approved_for")
