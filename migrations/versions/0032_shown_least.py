"""What was shown least is found by an index, by language; and which battles two players had."""

from alembic import op

revision = "0032"
down_revision = "0031"

_UP = """
ALTER TABLE exposures ADD COLUMN lang varchar(35);
UPDATE exposures x SET lang = c.lang FROM creative_battles c WHERE c.battle_id = x.battle_id;
DELETE FROM exposures WHERE lang IS NULL;
ALTER TABLE exposures ALTER COLUMN lang SET NOT NULL;
CREATE INDEX exposures_lang_servings_ix ON exposures (lang, servings);
CREATE INDEX creative_battles_player_ids_ix ON creative_battles USING gin (player_ids) WITH (fastupdate = off);
"""
_DOWN = """
DROP INDEX creative_battles_player_ids_ix;
ALTER TABLE exposures DROP COLUMN lang;
"""


def upgrade() -> None:
    """The language of what is voted on is its battle's."""
    op.execute(_UP)


def downgrade() -> None:
    """An index goes with its column."""
    op.execute(_DOWN)
