"""Media: what they show or say, and which questions have them."""

from alembic import op

revision = "0007"
down_revision = "0006"

_UP = """
ALTER TABLE media
    ADD description text NOT NULL DEFAULT '',
    ADD lang varchar(35) NOT NULL DEFAULT 'en';
CREATE INDEX questions_media_id_ix ON questions (media_id);
"""

_DOWN = """
DROP INDEX questions_media_id_ix;
ALTER TABLE media DROP lang, DROP description;
"""


def upgrade() -> None:
    """Media are kept and served."""
    op.execute(_UP)


def downgrade() -> None:
    """Back; the files stay where they are."""
    op.execute(_DOWN)
