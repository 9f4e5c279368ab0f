"""What comes late for an erased player is noted nowhere under them, however it crosses with the erasure."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import NOTIFICATIONS
from events.codec import encode
from models import erasure, players
from models.audit import audit
from models.players import Player
from tasks import inbox
from tasks.closing import fresh_marks
from tasks.learning import step
from tasks.slices import Slice, run
from tests.pipeline import Log
from tests.processes import until
from tests.tasks.given import notices
from tests.tasks.given import play as play_to_the_end
from tests.tasks.learners import LATER, crowd, empty, learn, put
from tests.tasks.test_suspicion import attempt, make_quiz, play, unsuspected

__all__ = ["empty", "put", "unsuspected"]


@pytest.fixture
def player(engine: Engine) -> UUID:
    """A player whom there is."""
    id_ = uuid7()
    with engine.begin() as connection:
        players.insert_registered(connection, Player(id=id_, name="Ada", country=None))
    return id_


def erase(engine: Engine, *gone: UUID) -> None:
    with engine.begin() as connection:
        for player in gone:
            assert players.lock(connection, player)
            erasure.erase(connection, player)


def kept(log: Log, player: UUID) -> list[str]:
    """Tables that hold a row of the player's own."""
    return [
        table
        for table in erasure.PERSONAL
        if log.one(f"SELECT count(*) FROM {table} WHERE player_id = :p", p=player)[0]
    ]


def broken(engine: Engine) -> list[str]:
    names = ("nothing personal is kept of erased players", "players are rated by their first attempts, once")
    with engine.connect() as connection:
        return [finding.name for finding in audit(connection) if finding.broken and finding.name in names]


def test_what_is_learned_after_an_erasure_is_not_noted_under_the_player(
    log: Log, put: Any, player: UUID, engine: Engine
) -> None:
    asked, other = put(10), uuid7()
    for one in (player, other):
        play(log, one, asked, [100] * 10)
    log.apply()
    erase(engine, player)
    learn(log)
    assert kept(log, player) == []
    assert kept(log, other) == ["player_skills", "suspicion_signals", "player_suspicion"]
    assert log.one("SELECT sum(rated) FROM item_statistics")[0] == 20, "the questions were answered all the same"
    assert broken(engine) == []


def test_an_erasure_waits_for_what_is_being_learned(log: Log, put: Any, player: UUID, engine: Engine) -> None:
    play(log, player, put(10), [100] * 10)
    log.apply()
    with ThreadPoolExecutor(1) as pool, engine.connect() as slow:
        assert erasure.erased(slow, {player}) == set()
        done = pool.submit(erase, engine, player)
        until(lambda: waiting(engine), what="the erasure at the lock")
        assert not done.done()
        slow.rollback()
        done.result(5)
    learn(log)
    assert kept(log, player) == []


def test_what_is_being_learned_waits_for_an_erasure(log: Log, put: Any, player: UUID, engine: Engine) -> None:
    play(log, player, put(10), [100] * 10)
    log.apply()
    ends = {(log.topic_id, log.partition): len(log.values)}
    assert step(LATER, fresh_marks(LATER, ends.copy)) == "marked"
    with ThreadPoolExecutor(1) as pool, engine.connect() as slow:
        players.lock(slow, player)
        erasure.erase(slow, player)
        done = pool.submit(step, LATER, None)
        until(lambda: waiting(engine), what="the tick at the lock")
        slow.commit()
        assert done.result(5) == "learned"
    assert kept(log, player) == []


def waiting(engine: Engine) -> bool:
    statement = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with engine.connect() as connection:
        return bool(connection.execute(text(statement)).scalar_one())


def test_players_who_agree_in_a_quiz_are_told_of_without_the_erased(
    log: Log, put: Callable[[int], Any], engine: Engine
) -> None:
    asked = put(10)
    crowd(log, asked, [[(no + number) % 4 for no in range(10)] for number in range(30)])
    quiz = make_quiz(engine, asked)
    alike = [attempt(log, quiz, asked, [3, 2, 1, 3, 2, 1, 3, 3, 2, 0], minute) for minute in (1, 2, 3)]
    for number in (1, 3):
        attempt(log, quiz, asked, [(no * number) % 4 for no in range(10)], 4 + number)
    with engine.begin() as connection:
        players.insert_registered(connection, Player(id=alike[0], name="Ada", country=None))
    log.apply()
    erase(engine, alike[0])
    learn(log)
    found = {
        row[0]: row[1] for row in log.all("SELECT player_id, evidence FROM suspicion_signals WHERE code = 'agreement'")
    }
    assert set(found) == set(alike[1:])
    assert all(str(alike[0]) not in evidence["with"] for evidence in found.values())
    assert kept(log, alike[0]) == []


def test_late_notices_find_no_inbox_and_are_done_with(log: Log, player: UUID, engine: Engine) -> None:
    play_to_the_end(log, player)
    log.apply()
    values = [encode(one) for one in notices(log, player)]
    assert values
    erase(engine, player)
    topic_id = str(uuid7())
    with engine.begin() as connection:
        statement = "INSERT INTO carried (topic, topic_id, partition, first, applied) VALUES (:t, :i, 0, 0, 0)"
        connection.execute(text(statement), {"t": NOTIFICATIONS.name, "i": topic_id})
    piece = Slice(NOTIFICATIONS.name, topic_id, 0, 0, len(values), 0, values)
    assert run(piece, partial(inbox.apply, {})) == "applied"
    assert (
        tuple(log.one("SELECT applied, applied_n FROM carried WHERE topic_id = :i", i=topic_id)) == (len(values),) * 2
    )
    assert kept(log, player) == []
