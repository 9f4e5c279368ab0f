"""Boards of ratings: the one order, who has a place, pages, and what is whose."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, event, text
from uuid_utils.compat import uuid7

from models import players
from rules.rating import PROVISIONAL
from tests.web.conftest import Guest
from tests.web.friendly import befriend
from web.remembered import Remembered
from web.wires import Wires

Become = Callable[..., Guest]
SEASON, ALL = "/v1/boards/rating.quiz.season", "/v1/boards/rating.quiz.all"
PAST = 77
"""A season before the present one, whatever their numbers."""
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh(engine: Engine, wires: Wires, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody is rated, there are seasons, and nothing is remembered of what was."""
    monkeypatch.setattr(wires.scoreboard, "_stored", Remembered(0))
    monkeypatch.setattr(wires.scoreboard, "_directory", None)
    with engine.begin() as connection:
        values = f"VALUES ({PAST}, 'x', '2025-01-01', '2025-03-01') ON CONFLICT DO NOTHING"
        connection.execute(text(f"INSERT INTO seasons (id, name, first, last) {values}"))
    yield
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM ratings"))


def rate(engine: Engine, player: UUID, rating: float, **more: Any) -> None:
    """Give a player a rating."""
    row = {"p": player, "r": rating, "mode": "quiz", "season": 1, "games": PROVISIONAL, "at": BEGAN, **more}
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO ratings VALUES (:p, :mode, :season, :r, 80, 0.06, :games, :at)"), row)


def read(guest: Guest, path: str = SEASON, **query: Any) -> Any:
    response = guest.get(path, query_string=query)
    assert response.status_code == 200, response.text
    return response.json


def seen(board: Any) -> list[tuple[int, UUID, int]]:
    return [(item["rank"], UUID(item["player_id"]), item["points"]) for item in board["items"]]


def crowd(engine: Engine, size: int) -> list[tuple[float, datetime, UUID]]:
    """Players with ratings, many alike."""
    random = Random(7)
    rows = [
        (1400 + 50.25 * random.randrange(8), BEGAN + timedelta(seconds=random.randrange(3)), uuid7())
        for _ in range(size)
    ]
    with engine.begin() as connection:
        for _, _, player in rows:
            connection.execute(
                text("INSERT INTO players (id, name) VALUES (:id, 'Somebody')"),
                {"id": player},
            )
    for rating, at, player in rows:
        rate(engine, player, rating, at=at)
    return rows


def test_the_higher_first_then_who_reached_it_first_then_the_id(guest: Guest, engine: Engine) -> None:
    rows = crowd(engine, 60)
    ordered = sorted(rows, key=lambda row: (-row[0], row[1], -row[2].int))
    expected = [(rank, player, round(rating)) for rank, (rating, _, player) in enumerate(ordered, 1)]
    assert seen(read(guest, limit=100)) == expected
    paged: list[tuple[int, UUID, int]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = read(guest, limit=7, **({"cursor": cursor} if cursor else {}))
        paged += seen(page)
        cursor = page["next"]
    assert paged == expected
    assert seen(read(guest, ALL, limit=100)) == expected


def test_who_is_hidden_or_provisional_has_no_place(guest: Guest, become: Become, engine: Engine) -> None:
    hidden, fresh = become(), become()
    rate(engine, guest.id, 1500)
    rate(engine, hidden.id, 1700)
    rate(engine, fresh.id, 1900, games=PROVISIONAL - 1)
    with engine.begin() as connection:
        players.show(connection, hidden.id, False)
    assert seen(read(guest)) == seen(read(guest, ALL)) == [(1, guest.id, 1500)]
    assert read(fresh)["me"] is None
    assert seen(read(fresh, around="me")) == [(1, guest.id, 1500)]
    with engine.begin() as connection:
        players.show(connection, hidden.id, True)
    assert [player for _, player, _ in seen(read(guest))] == [hidden.id, guest.id]


def test_around_me_and_my_own_place(guest: Guest, engine: Engine) -> None:
    rows = crowd(engine, 40)
    rate(engine, guest.id, 1575)
    rank = 1 + sum(rating > 1575 for rating, _, _ in rows)
    board = read(guest, around="me", limit=5)
    assert board["me"] == {"rank": rank, "points": 1575}
    assert [place for place, _, _ in seen(board)] == list(range(rank - 3, rank + 2))
    assert (rank, guest.id, 1575) in seen(board)
    assert read(guest, limit=1)["me"]["rank"] == rank


def test_what_is_remembered_is_nobody_elses(
    guest: Guest, become: Become, engine: Engine, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wires.scoreboard, "_stored", Remembered(3600))
    other = become()
    rate(engine, guest.id, 1600)
    rate(engine, other.id, 1500)
    for query in ({}, {"around": "me"}, {"limit": 1}):
        assert (read(guest, **query)["me"]["rank"], read(other, **query)["me"]["rank"]) == (1, 2)
    rate(engine, become().id, 1700)
    assert read(guest)["me"]["rank"] == 1, "read no more than once while it is remembered"


def test_friends_with_both_ranks(guest: Guest, become: Become, engine: Engine) -> None:
    friend, stranger = become(), become()
    befriend(guest, friend)
    rate(engine, stranger.id, 1700)
    rate(engine, friend.id, 1600)
    rate(engine, guest.id, 1500)
    board = read(guest, friends="true")
    assert [(item["rank"], item["overall_rank"], item["player_id"]) for item in board["items"]] == [
        (1, 2, str(friend.id)),
        (2, 3, str(guest.id)),
    ]
    assert board["me"] == {"rank": 2, "points": 1500, "overall_rank": 3}


def test_modes_and_seasons_are_apart(guest: Guest, become: Become, engine: Engine) -> None:
    other = become()
    rate(engine, guest.id, 1500)
    rate(engine, guest.id, 1900, season=PAST)
    rate(engine, other.id, 1600, season=PAST)
    rate(engine, other.id, 1650, mode="creative")
    assert seen(read(guest)) == [(1, guest.id, 1500)]
    past = read(guest, at=str(PAST))
    assert (seen(past), past["at"]) == ([(1, guest.id, 1900), (2, other.id, 1600)], str(PAST))
    assert seen(read(guest, "/v1/boards/rating.creative.season")) == [(1, other.id, 1650)]
    assert len(seen(read(guest, ALL))) == 2


def test_of_all_time_is_the_last_season_that_was_not_provisional(guest: Guest, become: Become, engine: Engine) -> None:
    other = become()
    rate(engine, guest.id, 1900, season=PAST)
    rate(engine, guest.id, 1500)
    rate(engine, other.id, 1600, season=PAST)
    rate(engine, other.id, 2000, games=1)
    assert seen(read(guest, ALL)) == [(1, other.id, 1600), (2, guest.id, 1500)]


def test_they_are_listed(guest: Guest) -> None:
    names = [item["name"] for item in guest.get("/v1/boards").json["items"]]
    assert [name for name in names if name.startswith("rating.")] == [
        *("rating.quiz.season", "rating.quiz.all", "rating.creative.season", "rating.creative.all"),
    ]
    for name in names:
        assert guest.get(f"/v1/boards/{name}").status_code == 200, name


@pytest.mark.parametrize(
    ("name", "query"),
    [
        *((f"rating.{name}", {}) for name in ("quiz.day", "quiz", "", "live.season", "quiz.season.all")),
        *[("rating.quiz.season", {"at": "999"}), ("rating.quiz.season", {"at": "x"}), ("rating.quiz.all", {"at": "1"})],
    ],
)
def test_boards_that_are_none(guest: Guest, name: str, query: dict[str, str]) -> None:
    response = guest.get(f"/v1/boards/{name}", query_string=query)
    assert (response.status_code, response.json["code"]) == (404, "board_unknown")


def test_an_empty_board_has_a_version(guest: Guest) -> None:
    board = read(guest)
    assert (board["items"], board["next"], board["me"], board["source"]) == ([], None, None, "database")
    assert board["version"] > 1_700_000_000_000


def test_03_anothers_cursor_is_no_cursor(guest: Guest, engine: Engine) -> None:
    crowd(engine, 3)
    cursor = read(guest, limit=1)["next"]
    response = guest.get(ALL, query_string={"cursor": cursor})
    assert (response.status_code, response.json["code"]) == (422, "bad_cursor")


def test_the_first_page_is_read_from_the_index_however_many_there_are(
    guest: Guest, engine: Engine, wires: Wires, owner_engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO players (id, name) SELECT gen_random_uuid(), 'Many' FROM generate_series(1, 20000)")
        )
        connection.execute(
            text(
                "INSERT INTO ratings SELECT id, 'quiz', 1, 1500 + 200 * random(), 80, 0.06, 12, now() FROM players "
                "WHERE name = 'Many'"
            )
        )
    with owner_engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE ratings, players"))
    with engine.connect() as connection:
        plan = "\n".join(explained(wires.postgres.engine, connection, lambda: read(guest, limit=10)))
    assert re.search(r"Index Scan using ratings_board_ix on ratings r .* rows=11\b", plan), plan


def explained(engine: Engine, connection: Connection, look: Callable[[], object]) -> list[str]:
    """How Postgres does what a look asks it about ratings."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if "ratings" in statement:
            asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        look()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    [(statement, values)] = asked
    return list(connection.exec_driver_sql(f"EXPLAIN (ANALYZE) {statement}", values).scalars())
