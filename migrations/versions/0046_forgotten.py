"""Words of support are read by player and time; entries are found by their picture."""

from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """A player's timeline has the words; whether a picture is served depends on its entries."""
    op.execute("CREATE INDEX thread_messages_player_id_id_ix ON thread_messages (player_id, id)")
    op.execute("DROP INDEX thread_messages_player_id_ix")
    op.execute("CREATE INDEX entries_upload_id_ix ON entries (upload_id) WHERE upload_id IS NOT NULL")


def downgrade() -> None:
    """Words are found by player."""
    op.execute("DROP INDEX entries_upload_id_ix")
    op.execute("CREATE INDEX thread_messages_player_id_ix ON thread_messages (player_id)")
    op.execute("DROP INDEX thread_messages_player_id_id_ix")
