"""A creative battle that is ranked rates both its players when it is closed: once, and void gives it back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from bridges.battle_audit import audit
from models import erasure, outbox, players, ratings, voiding
from models.ratings import Change, Key, Standing
from rules.rating import Rating, rate_both
from tasks import creative as ticks
from tasks import votes
from tests.contests import SPANS, Contest, contest
from tests.fighting import broken
from tests.pipeline import Log
from tests.processes import dies, kill_me, until
from tests.tasks.creative import NOW, OVER, close, grants, log, redis, standing, step, voted

__all__ = ["log", "redis"]

SEASON = 1


def rating(engine: Engine, player: UUID) -> Standing | None:
    key = Key(player, SEASON)
    with engine.begin() as connection:
        return ratings.hold(connection, "creative", [key]).get(key)


def changes(engine: Engine, battle: Contest) -> list[Change]:
    with engine.connect() as connection:
        return ratings.changes_of(connection, battle.id)


def told(engine: Engine, battle: Contest) -> list[tuple[Any, ...]]:
    """What the result says of both sides' ratings."""
    names = ("rating_before", "rating_after", "provisional")
    return [tuple(one[name] for name in names) for one in standing(engine, battle).result["rewards"]]


def closed(log: Log, battle: Contest, *sides: int) -> Contest:
    """Voted for these sides, and closed."""
    battle.open(OVER)
    begin = len(log.values)
    voted(log, battle, sides)
    if sides:
        log.apply(begin, apply=votes.apply)
    close(log, battle)
    return battle


@pytest.mark.parametrize(("sides", "score"), [([0, 0, 1], 1.0), ([1], 0.0), ([0, 1], 0.5)])
def test_both_are_rated_against_each_other_once(log: Log, engine: Engine, sides: list[int], score: float) -> None:
    battle = closed(log, contest(engine), *sides)
    after = rate_both(Rating(), Rating(), score)
    found = [rating(engine, player) for player in battle.players]
    assert [one and (one.rating, one.games, one.rated_at) for one in found] == [(one, 1, NOW) for one in after]
    made = changes(engine, battle)
    assert [(one.key, one.kind, one.mode, one.before, one.after) for one in made] == [
        (Key(player, SEASON), "result", "creative", Rating(), one)
        for player, one in zip(battle.players, after, strict=True)
    ]
    assert told(engine, battle) == [(1500, round(one.rating), True) for one in after]
    assert step(log, battle) == "elsewhere"
    assert changes(engine, battle) == made
    assert broken(engine) == []


@pytest.mark.usefixtures("log", "redis")
@pytest.mark.parametrize(("written", "score"), [([0], 1.0), ([1], 0.0), ([], None)])
def test_who_has_written_nothing_has_lost_and_without_both_nobody_is_rated(
    engine: Engine, written: list[int], score: float | None
) -> None:
    battle = contest(engine, now=NOW - SPANS.writing - timedelta(seconds=5))
    for side in written:
        battle.write(side)
    assert ticks.move(battle.id, NOW) == "closed"
    due = [] if score is None else list(rate_both(Rating(), Rating(), score))
    assert [one.after for one in changes(engine, battle)] == due
    assert broken(engine) == []
    assert grants(engine) == {}


def test_what_nobody_voted_on_or_is_not_ranked_rates_nobody(log: Log, engine: Engine) -> None:
    silent = closed(log, contest(engine))
    casual = closed(log, contest(engine, ranked=False), 0)
    for battle in (silent, casual):
        assert changes(engine, battle) == []
        assert [rating(engine, player) for player in battle.players] == [None, None]
        assert told(engine, battle) == [(None, None, False)] * 2
    assert broken(engine) == []


def test_a_worker_that_dies_while_it_closes_leaves_no_rating(
    log: Log, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    battle = contest(engine).open(OVER)
    voted(log, battle, [0])
    log.apply(apply=votes.apply)
    assert step(log, battle) == "marked"
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "put_all", lambda *_: kill_me())
        engine.dispose()
        assert dies(lambda: step(log, battle))
    assert changes(engine, battle) == []
    until(lambda: step(log, battle) == "closed", what="the closing")
    assert len(changes(engine, battle)) == 2


def test_who_was_erased_has_no_rating_and_their_opponent_is_rated(log: Log, engine: Engine) -> None:
    battle = contest(engine).open(OVER)
    gone, other = battle.players
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO players (id, name) VALUES (:id, 'Ada')"), {"id": gone})
        assert players.lock(connection, gone)
        erasure.erase(connection, gone)
    close(log, battle)
    found = rating(engine, other)
    assert rating(engine, gone) is None
    assert found is not None
    assert found.rating == rate_both(Rating(), Rating(), 0.0)[1]
    assert broken(engine) == []


def test_made_void_it_gives_the_difference_back(log: Log, engine: Engine) -> None:
    battle = closed(log, contest(engine), 0, 0)
    later = closed(log, contest(engine, battle.players), 1)
    before = [rating(engine, player) for player in battle.players]
    with engine.begin() as connection:
        found = voiding.void(connection, battle.id, NOW)
    assert found is not None
    assert [(one.kind, one.mode) for one in found.changes] == [("void", "creative")] * 2
    made = {one.key.player_id: one for one in changes(engine, battle) if one.kind == "result"}
    for player, was in zip(battle.players, before, strict=True):
        now, change = rating(engine, player), made[player]
        assert now is not None
        assert was is not None
        assert now.rating.rating == pytest.approx(was.rating.rating + change.before.rating - change.after.rating)
        assert (now.games, was.games) == (1, 2)
    assert standing(engine, later).state == "settled"
    assert broken(engine) == []


@pytest.fixture
def sealed(engine: Engine) -> Iterator[Any]:
    """Seal the season that is on; as before after the test."""

    def seal() -> None:
        with engine.begin() as connection:
            connection.execute(text("UPDATE seasons SET sealed_at = now() WHERE id = :id"), {"id": SEASON})

    yield seal
    with engine.begin() as connection:
        connection.execute(text("UPDATE seasons SET sealed_at = NULL WHERE id = :id"), {"id": SEASON})


def test_ratings_of_a_sealed_season_stay_as_they_are(log: Log, engine: Engine, sealed: Any) -> None:
    battle = closed(log, contest(engine), 0)
    before = [rating(engine, player) for player in battle.players]
    sealed()
    with engine.begin() as connection:
        found = voiding.void(connection, battle.id, NOW)
    assert found is not None
    assert found.changes == ()
    assert [rating(engine, player) for player in battle.players] == before
    assert [one.kind for one in changes(engine, battle)] == ["result"] * 2
    assert standing(engine, battle).state == "void"


def test_the_audit_sees_one_that_rated_nobody_and_one_that_should_not_have(log: Log, engine: Engine) -> None:
    closed(log, contest(engine), 0)
    for wrong in ("DELETE FROM rating_changes", "UPDATE battles SET ranked = false WHERE mode = 'creative'"):
        with engine.connect() as connection:
            connection.execute(text(wrong))
            names = [finding.name for finding in audit(connection) if finding.broken]
            assert "ranked battles that were settled changed two ratings, others none" in names
            connection.rollback()
