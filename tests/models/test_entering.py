"""What is known of players who want a battle: their rating, last opponent, languages, and the battle they are in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from models import battles, entering, ratings
from models.base import REQUEST_LIMITS, open_engine
from rules.rating import Rating, begin_season
from tests.clearing import clear

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url, REQUEST_LIMITS)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        clear(connection, "players, battles, in_battle, ratings")
        yield connection


@pytest.fixture
def ada(connection: Connection) -> UUID:
    return player(connection, "{es,en}")


def player(connection: Connection, languages: str = "{en}") -> UUID:
    id_ = uuid7()
    connection.execute(
        text("INSERT INTO players (id, name, languages, device_key_hash) VALUES (:id, 'Ada', :languages, :key)"),
        {"id": id_, "languages": languages, "key": id_.bytes},
    )
    return id_


def season_of(connection: Connection, day: date) -> int:
    statement = text("SELECT id FROM seasons WHERE :day BETWEEN first AND last")
    return int(connection.execute(statement, {"day": day}).scalar_one())


def earlier_season(connection: Connection) -> int:
    """A season before the first that there is."""
    statement = text(
        "INSERT INTO seasons (id, name, first, last) SELECT max(id) + 1, 'Before', min(first) - 30, min(first) - 1 "
        "FROM seasons RETURNING id"
    )
    return int(connection.execute(statement).scalar_one())


def rate(connection: Connection, who: UUID, season: int, rating: float, games: int, mode: str = "quiz") -> None:
    statement = text("INSERT INTO ratings VALUES (:id, :mode, :season, :rating, 80, 0.05, :games, now())")
    values = {"id": who, "mode": mode, "season": season, "rating": rating, "games": games}
    connection.execute(statement, values)


def fight(connection: Connection, first: UUID, second: UUID, kind: str = "match", mode: str = "quiz") -> UUID:
    row: dict[str, Any] = {
        "id": uuid7(),
        "mode": mode,
        "kind": kind,
        "ranked": True,
        "category_id": 0,
        "category": "music",
        "lang": "en",
        "first_id": first,
        "second_id": second,
        "question_ids": [],
        "revisions": [],
        "script": {},
        "ghost_of": None,
        "started_at": datetime.now(UTC) - timedelta(hours=1),
    }
    battles.insert(connection, [row])
    id_: UUID = row["id"]
    return id_


def test_who_is_new(connection: Connection, ada: UUID) -> None:
    found = entering.look(connection, [ada, uuid7()], "quiz", TODAY)
    assert found == {ada: entering.Entrance(["es", "en"], 1_500, None, None)}
    assert ratings.of(connection, ada, "quiz", season_of(connection, TODAY)) == (Rating(), 0)


def test_a_rating_is_of_its_mode_and_season(connection: Connection, ada: UUID) -> None:
    season = season_of(connection, TODAY)
    before = earlier_season(connection)
    rate(connection, ada, before, 1_900, 40)
    rate(connection, ada, before, 1_200, 3, mode="creative")
    begun = begin_season(Rating(1_900, 80, 0.05))
    assert ratings.of(connection, ada, "quiz", season) == (begun, 0)
    assert entering.look(connection, [ada], "quiz", TODAY)[ada].rating == 1_700
    rate(connection, ada, season, 1_650, 4)
    assert ratings.of(connection, ada, "quiz", season) == (Rating(1_650, 80, 0.05), 4)
    assert ratings.of(connection, ada, "quiz", before).games == 40
    assert entering.look(connection, [ada], "creative", TODAY)[ada].rating == 1_350


def test_the_last_opponent_is_of_either_side_and_no_ghost(connection: Connection, ada: UUID) -> None:
    bob, eve, dan = (player(connection) for _ in range(3))

    def last() -> UUID | None:
        return entering.look(connection, [ada], "quiz", TODAY)[ada].last_opponent

    fight(connection, ada, bob)
    assert last() == bob
    fight(connection, eve, ada)
    assert last() == eve
    fight(connection, ada, dan, kind="ghost")
    fight(connection, dan, ada, kind="ghost")
    fight(connection, ada, dan, mode="creative")
    assert last() == eve
    assert entering.look(connection, [ada], "creative", TODAY)[ada].last_opponent == dan


def test_who_is_in_a_battle(connection: Connection, ada: UUID) -> None:
    battle = fight(connection, ada, player(connection))
    battles.enter(connection, [(ada, battle)])
    assert entering.look(connection, [ada], "quiz", TODAY)[ada].battle_id == battle


def test_who_was_erased_is_nobody(connection: Connection, ada: UUID) -> None:
    connection.execute(text("UPDATE players SET erased_at = now() WHERE id = :id"), {"id": ada})
    assert entering.look(connection, [ada], "quiz", TODAY) == {}
