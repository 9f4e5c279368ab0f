"""The showmaster: one live quiz upcoming, the next one four minutes after; and a scheduled one beside it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Engine, text

from bridges.media import Folder
from lab import showmaster
from lab.content import files, load
from models.base import REQUEST_LIMITS, open_engine

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_one_is_always_upcoming(database_url: str, tmp_path: Path) -> None:
    engine: Engine = open_engine(database_url, REQUEST_LIMITS)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO categories VALUES (0, 'all', 'All') ON CONFLICT DO NOTHING"))
        assert showmaster.keep_upcoming(connection, showmaster.LIVE, NOW, Random(1)) is None, "there is nothing to ask"
        load(connection, files()[:1], Folder(str(tmp_path), ""))
        first = showmaster.keep_upcoming(connection, showmaster.LIVE, NOW, Random(1))
        assert first is not None
        assert (first.mode, len(first.question_ids), first.opens_at) == ("live", 5, NOW + timedelta(minutes=1))
        assert showmaster.keep_upcoming(connection, showmaster.LIVE, NOW, Random(1)) is None
        second = showmaster.keep_upcoming(connection, showmaster.LIVE, first.opens_at, Random(1))
        assert second is not None
        assert second.opens_at == first.opens_at + timedelta(minutes=4)
        assert showmaster.keep_upcoming(connection, showmaster.LIVE, first.opens_at, Random(1)) is None, (
            "one is on, one upcoming"
        )
        beside = showmaster.keep_upcoming(connection, showmaster.SCHEDULED, NOW, Random(1))
        assert beside is not None
        opening, closing = NOW + timedelta(minutes=2), NOW + timedelta(minutes=8)
        assert (beside.mode, beside.opens_at, beside.closes_at) == ("scheduled", opening, closing)
        much_later = showmaster.keep_upcoming(connection, showmaster.LIVE, NOW + timedelta(days=1), Random(1))
        assert much_later is not None
        assert much_later.opens_at == NOW + timedelta(days=1, minutes=1)
    engine.dispose()
