"""What comes late, or twice, brings nothing back: not an old total, not a corrected one, not a banned player."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from events.catalog import StandingsChanged
from events.codec import decode
from models import sanctions
from models.sanctions import Wish
from tasks.sanctions import end_sanctions
from tests.boards.conftest import World, days
from tests.processes import until

BOARDS = ["global.day", "global.week", "global.season", "global.all", "category.music.day", "country.de.day"]


def standing(world: World, name: str, player: UUID) -> int | None:
    """A player's points on a live board; what Postgres says must be the same."""
    points = world.points(name)
    assert points == {place.player: place.points for place in world.stored(name)}
    return points.get(str(player))


def test_an_old_total_stays_old(world: World) -> None:
    player = world.player("de")
    world.rebuild(*BOARDS)
    world.gain(player, 100)
    late = world.read(world.changed(player))
    world.gain(player, 50)
    world.rank(world.changed(player))
    world.boards.write(late)
    assert [standing(world, name, player) for name in BOARDS] == [150] * len(BOARDS)


def test_a_corrected_total_stays_corrected(world: World) -> None:
    player = world.player("de")
    world.rebuild(*BOARDS)
    world.gain(player, 100)
    world.rank(world.changed(player))
    late = world.read(world.changed(player))
    world.gain(player, -70)
    world.rank(world.changed(player))
    world.boards.write(late)
    assert [standing(world, name, player) for name in BOARDS] == [30] * len(BOARDS)


def test_who_is_corrected_to_nothing_is_off_the_board(world: World) -> None:
    player = world.player("de")
    world.rebuild(*BOARDS)
    world.gain(player, 100)
    late = world.read(world.changed(player))
    world.rank(world.changed(player))
    world.gain(player, -100)
    world.rank(world.changed(player))
    world.boards.write(late)
    assert [standing(world, name, player) for name in BOARDS] == [None] * len(BOARDS)


def test_a_banned_player_stays_away(world: World) -> None:
    player = world.player("de")
    world.rebuild(*BOARDS)
    world.gain(player, 100)
    world.rank(world.changed(player))
    late = world.read(world.changed(player))
    world.show(player, False)
    world.rank(world.changed(player))
    world.boards.write(late)
    assert [standing(world, name, player) for name in BOARDS] == [None] * len(BOARDS)
    world.gain(player, 1)
    world.rank(world.changed(player))
    assert [standing(world, name, player) for name in BOARDS] == [None] * len(BOARDS)
    world.show(player, True)
    world.rank(world.changed(player))
    world.boards.write(late)
    assert [standing(world, name, player) for name in BOARDS] == [101] * len(BOARDS)


def ban(world: World, player: UUID, kind: str = "ban", seconds: float | None = None) -> UUID:
    """Ban as an operator or a case would; ranking has not heard of it yet."""
    until = None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
    with world.engine.begin() as connection:
        return sanctions.impose(connection, player, Wish(kind, "a test", until=until))


def told(world: World) -> list[StandingsChanged]:
    """What sanctions have left in the outbox for ranking since last time."""
    with world.engine.begin() as connection:
        rows = connection.execute(text("DELETE FROM outbox WHERE topic = 'leaderboard.updates' RETURNING id, value"))
        events = [decode(bytes(value)) for _, value in sorted(rows)]
    found = [event for event in events if isinstance(event, StandingsChanged)]
    assert found == events
    return found


@pytest.mark.parametrize("kind", ["ban", "ban_ranked"])
def test_a_ban_and_its_end_reach_every_board_whatever_comes_late(world: World, kind: str) -> None:
    player, other = world.player("de"), world.player("de")
    world.rebuild(*BOARDS)
    for one, points in ((player, 100), (other, 50)):
        world.gain(one, points)
    world.rank(world.changed(player, other))
    before = world.read(world.changed(player))
    sanction = ban(world, player, kind)
    banned = told(world)
    assert [world.stored(name)[0].player for name in BOARDS] == [str(other)] * len(BOARDS)
    world.rank(*banned)
    world.boards.write(before)
    assert [standing(world, name, player) for name in BOARDS] == [None] * len(BOARDS)
    world.rebuild(*BOARDS)
    world.boards.write(before)
    assert [standing(world, name, player) for name in BOARDS] == [None] * len(BOARDS)
    during = world.read(world.changed(player))
    with world.engine.begin() as connection:
        assert sanctions.lift(connection, player, sanction, None, "a test")
    world.rank(*told(world), *banned)
    world.boards.write(during)
    assert [standing(world, name, player) for name in BOARDS] == [100] * len(BOARDS)
    assert [place.player for place in world.stored("global.day")] == [str(player), str(other)]


def test_a_board_of_the_past_hides_who_is_banned_now(world: World) -> None:
    player, yesterday = world.player(), (world.today - days(1)).isoformat()
    world.gain(player, 100, world.noon - days(1))
    assert [place.player for place in world.stored("global.day", yesterday)] == [str(player)]
    sanction = ban(world, player)
    assert world.stored("global.day", yesterday) == []
    with world.engine.begin() as connection:
        sanctions.lift(connection, player, sanction, None, "a test")
    assert [place.player for place in world.stored("global.day", yesterday)] == [str(player)]


def test_a_ban_for_a_time_ends_on_boards_by_the_tick_though_another_is_imposed_meanwhile(world: World) -> None:
    player, again = world.player(), world.player()
    world.rebuild("global.day")
    for one in (player, again):
        world.gain(one, 100)
        ban(world, one, seconds=0.05)
    world.rank(*told(world))
    with world.engine.connect() as connection:
        until(lambda: len(sanctions.over(connection, 10)) == 2, what="the end of both")
    ban(world, again, "ban_ranked")
    end_sanctions()
    world.rank(*told(world))
    assert [standing(world, "global.day", one) for one in (player, again)] == [100, None]
    end_sanctions()
    assert told(world) == []


def test_a_rebuild_keeps_banned_and_corrected_players_away(world: World) -> None:
    """Both are in the new board's versions, though not on the board."""
    banned, corrected = world.player("de"), world.player("de")
    world.gain(banned, 100)
    world.gain(corrected, 100)
    late = world.read(world.changed(banned, corrected))
    world.show(banned, False)
    world.gain(corrected, -100)
    world.rebuild(*BOARDS)
    world.boards.write(late)
    assert [world.live(name) for name in BOARDS] == [[]] * len(BOARDS)


def test_a_late_message_meets_a_board_that_is_being_rebuilt(world: World) -> None:
    """In the new keys it is overtaken by what the rebuild reads, whichever comes first."""
    player = world.player()
    world.gain(player, 100)
    late = world.read(world.changed(player))
    world.gain(player, -40)
    for first in (True, False):
        board = world.board("global.day")
        assert world.boards.claim(board, "token", force=True)
        if first:
            world.boards.write(late)
        world.boards.fill(board, "token", world.read(world.changed(player))[board.key])
        world.boards.write(late)
        assert world.boards.finish(board, "token")
        assert standing(world, "global.day", player) == 60


def test_the_same_message_twice_changes_nothing(world: World) -> None:
    player = world.player("de")
    world.rebuild(*BOARDS)
    world.gain(player, 100)
    world.rank(world.changed(player))
    before = [(world.live(name), world.version(name)) for name in BOARDS]
    world.rank(world.changed(player), world.changed(player))
    assert [(world.live(name), world.version(name)) for name in BOARDS] == before


def test_a_late_answer_of_yesterday_reaches_every_board_it_counts_for(world: World) -> None:
    player = world.player("de")
    names = ["global.day", "global.week", "global.season", "global.all"]
    world.rebuild(*names)
    world.gain(player, 100)
    world.rank(world.changed(player))
    world.gain(player, 10, world.noon - days(1))
    world.rank(world.changed(player, day=world.today - days(1)))
    week = 110 if world.today.weekday() else 100
    assert [standing(world, name, player) for name in names] == [100, week, 110, 110]


def test_what_is_said_of_old_days_does_not_reach_boards_of_now(world: World) -> None:
    """The day before counts for its own day alone when there is a later one."""
    player = world.player()
    world.gain(player, 10, world.noon - days(8))
    world.gain(player, 100)
    told = world.read(world.changed(player, day=world.today - days(8), categories=(0,)))
    week, then = world.board("global.week"), world.board("global.week", _week(world, 8))
    assert {key: entry.scores[0] >> 24 for key, entry in told.items()} == {
        world.board("global.day").key: 100,
        world.board("global.day", (world.today - days(8)).isoformat()).key: 10,
        week.key: 100,
        then.key: 10,
        world.board("global.season").key: 110,
        world.board("global.all").key: 110,
    }


def _week(world: World, ago: int) -> str:
    year, week, _ = (world.today - days(ago)).isocalendar()
    return f"{year}-W{week:02d}"
