"""The markup of what staff wrote, for messages in an inbox: those have its plain words."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from models import templates
from models.base import sql
from rules.templates import write
from rules.words import Language


def markup(connection: Connection, player: UUID, messages: Sequence[tuple[UUID, Language]]) -> dict[UUID, str]:
    """By the id of a message, of those that staff wrote to the player; given with the languages they came in."""
    languages, values = dict(messages), {"player": player, "ids": [id_ for id_, _ in messages]}
    alone = sql("SELECT id, markup FROM player_messages WHERE player_id = :player AND id = ANY(CAST(:ids AS uuid[]))")
    found = {row.id: str(row.markup) for row in connection.execute(alone, values)}
    many = sql(
        "SELECT r.notification_id, c.content, c.given, p.name FROM campaign_recipients r "
        "JOIN campaigns c ON c.id = r.campaign_id JOIN players p ON p.id = r.player_id "
        "WHERE r.player_id = :player AND r.notification_id = ANY(CAST(:ids AS uuid[]))"
    )
    for id_, content, given, name in connection.execute(many, values):
        found[id_] = write(templates.load(content), given, name, languages[id_]).markup
    return found
