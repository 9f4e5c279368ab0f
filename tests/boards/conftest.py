"""A world with players whose totals grow, on a real Postgres and a real Redis."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.boards import Boards
from bridges.rebuild import rebuild
from events.catalog import ChangedTotals, StandingsChanged
from models import boards as stored
from models import players, standings
from models.base import CARRIER_LIMITS, open_engine
from rules.boards import Board
from rules.places import Entries, Place, Window, entries
from rules.totals import Gain
from tasks import ranking, runtime
from tasks.slices import Batch, Slice
from tests.clearing import clear

EVERYONE = Window(100_000)
ENVIRON = {
    "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    "SECRET_KEYS": "0123456789abcdef0123456789abcdef",
    "API_URL": "http://127.0.0.1",
    "REALTIME_URL": "ws://127.0.0.1/v1/realtime",
}
"""What tasks and apps want to have set; Kafka is not asked for anything here."""


class World:
    """Players, their totals as scoring would write them, and the boards as ranking would."""

    def __init__(self, engine: Engine, redis: "Redis") -> None:
        self.engine = engine
        self.redis = redis
        self.boards = Boards(redis)
        self.today = datetime.now(UTC).date()

    @property
    def noon(self) -> datetime:
        """A time of today."""
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)

    def board(self, name: str, at: str | None = None) -> Board:
        """A board by its name."""
        with self.engine.connect() as connection:
            return stored.directory(connection).find(name, at, self.today)

    def player(self, country: str | None = None, player: UUID | None = None) -> UUID:
        """A new player."""
        player = player or uuid7()
        with self.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO players (id, name, country, device_key_hash) VALUES (:id, 'Ada', :country, :key)"),
                {"id": player, "country": country, "key": player.bytes},
            )
        return player

    def gain(self, player: UUID, points: int, at: datetime | None = None, category: int = 1) -> None:
        """Points, as a slice of answers or a correction would add them."""
        at = at or self.noon
        gain = Gain(points, 1, at if points > 0 else None)
        with self.engine.begin() as connection:
            keys = [((player, each, at.date()), gain) for each in (0, category)]
            standings.add(connection, at.date(), 1, keys)

    def show(self, player: UUID, visible: bool) -> None:
        """Hide a player, or show them."""
        with self.engine.begin() as connection:
            players.show(connection, player, visible)

    def changed(self, *who: UUID, day: date | None = None, categories: tuple[int, ...] = (0, 1)) -> StandingsChanged:
        """What scoring says when these players' totals have changed."""
        changes = [ChangedTotals(category, day or self.today, who) for category in categories]
        return StandingsChanged(event_id=str(uuid7()), source="quiz.submissions/0 0-1", changes=changes)

    def rank(self, *events: StandingsChanged) -> None:
        """Apply a slice of `leaderboard.updates`."""
        piece = Slice("leaderboard.updates", "t", 0, 0, len(events), 0, [b""] * len(events))
        with self.engine.begin() as connection:
            ranking.apply(connection, Batch(piece, events, range(len(events))))

    def read(self, event: StandingsChanged) -> dict[str, Entries]:
        """What ranking would write for an event now: kept back, it is a late message."""
        with self.engine.connect() as connection:
            directory = stored.directory(connection)
            totals = stored.totals(connection, ranking.coalesce([event]))
            slugs = {number: slug for slug, (number, _) in directory.categories.items()}
            return entries(totals, slugs, {season.id: season for season in directory.seasons})

    def rebuild(self, *names: str) -> None:
        """Make boards anew."""
        for name in names:
            assert rebuild(self.engine, self.boards, self.board(name), force=True) is not None

    def live(self, name: str) -> list[Place] | None:
        """All of a board as Redis has it, or None if it does not count."""
        view = self.boards.view(self.board(name), EVERYONE)
        return None if view is None else list(view.places)

    def stored(self, name: str, at: str | None = None) -> list[Place]:
        """All of a board as Postgres has it."""
        with self.engine.connect() as connection:
            return list(stored.view(connection, self.board(name, at), EVERYONE).places)

    def points(self, name: str) -> dict[str, int]:
        """Points by player on a live board."""
        places = self.live(name)
        assert places is not None
        return {place.player: place.points for place in places}

    def version(self, name: str) -> int:
        """A live board's version."""
        view = self.boards.view(self.board(name), Window(0))
        assert view is not None
        return view.version


@pytest.fixture
def world(database_url: str, boards_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An empty world with one category, `music`."""
    engine = open_engine(database_url, CARRIER_LIMITS, pool_size=5)
    redis = Redis.from_url(boards_url)
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    monkeypatch.setattr(runtime, "boards", lambda: redis)
    for name, value in (ENVIRON | {"DATABASE_URL": database_url, "REDIS_URL": boards_url}).items():
        monkeypatch.setenv(name, value)
    with engine.begin() as connection:
        clear(connection, "players, player_days, outbox")
        connection.execute(text("INSERT INTO categories VALUES (1, 'music', 'Music') ON CONFLICT DO NOTHING"))
    yield World(engine, redis)
    redis.close()
    engine.dispose()


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)
