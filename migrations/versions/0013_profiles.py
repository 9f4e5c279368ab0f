"""Profiles: what players tell of themselves, their proved phones, and who asked to be forgotten."""

from alembic import op

revision = "0013"
down_revision = "0012"

_UP = """
ALTER TABLE players
    ADD birth_year smallint,
    ADD terms_version varchar(10),
    ADD erased_at timestamptz;

CREATE TABLE phones (
    player_id uuid CONSTRAINT phones_pkey PRIMARY KEY,
    phone varchar(16) NOT NULL CONSTRAINT phones_phone_key UNIQUE,
    verified_at timestamptz NOT NULL DEFAULT now()
);
"""

_DOWN = """
DROP TABLE phones;
ALTER TABLE players DROP erased_at, DROP terms_version, DROP birth_year;
"""


def upgrade() -> None:
    """Players tell more of themselves, and may be forgotten."""
    op.execute(_UP)


def downgrade() -> None:
    """Back; what was told is forgotten."""
    op.execute(_DOWN)
