"""Campaigns from being scheduled to their end, and what they tell."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import PlayerTold
from events.codec import decode
from models import campaigns, templates
from models.campaigns import Draft, Sheet
from rules.segments import Filter
from rules.templates import Content, Text
from tasks import campaigns as work
from tests.clearing import clear

CONTENT = Content(
    {"prize": "text"},
    {"en": Text("Hi {player_name}", "<b>{prize}</b> waits."), "es": Text("Hola {player_name}", "Te espera {prize}.")},
)
EVERYBODY = Filter()


def empty(engine: Engine) -> None:
    """No campaign, and no player."""
    with engine.begin() as connection:
        clear(connection, "campaign_recipients, campaigns, message_templates, segments, outbox, sanctions")
        clear(connection, "notifications, player_tags, devices, players")


def players(engine: Engine, count: int, **columns: Any) -> list[UUID]:
    """New players, in the order of their ids."""
    ids = [uuid7() for _ in range(count)]
    values = {"name": "Ada", "country": "es", "languages": ["en"], **columns}
    with engine.begin() as connection:
        for id_ in ids:
            statement = text(
                "INSERT INTO players (id, name, country, languages) VALUES (:id, :name, :country, :languages)"
            )
            connection.execute(statement, {"id": id_, **values})
    return ids


def scheduled(
    engine: Engine,
    audience: Filter = EVERYBODY,
    rate: int = 5_000,
    at: datetime | None = None,
    approved: int | None = None,
) -> UUID:
    """A campaign that is to begin."""
    id_, template = uuid7(), uuid7()
    with engine.begin() as connection:
        templates.add(connection, template, "A prize", "news", CONTENT)
        draft = Draft("Autumn", template, {"prize": "A <badge>"}, None, audience, rate)
        campaigns.add(connection, id_, draft, uuid7())
        campaigns.schedule(connection, id_, at or datetime.now(UTC), "news", CONTENT, audience, approved)
    return id_


def run(engine: Engine, times: int = 1_000) -> int:
    """As often as something is due; how often that was."""
    for done in range(times):
        with engine.begin() as connection:
            if not work.step(connection):
                return done
    return times


def campaign(engine: Engine, id_: UUID) -> Sheet:
    with engine.connect() as connection:
        found = campaigns.one(connection, id_)
    assert found is not None
    return found


def told(engine: Engine) -> list[PlayerTold]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT value FROM outbox ORDER BY id")).scalars()
        found = [decode(bytes(value)) for value in rows]
    return [event for event in found if isinstance(event, PlayerTold)]


def due_now(engine: Engine, id_: UUID) -> None:
    """As if the time until its next slice had passed."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE campaigns SET due_at = now() - interval '5 s' WHERE id = :id"), {"id": id_})


def run_out(engine: Engine) -> None:
    """All that is due, to its end: as if the time between its slices had passed."""
    hurry = text("UPDATE campaigns SET due_at = now() WHERE state IN ('planning', 'sending')")
    while True:
        with engine.begin() as connection:
            connection.execute(hurry)
            if not work.step(connection):
                return
