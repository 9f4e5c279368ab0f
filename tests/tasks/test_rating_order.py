"""Ratings are locked in the order of their keys, and applied in that of the log, wherever it is cut into slices."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError
from uuid_utils.compat import uuid7

from rules.rating import Rating, rate_both
from tests.crossing import is_held, wait_for_one_to_wait
from tests.fighting import Fight, Moves
from tests.pipeline import NOON

MIXED = (5, 2, 7, 0, 6, 1, 4, 3)
"""Places of eight players, in no order."""
MIDDLE = 4


def make(connection: Connection, player: UUID) -> None:
    """A rating, as of somebody who has played, unless there is one."""
    statement = text(
        "INSERT INTO ratings (player_id, mode, season_id, rating, deviation, volatility, games, rated_at) "
        "VALUES (:player, 'quiz', 1, 1500, 200, 0.06, 3, :at) ON CONFLICT DO NOTHING"
    )
    connection.execute(statement, {"player": player, "at": NOON})


def hold(connection: Connection, player: UUID) -> None:
    """Lock a rating that is there."""
    connection.execute(text("SELECT FROM ratings WHERE player_id = :player FOR UPDATE"), {"player": player})


def is_locked(engine: Engine, player: UUID) -> bool:
    return is_held(engine, "ratings", "player_id", player)


def is_being_made(engine: Engine, player: UUID) -> bool:
    """Whether another transaction has made a rating, and is not committed."""
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        try:
            make(connection, player)
        except OperationalError:
            return True
        finally:
            connection.rollback()
    return False


@pytest.mark.parametrize(
    ("are_there", "take", "is_taken"),
    [(True, hold, is_locked), (False, make, is_being_made)],
    ids=["ratings that are there", "ratings that are made"],
)
def test_ratings_are_locked_in_the_order_of_their_players(
    engine: Engine,
    are_there: bool,
    take: Callable[[Connection, UUID], None],
    is_taken: Callable[[Engine, UUID], bool],
) -> None:
    """Who waits for one in the middle holds all before it, and none after it: two who cross never wait in a circle."""
    log, players = Moves(engine), [uuid7() for _ in MIXED]
    crowd = [players[place] for place in MIXED]
    for pair in zip(crowd[::2], crowd[1::2], strict=True):
        log.values += Fight(engine, pair).play().events
    for player in crowd if are_there else ():
        with engine.begin() as connection:
            make(connection, player)
    ended: list[str] = []
    slice_ = Thread(target=lambda: ended.append(log.apply()))
    with engine.connect() as other:
        take(other, players[MIDDLE])
        slice_.start()
        wait_for_one_to_wait(engine)
        taken = [is_taken(engine, player) for player in players]
        other.rollback()
    slice_.join()
    assert taken == [True] * (MIDDLE + 1) + [False] * (len(players) - MIDDLE - 1)
    assert ended == ["applied"]


def two_battles(engine: Engine) -> tuple[Fight, Fight]:
    """Of one player, who won the first and lost the other; it was made later, and has the greater id."""
    both, early, late = uuid7(), uuid7(), uuid7()
    first = Fight(engine, (both, early)).play(7, 0)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM in_battle WHERE battle_id = :id"), {"id": first.id})
    return first, Fight(engine, (both, late), at=NOON + timedelta(minutes=5)).play(0, 7)


def whole(first: Fight, second: Fight) -> tuple[list[bytes], int]:
    """One after the other, the second one first."""
    return [*second.events, *first.events], len(second.events)


def around(first: Fight, second: Fight) -> tuple[list[bytes], int]:
    """The second one between the first one's end, and a move that its end had to wait for."""
    values = [*first.events[:4], *first.events[5:], *second.events, first.events[4]]
    return values, len(values) - 1


def within(first: Fight, second: Fight) -> tuple[list[bytes], int]:
    """Their moves in turn, until the second one ends before the first."""
    turns = [event for pair in zip(first.events, second.events, strict=True) for event in pair]
    return [*turns[:-2], turns[-1], turns[-2]], len(turns) - 1


Cut = Callable[[int, int], Sequence[int]]
CUTS: dict[str, Cut] = {
    "one slice": lambda end, _: [0, end],
    "a slice that ends before what the first is settled by": lambda end, bound: [0, bound - 1, end],
    "a slice each": lambda end, bound: [0, bound, end],
    "a slice that has one more": lambda end, bound: [0, min(bound + 1, end - 1), end],
    "a slice a move": lambda end, _: range(end + 1),
}
"""Where a log of so many moves is cut; the battle that is over first is so with those before the bound."""


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("arranged", [whole, around, within])
def test_two_battles_of_a_player_are_rated_as_their_last_moves_came(
    engine: Engine, arranged: Callable[[Fight, Fight], tuple[list[bytes], int]], cut: Cut
) -> None:
    log, (first, second) = Moves(engine), two_battles(engine)
    log.values, bound = arranged(first, second)
    for lo, hi in pairwise(cut(len(log.values), bound)):
        assert log.apply(lo, hi) == "applied"
    both, early, late = first.players[0], first.players[1], second.players[1]
    lost, won = rate_both(Rating(), Rating(), 0.0)
    after, theirs = rate_both(lost, Rating(), 1.0)
    rows = log.all(
        "SELECT battle_id, player_id, rating_before, rating_after FROM rating_changes "
        "WHERE battle_id = ANY(:battles) ORDER BY position",
        battles=[first.id, second.id],
    )
    assert rows == [
        (second.id, both, Rating().rating, lost.rating),
        (second.id, late, Rating().rating, won.rating),
        (first.id, both, lost.rating, after.rating),
        (first.id, early, Rating().rating, theirs.rating),
    ]
    stands = log.one("SELECT rating, deviation, games FROM ratings WHERE player_id = :player", player=both)
    assert tuple(stands) == (after.rating, after.deviation, 2)
