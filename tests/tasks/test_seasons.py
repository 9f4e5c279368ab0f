"""A season is sealed once, after everything received in it, and pays once; nothing comes after the seal."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from models import boards, closings, grants, sanctions, seasons
from models.carried import Tally
from models.marks import Ends
from models.sanctions import Wish
from rules.boards import points_of
from rules.places import TOP_10, entries
from tasks import scoring
from tasks.closing import fresh_marks
from tasks.seasons import step
from tasks.slices import Batch
from tests.pipeline import Log, answer
from tests.processes import dies, kill_me

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
IN_IT = FIRST + timedelta(days=10, hours=12)
AFTER = FIRST + timedelta(days=31, seconds=20)
PRIZES = [{"first": 1, "last": 1, "tokens": 500}, {"first": 2, "last": 3, "tokens": 100}]


@pytest.fixture
def season(engine: Engine) -> Iterator[int]:
    """January's, with prizes for three; it is long over."""
    with engine.begin() as connection:
        made = seasons.create(connection, "January", FIRST.date(), (AFTER - timedelta(days=1)).date(), PRIZES)
    yield made
    with engine.begin() as connection:
        for table in ("season_standings", "seasons"):
            column = "season_id" if table == "season_standings" else "id"
            connection.execute(text(f"DELETE FROM {table} WHERE {column} = :id"), {"id": made})
        connection.execute(text("DELETE FROM grants"))
        connection.execute(text("DELETE FROM player_days"))
        connection.execute(text("DELETE FROM outbox"))


@pytest.fixture
def players(engine: Engine) -> list[UUID]:
    """Four, who can be shown."""
    ids = [uuid7() for _ in range(4)]
    with engine.begin() as connection:
        for id_ in ids:
            connection.execute(
                text("INSERT INTO players (id, name, device_key_hash) VALUES (:id, 'A player', :key)"),
                {"id": id_, "key": id_.bytes},
            )
    return ids


@pytest.fixture
def played(log: Log, players: list[UUID], engine: Engine) -> Log:
    """The first has one right answer, the second two, and so on; nothing is applied yet."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
    for number, player in enumerate(players, 1):
        session = log.session(player)
        log.values += [answer(session, player, no, at=IN_IT) for no in range(number)]
    return log


def ends(log: Log) -> Ends:
    return {(log.topic_id, 0): len(log.values)}


def close(log: Log, season: int) -> str:
    return step(season, AFTER, fresh_marks(AFTER, lambda: ends(log)))


def paid(log: Log) -> list[tuple[object, ...]]:
    return log.all("SELECT player_id, tokens FROM grants WHERE source = 'season' ORDER BY tokens DESC, player_id")


def test_it_waits_until_everything_received_in_it_is_applied(played: Log, season: int, players: list[UUID]) -> None:
    played.apply(0, 4)
    assert close(played, season) == "marked"
    assert close(played, season) == "waiting"
    assert paid(played) == []
    played.apply(4)
    assert close(played, season) == "sealed"
    lines = played.all("SELECT rank, player_id FROM season_standings ORDER BY rank")
    assert lines == [(rank, player) for rank, player in enumerate(reversed(players), 1)]
    assert paid(played) == [(players[3], 500), *sorted([(players[2], 100), (players[1], 100)])]


def test_ties_are_ranked_and_paid_as_the_board_shows_them(
    log: Log, season: int, players: list[UUID], engine: Engine
) -> None:
    """Within one second the greater id stands higher, whoever was first."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
    first, second, third, _ = sorted(players)
    for player, after in ((first, 100_000), (second, 900_000), (third, 1_000_000)):
        session = log.session(player)
        log.values.append(answer(session, player, 0, at=IN_IT + timedelta(microseconds=after)))
    log.apply()
    close(log, season)
    assert close(log, season) == "sealed"
    final = [row[0] for row in log.all("SELECT player_id FROM season_standings ORDER BY rank")]
    assert final == [player for player, _ in shown(engine, season)] == [second, first, third]
    assert paid(log)[0] == (second, 500)


def test_points_after_a_season_move_its_board_no_more(
    played: Log, season: int, players: list[UUID], engine: Engine
) -> None:
    """The next one has not begun; of late points inside the season the last row inside it still tells."""
    played.apply()
    close(played, season)
    assert close(played, season) == "sealed"
    before, begin = shown(engine, season), len(played.values)
    session = played.session(players[0])
    played.values += [answer(session, players[0], no, at=AFTER + timedelta(days=3)) for no in range(9)]
    played.apply(begin)
    assert played.row.refused == 0
    assert shown(engine, season) == before
    with engine.connect() as connection:
        totals = boards.totals(connection, {(0, IN_IT.date()): {players[0]}})
        found = entries(totals, {}, {one.id: one for one in seasons.every(connection)})
    assert [points_of(score) for score in found[f"global.season@{season}"].scores] == [dict(before)[players[0]]]


def shown(engine: Engine, season: int) -> list[tuple[UUID, int]]:
    """Who stands on the season's board, with how many points."""
    with engine.connect() as connection:
        board = boards.directory(connection).find("global.season", str(season), IN_IT.date())
        return [(UUID(place.player), place.points) for place in boards.view(connection, board, TOP_10).places]


def test_it_is_not_marked_while_the_outbox_holds_something_of_it(played: Log, season: int, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO outbox (topic, key, value, created_at) VALUES ('quiz.submissions', 'k', 'v', :at)"),
            {"at": IN_IT},
        )
    assert close(played, season) == "waiting"
    with engine.begin() as connection:
        assert closings.lock(connection, season).marks is None  # type: ignore[union-attr]  # it is there
        connection.execute(text("DELETE FROM outbox"))
    assert close(played, season) == "marked"


def test_a_second_closing_pays_nobody_again(played: Log, season: int) -> None:
    played.apply()
    close(played, season)
    assert close(played, season) == "sealed"
    before = paid(played)
    assert close(played, season) == "elsewhere"
    assert paid(played) == before
    assert len(before) == 3


def test_who_is_banned_when_it_is_sealed_has_no_rank_and_is_paid_nothing(
    played: Log, season: int, players: list[UUID], engine: Engine
) -> None:
    """Others move up. Whoever is banned later keeps the rank and is not shown; the ranks of others do not move."""
    played.apply()
    with engine.begin() as connection:
        first = sanctions.impose(connection, players[3], Wish("ban_ranked", "a test"))
    close(played, season)
    assert close(played, season) == "sealed"
    assert paid(played) == [(players[2], 500), *sorted([(players[1], 100), (players[0], 100)])]
    with engine.begin() as connection:
        sanctions.lift(connection, players[3], first, None, "a test")
        second = sanctions.impose(connection, players[2], Wish("ban", "a test"))
        lines = closings.standings(connection, season, 0, 10)
        assert [(line.rank, line.player_id) for line in lines] == [(2, players[1]), (3, players[0])]
        assert closings.standing_of(connection, season, players[2]) is None
        assert closings.standing_of(connection, season, players[3]) is None
        sanctions.lift(connection, players[2], second, None, "a test")
        assert [line.rank for line in closings.standings(connection, season, 0, 10)] == [1, 2, 3]
    assert len(paid(played)) == 3


def test_a_closing_that_dies_half_way_is_done_whole_by_the_next(
    played: Log, season: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    played.apply()
    close(played, season)
    add = grants.add
    with monkeypatch.context() as patch:

        def add_and_die(connection: Connection, due: Sequence[grants.Due]) -> None:
            add(connection, due)
            kill_me()

        patch.setattr(grants, "add", add_and_die)
        played.engine.dispose()
        assert dies(lambda: close(played, season))
    assert paid(played) == []
    assert played.one("SELECT count(*) FROM season_standings")[0] == 0
    assert close(played, season) == "sealed"
    assert len(paid(played)) == 3


def test_an_apply_that_is_at_it_holds_the_seal_up(played: Log, season: int, players: list[UUID]) -> None:
    played.apply()
    close(played, season)
    at_it, go_on = Event(), Event()

    def slow(connection: Connection, batch: Batch) -> Tally:
        tally = scoring.apply(connection, batch)
        at_it.set()
        go_on.wait(4)  # no longer than a transaction may be idle
        return tally

    late = played.session(players[0])
    begin = len(played.values)
    played.values += [answer(late, players[0], no, at=IN_IT) for no in range(5)]
    with ThreadPoolExecutor(1) as pool:
        applying = pool.submit(played.apply, begin, apply=slow)
        assert at_it.wait(30)
        assert close(played, season) == "elsewhere"
        go_on.set()
        assert applying.result(30) == "applied"
    assert close(played, season) == "sealed"
    first = played.one("SELECT player_id FROM season_standings WHERE season_id = :season AND rank = 1", season=season)
    assert first.player_id == players[0]


def test_nothing_comes_after_the_seal_but_copies(played: Log, season: int, players: list[UUID]) -> None:
    played.apply()
    close(played, season)
    close(played, season)
    late = played.session(players[0])
    begin, copies = len(played.values), played.row.copies
    played.values += [answer(late, players[0], 0, at=IN_IT), played.values[0]]
    before = played.all("SELECT * FROM player_days ORDER BY 1, 2, 3")
    assert played.apply(begin) == "applied"
    assert (played.row.refused, played.row.copies - copies) == (1, 1)
    assert played.all("SELECT code FROM refused WHERE topic = 'quiz.submissions' AND code = 'after_seal'")
    assert played.all("SELECT * FROM player_days ORDER BY 1, 2, 3") == before
