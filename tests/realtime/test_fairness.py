"""What a battle asks: nothing that is asked for points elsewhere, and what both know least; then it is known."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import text
from uuid_utils.compat import uuid7

from bridges.postgres import Postgres
from lab.stack import Stack
from models import drawing, duel_draw, seasons
from models.base import REQUEST_LIMITS, open_engine
from models.battles import Wish
from models.duel_draw import Sight
from rules.battle_state import ROUNDS
from rules.boards import season_on
from tests.pipeline import Log
from tests.realtime.ring import Ring, fill
from tests.web.battling import Table
from web.bank import Bank
from web.battles.drawing import Drawing

MUSIC = 1
_TIMES = 20
"""Draws, of what is drawn by chance."""


@pytest.fixture(scope="module")
def whole_ring(services: Stack, database_url: str) -> Iterator[Ring]:
    """Twice as many questions as a battle asks."""
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=4)
    redis = Redis.from_url(urlsplit(services.urls["REDIS_URL"])._replace(path="/1").geturl())
    redis.flushdb()
    fill(engine, 2 * ROUNDS)
    yield Ring(engine, redis)
    redis.close()
    engine.dispose()


@pytest.fixture
def ring(whole_ring: Ring) -> Iterator[Ring]:
    """Nobody has seen anything, and nothing is held."""
    yield whole_ring
    change(whole_ring, "DELETE FROM quizzes")


def change(ring: Ring, statement: str, **values: Any) -> None:
    with ring.engine.begin() as connection:
        connection.execute(text(statement), values)


def halves(ring: Ring) -> tuple[set[UUID], set[UUID]]:
    """All questions, in two parts of which each is enough for a battle."""
    with ring.engine.connect() as connection:
        found = sorted(duel_draw.pool(connection, MUSIC, "en", 100))
    assert len(found) == 2 * ROUNDS
    return set(found[:ROUNDS]), set(found[ROUNDS:])


def draw(ring: Ring, *players: UUID) -> list[frozenset[UUID] | None]:
    """What the two would be asked in each of many battles."""
    pairs = Drawing(Bank(Postgres(ring.engine)))
    with ring.engine.connect() as connection:
        drawn = pairs.draw(connection, [ring.wish(*players)] * _TIMES, datetime.now(UTC))
    return [frozenset(asked.id for asked in one.questions) if one else None for one in drawn]


def quiz(ring: Ring, questions: Sequence[UUID]) -> None:
    """A quiz that is on."""
    now = datetime.now(UTC)
    change(
        ring,
        "INSERT INTO quizzes (id, key, mode, title, category_id, langs, opens_at, closes_at, time_limit_ms, "
        "question_ids, revisions, seed) VALUES (:id, CAST(:id AS text), 'scheduled', 'A quiz', 1, '{en}', :opens, "
        ":closes, 15000, :questions, array_fill(1, ARRAY[cardinality(:questions)]), '')",
        id=uuid7(),
        opens=now - timedelta(minutes=5),
        closes=now + timedelta(minutes=5),
        questions=questions,
    )


def see(ring: Ring, player: UUID, questions: set[UUID], at: datetime) -> None:
    with ring.engine.begin() as connection:
        duel_draw.see(connection, [Sight(player, one, MUSIC) for one in questions], at, season(connection))


def season(connection: Any) -> int:
    return season_on(seasons.every(connection), datetime.now(UTC).date()).id


def test_what_a_quiz_that_is_on_asks_is_asked_in_no_battle(ring: Ring) -> None:
    held, free = halves(ring)
    quiz(ring, list(held))
    assert set(draw(ring, ring.player(), ring.player())) == {frozenset(free)}
    quiz(ring, [min(free)])
    assert set(draw(ring, ring.player(), ring.player())) == {None}, "too few are left"


@pytest.mark.parametrize("side", [0, 1])
def test_what_a_session_for_points_asks_one_of_the_two_is_not_asked_them(ring: Ring, side: int) -> None:
    """Their opponent's answers, and the reveal, would tell what is right there."""
    asked, free = halves(ring)
    players = ring.player(), ring.player()
    session = Log(ring.engine).session(players[side], count=ROUNDS)
    change(ring, "UPDATE sessions SET question_ids = :ids WHERE id = :id", id=session, ids=list(asked))
    assert set(draw(ring, *players)) == {frozenset(free)}
    assert len(set(draw(ring, ring.player(), ring.player()))) > 1, "others are asked whatever there is"
    change(ring, "UPDATE sessions SET ended_at = now() WHERE id = :id", id=session)
    assert len(set(draw(ring, *players))) > 1


@pytest.mark.parametrize("side", [0, 1])
def test_what_neither_has_seen_comes_before_what_one_of_them_has(ring: Ring, side: int) -> None:
    seen, new = halves(ring)
    players = ring.player(), ring.player()
    see(ring, players[side], seen, datetime.now(UTC))
    assert set(draw(ring, *players)) == {frozenset(new)}


def test_what_was_seen_last_comes_last(ring: Ring) -> None:
    """By whichever of the two has seen it last."""
    lately, before = halves(ring)
    one, other = ring.player(), ring.player()
    now = datetime.now(UTC)
    see(ring, one, lately | before, now - timedelta(hours=2))
    see(ring, other, before, now - timedelta(hours=3))
    see(ring, other, lately, now - timedelta(hours=1))
    assert set(draw(ring, one, other)) == {frozenset(before)}


def points_left(ring: Ring, player: UUID, battle: UUID) -> list[bool]:
    """Which of a battle's questions would still give a player points on the season's boards."""
    with ring.engine.connect() as connection:
        ids = connection.execute(text("SELECT question_ids FROM battles WHERE id = :id"), {"id": battle}).scalar_one()
        found = drawing.see(connection, player, MUSIC, ids, datetime.now(UTC), season(connection))
        connection.rollback()
    return found


def test_what_a_battle_asked_gives_its_players_no_points_elsewhere(ring: Ring) -> None:
    players = ring.player(), ring.player()
    battle = ring.fight(*players)
    for player in players:
        assert points_left(ring, player, battle) == [False] * ROUNDS
    assert points_left(ring, ring.player(), battle) == [True] * ROUNDS


def recorded_of(ring: Ring, owner: UUID) -> UUID:
    """A battle of theirs that was played to its end."""
    battle = ring.fight(owner, ring.player())
    past = Table(ring.engine, battle).play([(True, False)] * ROUNDS)
    past.tick()
    past.settle()
    return battle


def haunt(ring: Ring, player: UUID, owner: UUID, recorded: UUID) -> UUID:
    """A battle against that run."""
    battle = ring.maker.make([Wish("quiz", "ghost", False, "music", ["en"], (player, owner), recorded)])[0].battle_id
    assert battle is not None
    return battle


def test_nor_what_a_ghost_was_asked(ring: Ring) -> None:
    """To who plays against it; whose run it is, has seen it long ago."""
    owner, ada = ring.player(), ring.player()
    battle = haunt(ring, ada, owner, recorded_of(ring, owner))
    assert points_left(ring, ada, battle) == [False] * ROUNDS


def test_the_ghost_that_was_offered_is_played_however_many_battles_came_since(ring: Ring) -> None:
    owner = ring.player()
    recorded = recorded_of(ring, owner)
    change(
        ring,
        "INSERT INTO battles SELECT (jsonb_populate_record(b, jsonb_build_object('id', uuidv7()))).* "
        "FROM battles b, generate_series(1, 30) WHERE b.id = :id",
        id=recorded,
    )
    battle = ring.row(haunt(ring, ring.player(), owner, recorded))
    assert battle.ghost_of == recorded
    assert [run["response"] is not None for run in battle.script["ghost"]] == [True] * ROUNDS
