"""Redis and Postgres order a board alike, ties and all, whatever its age."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from models import boards as stored
from models.base import encode_rows
from rules.boards import Board
from rules.places import Place, View, Window
from tests.boards.conftest import World
from tests.clearing import clear

_COLUMNS = {"day": "points", "week": "week_points", "season": "season_points", "all": "total_points"}
Row = tuple[UUID, int, datetime | None]


def put(world: World, board: Board, rows: list[Row]) -> None:
    """Totals of a board, one row a player, on the board's first day or today."""
    day = world.today if board.period == "all" else board.first
    records = [{"u": player, "p": points, "t": reached} for player, points, reached in rows]
    columns = ", ".join(f"{'r.p' if column == _COLUMNS[board.period] else '1'}" for column in _COLUMNS.values())
    source = "json_to_recordset(:rows) AS r(u uuid, p integer, t timestamptz)"
    with world.engine.begin() as connection:
        clear(connection, "players, player_days")
        connection.execute(
            text(f"INSERT INTO players (id, name, device_key_hash) SELECT u, 'Ada', uuid_send(u) FROM {source}"),
            {"rows": encode_rows(records)},
        )
        connection.execute(
            text(f"INSERT INTO player_days SELECT r.u, 0, :day, 1, {columns}, 1, r.t, 1, true FROM {source}"),
            {"rows": encode_rows(records), "day": day},
        )


def expected(board: Board, rows: list[Row]) -> list[UUID]:
    """The order by its definition: points, then the unit in which they were reached, then the id's bytes."""
    standing = [row for row in rows if row[1] > 0]
    standing.sort(key=lambda row: row[0].bytes, reverse=True)
    standing.sort(key=lambda row: board.units(row[2]) if row[2] else 0)
    standing.sort(key=lambda row: row[1], reverse=True)
    return [row[0] for row in standing]


def both(world: World, board: Board) -> tuple[list[Place], list[Place]]:
    world.rebuild(board.name)
    live = world.live(board.name)
    assert live is not None
    return live, world.stored(board.name)


@given(data=st.data(), period=st.sampled_from(["day", "week", "season", "all"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_same_order_in_both_stores(world: World, data: st.DataObject, period: str) -> None:
    board = world.board(f"global.{period}")
    points = st.one_of(st.integers(0, 3), st.integers(0, (1 << 28)))
    seconds = st.one_of(st.integers(-2, 3), st.integers(0, 1 << 24), st.integers(0, 40 * 366 * 86_400))
    micros = st.sampled_from([0, 1, 999_999])
    reached = st.builds(lambda s, m: board.began + timedelta(seconds=s, microseconds=m), seconds, micros)
    row = st.tuples(st.uuids(), points, st.one_of(st.none(), reached))
    rows = data.draw(st.lists(row, max_size=12, unique_by=lambda row: row[0]))
    put(world, board, rows)
    live, stored_places = both(world, board)
    assert live == stored_places
    assert [UUID(place.player) for place in live] == expected(board, rows)


@pytest.mark.parametrize("period", ["day", "all"])
def test_a_thousand_ties(world: World, period: str) -> None:
    board = world.board(f"global.{period}")
    at = world.noon.replace(second=30)
    rows: list[Row] = [(uuid4(), 700, at + timedelta(microseconds=i)) for i in range(1_000)]
    put(world, board, [*rows, (uuid4(), 701, at), (uuid4(), 699, at)])
    live, stored_places = both(world, board)
    assert live == stored_places
    assert [UUID(place.player) for place in live[1:-1]] == sorted((row[0] for row in rows), key=lambda u: -u.int)
    assert [place.rank for place in live] == list(range(1, 1_003))
    for place in live[::97]:
        for window in (Window(7, around=place.player), Window(7, after=(place.score, place.player))):
            same_view(world, board, window, place)


def test_pages_put_together_are_the_board(world: World) -> None:
    board = world.board("global.week")
    put(world, board, [(uuid4(), i % 5, world.noon) for i in range(230)])
    live, _ = both(world, board)
    for read in (world.boards.view, lambda *args: in_postgres(world, *args)):
        pages: list[Place] = []
        while page := read(board, Window(50, after=(pages[-1].score, pages[-1].player) if pages else None)):
            if not page.places:
                break
            pages += page.places
        assert pages == live


def test_a_page_goes_on_where_its_last_player_no_longer_stands(world: World) -> None:
    board = world.board("global.day")
    put(world, board, [(uuid4(), 5, world.noon) for _ in range(50)])
    both(world, board)
    score = board.score(5, world.noon)
    for ghost in (UUID(int=0), UUID(int=(1 << 128) - 1), *(uuid4() for _ in range(20))):
        for position in ((score, str(ghost)), (score - 1, str(ghost)), (score + 1, str(ghost))):
            same_view(world, board, Window(5, after=position), None)


def test_a_ten_year_old_board(world: World) -> None:
    """Minutes are counted, and scores are still exact to the last bit."""
    board = world.board("global.all")
    began = datetime(2025, 1, 1, tzinfo=UTC)
    ten_years = timedelta(days=3_653)
    most = (1 << 29) - 1
    rows: list[Row] = [
        (uuid4(), most - points, began + ten_years + timedelta(minutes=minutes, seconds=seconds))
        for points in range(3)
        for minutes in range(5)
        for seconds in (0, 59)
    ]
    put(world, board, rows)
    live, stored_places = both(world, board)
    assert live == stored_places
    assert [UUID(place.player) for place in live] == expected(board, rows)
    assert {place.points for place in live} == {most, most - 1, most - 2}


def same_view(world: World, board: Board, window: Window, place: Place | None) -> None:
    players = [place.player] if place else []
    live, in_database = world.boards.view(board, window, players), in_postgres(world, board, window, players)
    assert live is not None
    assert live.places == in_database.places
    assert live.mine == in_database.mine == ({place.player: place} if place else {})


def in_postgres(world: World, board: Board, window: Window, players: list[str] | None = None) -> View:
    with world.engine.connect() as connection:
        return stored.view(connection, board, window, players or [])
