"""Telling players of something: the one way there is, in the transaction of what is told of."""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection

from events.catalog import PlayerTold
from events.codec import encode
from models import outbox
from rules.notices import Notice, check


def tell(connection: Connection, notices: Collection[Notice]) -> None:
    """Have players told: into their inboxes, and further as they wish. Raises Rejected for values a kind has not."""
    if not notices:
        return
    now = datetime.now(UTC)
    for notice in notices:
        check(notice.kind, notice.values)
    events = [
        PlayerTold(
            event_id=str(notice.id),
            player_id=notice.player,
            kind=notice.kind,
            values=notice.values,
            lang=notice.lang,
            created_at=notice.at or now,
        )
        for notice in notices
    ]
    outbox.put_all(connection, [(event.topic.name, event.key, encode(event)) for event in events])
