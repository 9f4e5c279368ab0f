"""Erasure: what is a person's is deleted, what counts for others stays, under no name."""

from uuid import UUID

from sqlalchemy import Connection

from models.base import sql

NOBODY = "Deleted player"
PERSONAL = (
    *("accounts", "phones", "devices", "device_keys", "codes", "messages", "notifications"),
    *("question_reports", "player_skills", "suspicion_signals", "player_suspicion"),
)
"""Tables whose rows are a player's own, by `player_id`."""


def erase(connection: Connection, player: UUID) -> None:
    """Forget who a player is. Their points stand on boards and in quizzes as before, under the country and no name."""
    for table in PERSONAL:
        connection.execute(sql(f"DELETE FROM {table} WHERE player_id = :player"), {"player": player})
    statement = sql(
        "UPDATE players SET name = :name, device_key_hash = NULL, languages = '{en}', zone = 'UTC', birth_year = NULL, "
        "terms_version = NULL, erased_at = now(), version = version + 1 WHERE id = :player"
    )
    connection.execute(statement, {"player": player, "name": NOBODY})
