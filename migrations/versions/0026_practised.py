"""Progress knows its part of practice, which is for no tokens, and the days whose challenge was answered to its end."""

from alembic import op

revision = "0026"
down_revision = "0025"

_UP = """
ALTER TABLE player_progress
    ADD streak_practised bytea NOT NULL DEFAULT '',
    ADD practised jsonb NOT NULL DEFAULT '{}',
    ADD practised_categories smallint[] NOT NULL DEFAULT '{}',
    ADD challenges bytea NOT NULL DEFAULT '';
"""

_DOWN = """
ALTER TABLE player_progress
    DROP challenges, DROP practised_categories, DROP practised, DROP streak_practised;
"""


def upgrade() -> None:
    """What was practised before has given its tokens, and counts as it did."""
    op.execute(_UP)


def downgrade() -> None:
    """Back; practice gives tokens again."""
    op.execute(_DOWN)
