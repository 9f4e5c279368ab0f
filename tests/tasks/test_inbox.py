"""What is told is put into inboxes in words, in the language that its player has by then, once."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from events.catalog import NOTIFICATIONS, NotificationWritten
from events.codec import UnknownEvent, encode
from models import notices, retention
from rules.notices import KINDS, Notice
from tasks import inbox
from tasks.slices import Slice, run
from tests.pipeline import NOON, Log


def deliver(engine: Engine, values: list[bytes], cuts: int = 1) -> inbox.Written:
    """Apply a partition of these events, and send each slice again afterwards; what is new of it."""
    topic_id, written = str(uuid7()), inbox.Written()
    with engine.begin() as connection:
        statement = "INSERT INTO carried (topic, topic_id, partition, first, applied) VALUES (:t, :i, 0, 0, 0)"
        connection.execute(text(statement), {"t": NOTIFICATIONS.name, "i": topic_id})
    for lo in range(0, len(values), cuts):
        hi = min(lo + cuts, len(values))
        for _ in range(2):
            run(Slice(NOTIFICATIONS.name, topic_id, 0, lo, hi, 0, values[lo:hi]), partial(inbox.apply, written))
    return written


def told(engine: Engine, *sent: Notice) -> list[bytes]:
    """The events of notices."""
    with engine.begin() as connection:
        notices.tell(connection, sent)
        statement = text("DELETE FROM outbox WHERE topic = :topic RETURNING value")
        return [bytes(value) for value in connection.execute(statement, {"topic": NOTIFICATIONS.name}).scalars()]


def speak(connection: Connection, player: UUID, languages: list[str]) -> None:
    values = {"p": player, "h": player.bytes, "l": languages}
    statement = (
        "INSERT INTO players (id, name, device_key_hash, languages) VALUES (:p, 'n', :h, :l) "
        "ON CONFLICT (id) DO UPDATE SET languages = excluded.languages"
    )
    connection.execute(text(statement), values)


def test_words_are_in_the_language_that_the_player_has_when_they_come(log: Log, engine: Engine) -> None:
    player = uuid7()
    with engine.begin() as connection:
        speak(connection, player, ["en"])
    values = told(engine, *(Notice(uuid7(), player, "level", {"level": level}, NOON) for level in (2, 3)))
    deliver(engine, values[:1])
    with engine.begin() as connection:
        speak(connection, player, ["fr", "ar-EG", "en"])
    deliver(engine, values)
    statement = "SELECT lang, title, category, expires_at - created_at AS kept FROM notifications WHERE player_id = :p"
    found = log.all(f"{statement} ORDER BY title", p=player)
    kept = KINDS["level"].kept
    assert [tuple(row) for row in found] == [
        ("en", "Level 2", "progress", kept),
        ("ar", "المستوى 3", "progress", kept),
    ]


def test_what_people_wrote_is_told_in_their_language(log: Log, engine: Engine) -> None:
    player = uuid7()
    with engine.begin() as connection:
        speak(connection, player, ["en"])
    said = Notice(uuid7(), player, "warning_words", {"message": "Cuida tus palabras."}, lang="es")
    deliver(engine, told(engine, said))
    row = log.one("SELECT lang, title, body FROM notifications WHERE player_id = :p", p=player)
    assert tuple(row) == ("es", "Una advertencia", "Cuida tus palabras.")


def test_events_that_came_with_their_words_are_still_told(log: Log, engine: Engine) -> None:
    event = NotificationWritten(
        event_id=str(uuid7()),
        player_id=uuid7(),
        category="wallet",
        title="5 tokens for you",
        body="Our staff have given you 5 tokens.",
        link=None,
        created_at=NOON,
    )
    deliver(engine, [encode(event)] * 2, cuts=2)
    [row] = log.all("SELECT category, lang, title, created_at FROM notifications WHERE id = :i", i=event.event_id)
    assert tuple(row) == ("rewards", "en", event.title, NOON)


def test_a_kind_of_the_future_stays_where_it_is(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    values = told(engine, Notice(uuid7(), uuid7(), "level", {"level": 2}))
    older: Any = {kind: form for kind, form in KINDS.items() if kind != "level"}
    monkeypatch.setattr(inbox, "KINDS", older)
    with pytest.raises(UnknownEvent, match="level"):
        deliver(engine, values)


def test_what_has_expired_is_removed_and_the_audit_still_adds_up(log: Log, engine: Engine) -> None:
    player = uuid7()
    with engine.begin() as connection:
        speak(connection, player, ["en"])
        connection.execute(text("DELETE FROM notifications WHERE expires_at <= now()"))
    old, new = (Notice(uuid7(), player, "level", {"level": 2}, at) for at in (NOON - timedelta(days=365), None))
    deliver(engine, told(engine, old, new), cuts=2)
    before = log.one("SELECT COALESCE(sum(removed), 0) FROM inbox_removals WHERE reason = 'expired'")[0]
    with engine.begin() as connection:
        assert retention.forget(connection, "expired", datetime.now(UTC), 10) == 1
    assert log.all("SELECT id FROM notifications WHERE player_id = :p", p=player) == [(new.id,)]
    assert log.one("SELECT removed FROM inbox_removals WHERE reason = 'expired'")[0] == before + 1
