"""Words of support are read by player and time."""

from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """A player's timeline has them, page by page."""
    op.execute("CREATE INDEX thread_messages_player_id_id_ix ON thread_messages (player_id, id)")
    op.execute("DROP INDEX thread_messages_player_id_ix")


def downgrade() -> None:
    """They are found by player."""
    op.execute("CREATE INDEX thread_messages_player_id_ix ON thread_messages (player_id)")
    op.execute("DROP INDEX thread_messages_player_id_id_ix")
