"""Words of support are read by player and time; entries are found by their picture, and what is over
by its time."""

from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """A player's timeline has the words; whether a picture is served depends on its entries."""
    op.execute("CREATE INDEX thread_messages_player_id_id_ix ON thread_messages (player_id, id)")
    op.execute("DROP INDEX thread_messages_player_id_ix")
    op.execute("CREATE INDEX entries_upload_id_ix ON entries (upload_id) WHERE upload_id IS NOT NULL")
    op.execute("CREATE INDEX vote_servings_served_at_ix ON vote_servings (served_at)")
    op.execute("CREATE INDEX suspicion_signals_found_at_ix ON suspicion_signals (found_at)")


def downgrade() -> None:
    """Words are found by player."""
    op.execute("DROP INDEX suspicion_signals_found_at_ix, vote_servings_served_at_ix, entries_upload_id_ix")
    op.execute("CREATE INDEX thread_messages_player_id_ix ON thread_messages (player_id)")
    op.execute("DROP INDEX thread_messages_player_id_id_ix")
