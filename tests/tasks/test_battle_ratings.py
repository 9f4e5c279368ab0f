"""Ratings follow the order in which the pipeline applied results, once, with what was before and after."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import erasure, ratings, seasons
from models.ratings import Key, Standing
from models.voiding import void
from rules.rating import DEVIATION, Rating, begin_season, rate_both, rested
from tests.fighting import Fight, Moves, broken, log
from tests.pipeline import NOON

__all__ = ["log"]

SEASON = 1


def rating(log: Moves, player: UUID, season: int = SEASON) -> Standing | None:
    with log.engine.begin() as connection:
        return ratings.hold(connection, "quiz", [Key(player, season)]).get(Key(player, season))


def sure(log: Moves, player: UUID, season: int = SEASON) -> Standing:
    found = rating(log, player, season)
    assert found is not None
    return found


def changes(log: Moves, player: UUID) -> list[Any]:
    with log.engine.connect() as connection:
        return ratings.changes(connection, player, None, 50)[::-1]


def fight(log: Moves, players: tuple[UUID, UUID], first: int, second: int, **more: Any) -> Fight:
    found = Fight(log.engine, players, **more).play(first, second)
    log.values += found.events
    return found


def test_both_are_rated_against_each_other_as_they_were(log: Moves) -> None:
    players = uuid7(), uuid7()
    one = fight(log, players, 7, 0)
    log.apply()
    won, lost = rate_both(Rating(), Rating(), 1.0)
    assert (sure(log, players[0]).rating, sure(log, players[1]).rating) == (won, lost)
    (first,) = changes(log, players[0])
    assert (first.change.battle_id, first.change.before, first.change.after) == (one.id, Rating(), won)
    assert sure(log, players[0]).games == first.change.games == 1


def test_a_tie_is_half_a_win_and_who_gives_up_has_lost(log: Moves) -> None:
    players = uuid7(), uuid7()
    fight(log, players, 0, 0)
    log.apply()
    assert sure(log, players[0]).rating.rating == pytest.approx(1500)
    assert sure(log, players[0]).rating.deviation < DEVIATION
    other = Fight(log.engine)
    other.tick()
    other.answer(0)
    other.do("surrender", 0)
    log.values += other.events
    log.apply(log.row.applied)
    assert sure(log, other.players[0]).rating.rating < 1500 < sure(log, other.players[1]).rating.rating


def test_what_is_not_ranked_or_was_left_by_both_rates_nobody(log: Moves) -> None:
    casual = fight(log, (uuid7(), uuid7()), 7, 0, ranked=False)
    left = Fight(log.engine)
    left.do("away", 0)
    left.do("away", 1)
    left.round()
    left.round()
    log.values += left.events
    log.apply()
    assert log.one("SELECT result FROM battles WHERE id = :b", b=left.id).result["reason"] == "abandoned"
    for player in (*casual.players, *left.players):
        assert rating(log, player) is None
        assert changes(log, player) == []


def test_battles_of_one_slice_are_rated_in_the_logs_order_however_it_is_cut(engine: Engine) -> None:
    """Three who meet each other in turn: the outcome depends on the order, and not on the cuts."""
    outcomes = []
    for cut in (1_000, 20, 1):
        log, (a, b, c) = Moves(engine), (uuid7(), uuid7(), uuid7())
        for number, (pair, won) in enumerate((((a, b), 7), ((b, c), 7), ((c, a), 2), ((a, b), 0))):
            fight(log, pair, won, 3, at=NOON + timedelta(minutes=5 * number))
            with engine.begin() as connection:
                connection.execute(text("DELETE FROM in_battle WHERE player_id = ANY(:p)"), {"p": [a, b, c]})
        for lo in range(0, len(log.values), cut):
            log.apply(lo, min(lo + cut, len(log.values)))
        assert log.row.applied == len(log.values)
        outcomes.append([sure(log, player) for player in (a, b, c)])
        assert [one.change.after for one in changes(log, a)][:-1] == [one.change.before for one in changes(log, a)][1:]
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_who_has_not_played_for_long_is_known_less_well(log: Moves) -> None:
    players = uuid7(), uuid7()
    fight(log, players, 7, 0)
    log.apply()
    before = sure(log, players[0])
    later = fight(log, players, 0, 7, at=NOON + timedelta(days=20))
    log.apply(log.row.applied)
    days = (later.now / 1000 - before.rated_at.timestamp()) / 86_400
    one, other = (rested(changes(log, player)[0].change.after, days) for player in players)
    after, _ = rate_both(one, other, 0.0)
    assert sure(log, players[0]).rating.rating == pytest.approx(after.rating)
    assert sure(log, players[0]).rating.deviation == pytest.approx(after.deviation)


def test_a_battle_that_ended_before_the_last_one_leaves_its_time(log: Moves) -> None:
    """What comes late is no reason to think that less is known of who played since."""
    player = uuid7()
    later = fight(log, (player, uuid7()), 7, 0, at=NOON + timedelta(days=2))
    log.apply()
    known = sure(log, player)
    assert known.rated_at.timestamp() * 1000 == later.now
    fight(log, (player, uuid7()), 7, 0)
    log.apply(log.row.applied)
    assert (sure(log, player).rated_at, sure(log, player).games) == (known.rated_at, 2)


@pytest.fixture
def two_seasons(engine: Engine) -> Iterator[tuple[int, int]]:
    """A season that is over, and the one that goes on now; as before after it."""
    today = datetime.now(NOON.tzinfo).date()
    with engine.begin() as connection:
        kept = connection.execute(text("SELECT id, first, last FROM seasons")).all()
        connection.execute(
            text("UPDATE seasons SET first = :first, last = :last"),
            {"first": today - timedelta(days=40), "last": today - timedelta(days=2)},
        )
        new = seasons.create(connection, "Next", today - timedelta(days=1), today + timedelta(days=20), [])
    yield kept[0].id, new
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM seasons WHERE id = :id"), {"id": new})
        for row in kept:
            connection.execute(
                text("UPDATE seasons SET first = :first, last = :last, sealed_at = NULL WHERE id = :id"),
                dict(row._mapping),
            )


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=NOON.tzinfo)


def test_a_new_season_begins_nearer_to_the_middle(log: Moves, two_seasons: tuple[int, int]) -> None:
    old, new = two_seasons
    today = datetime.now(NOON.tzinfo).date()
    players = uuid7(), uuid7()
    fight(log, players, 7, 0, at=noon(today - timedelta(days=10)))
    log.apply()
    last = sure(log, players[0], old)
    fight(log, players, 7, 0, at=noon(today - timedelta(days=1)))
    log.apply(log.row.applied)
    (_, second) = changes(log, players[0])
    assert (second.change.key.season_id, second.change.before) == (new, begin_season(last.rating))
    assert sure(log, players[0], new).games == 1
    assert sure(log, players[0], old) == last


def test_a_result_that_comes_after_the_seal_counts_to_the_season_that_is_on(
    log: Moves, two_seasons: tuple[int, int]
) -> None:
    old, new = two_seasons
    day = datetime.now(NOON.tzinfo).date() - timedelta(days=2)
    early = fight(log, (uuid7(), uuid7()), 7, 0, at=noon(day))
    log.apply()
    assert rating(log, early.players[0], old) is not None
    with log.engine.begin() as connection:
        connection.execute(text("UPDATE seasons SET sealed_at = now() WHERE id = :id"), {"id": old})
    late = fight(log, (uuid7(), uuid7()), 7, 0, at=noon(day))
    log.apply(log.row.applied)
    assert rating(log, late.players[0], old) is None
    assert sure(log, late.players[0], new).games == 1


def test_who_is_erased_has_no_rating_and_their_opponent_has(log: Moves) -> None:
    played = fight(log, (uuid7(), uuid7()), 7, 0)
    with log.engine.begin() as connection:
        gone = _register(connection, played.players[1])
        erasure.erase(connection, gone)
    log.apply()
    assert rating(log, gone) is None
    assert sure(log, played.players[0]).rating == rate_both(Rating(), Rating(), 1.0)[0]
    assert "ratings are what the last change made of them" not in broken(log.engine)


def _register(connection: Any, player: UUID) -> UUID:
    connection.execute(text("INSERT INTO players (id, name) VALUES (:id, 'Ada')"), {"id": player})
    return player


def test_a_void_battle_gives_back_the_difference_and_nothing_else(log: Moves) -> None:
    players = uuid7(), uuid7()
    first = fight(log, players, 7, 0)
    log.apply()
    fight(log, players, 7, 0, at=NOON + timedelta(minutes=5))
    log.apply(log.row.applied)
    before = [sure(log, player) for player in players]
    gained = changes(log, players[0])[0].change
    with log.engine.begin() as connection:
        assert void(connection, first.id, NOON) is not None
    after = [sure(log, player) for player in players]
    assert after[0].rating.rating == pytest.approx(before[0].rating.rating - (gained.after.rating - 1500))
    assert (after[0].rating.deviation, after[0].games) == (before[0].rating.deviation, 1)
    assert [one.change.kind for one in changes(log, players[0])] == ["result", "result", "void"]
    assert log.one("SELECT state FROM battles WHERE id = :b", b=first.id).state == "void"
    assert log.all("SELECT source_key FROM grants WHERE source = 'battle' AND player_id = :p", p=players[0]) != []
    assert log.all("SELECT 1 FROM grants WHERE source_key = :b", b=str(first.id)) == []
    with log.engine.begin() as connection:
        assert void(connection, first.id, NOON) is None
    assert broken(log.engine) == []


def test_a_running_battle_that_is_made_void_gives_nothing_and_takes_no_moves(log: Moves) -> None:
    running = Fight(log.engine).play()
    log.values = running.events
    log.apply(0, 5)
    with log.engine.begin() as connection:
        voided = void(connection, running.id, NOON)
    assert voided is not None
    assert (voided.players, voided.was) == (running.players, "running")
    log.apply(5)
    assert (log.row.applied_n, log.row.refused) == (5, len(running.events) - 5)
    assert [rating(log, player) for player in running.players] == [None, None]
    assert log.one("SELECT count(*) FROM in_battle WHERE battle_id = :b", b=running.id)[0] == 0
