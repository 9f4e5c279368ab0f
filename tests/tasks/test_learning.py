"""Ended sessions are learned from in received order, each once, whatever is late, repeated, or dies."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from models import learning
from rules import difficulty
from rules.difficulty import Attempt, Rating
from tasks.learning import step
from tests.pipeline import NOON, Log, answer, chosen, ended
from tests.processes import dies, kill_me
from tests.tasks.learners import (
    INVARIANTS,
    LATER,
    broken,
    choice,
    empty,
    forget_horizon,
    learn,
    play,
    put,
    ratings,
)

__all__ = ["empty", "put"]

few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def folded(attempts: Sequence[tuple[int, int, bool]], count: int) -> list[tuple[float, int]]:
    """Ratings of `count` questions after attempts (question, player, right) in order."""
    after, _ = difficulty.fold({}, {}, [Attempt(*one, 4) for one in attempts])
    found = [after.get(no, Rating()) for no in range(count)]
    return [(rating.value, rating.n) for rating in found]


def test_answers_are_folded_in_the_order_they_were_received(log: Log, put: Any) -> None:
    asked, players = put(2), [uuid7(), uuid7()]
    play(log, players[1], asked, [1, 0], at=NOON + timedelta(minutes=1))
    play(log, players[0], asked, [0, 1])
    log.apply()
    assert learn(log) == ["marked", "learned", "idle"]
    order = [(0, 0, True), (1, 0, False), (0, 1, False), (1, 1, True)]
    assert ratings(log, asked) == folded(order, 2)
    assert ratings(log, asked) != folded(order[2:] + order[:2], 2)


def test_only_the_first_attempt_of_a_player_counts_in_whichever_session(log: Log, put: Any, engine: Engine) -> None:
    asked, player = put(2), uuid7()
    play(log, player, asked, [1, 1], mode="practice")
    play(log, player, asked, [0, 0], at=NOON + timedelta(minutes=1))
    log.apply()
    learn(log)
    play(log, player, asked, [0, 0], at=NOON + timedelta(minutes=2))
    log.apply(4)
    learn(log)
    assert [n for _, n in ratings(log, asked)] == [1, 1]
    assert ratings(log, asked) == folded([(0, 0, False), (1, 0, False)], 2)
    assert log.one("SELECT rated FROM player_skills")[0] == 2
    assert broken(engine) == []


def test_nothing_is_learned_before_all_that_was_received_before_it_is_applied(engine: Engine, put: Any) -> None:
    asked, one, other = put(2), Log(engine, 0), Log(engine, 1)
    play(one, uuid7(), asked, [1, 1])
    play(other, uuid7(), asked, [0, 0], at=NOON + timedelta(minutes=1))
    other.apply()
    assert learn(one, other) == ["marked", "waiting"]
    assert ratings(one, asked) == [(0.0, 0)] * 2
    one.apply()
    assert learn(one, other) == ["learned", "idle"]
    assert ratings(one, asked) == folded([(0, 0, False), (1, 0, False), (0, 1, True), (1, 1, True)], 2)


def test_nothing_is_marked_while_the_outbox_holds_an_answer(log: Log, put: Any, engine: Engine) -> None:
    play(log, uuid7(), put(1), [0])
    log.apply()
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
        row = "INSERT INTO outbox (topic, key, value, created_at) VALUES ('quiz.submissions', 'k', 'v', :at)"
        connection.execute(text(row), {"at": NOON})
    assert learn(log) == ["waiting"]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
    assert learn(log) == ["marked", "learned", "idle"]


def test_what_ends_after_the_horizon_waits_for_the_next(log: Log, put: Any) -> None:
    asked = put(1)
    play(log, uuid7(), asked, [0], at=LATER)
    log.apply()
    assert learn(log)[:2] == ["marked", "marked"]
    assert ratings(log, asked) == [(0.0, 0)]


def test_an_older_session_that_is_applied_late_is_learned_from_once(log: Log, put: Any, engine: Engine) -> None:
    asked = put(2)
    play(log, uuid7(), asked, [0, 0], at=NOON + timedelta(minutes=5))
    late = len(log.values)
    log.apply()
    learn(log)
    play(log, uuid7(), asked, [1, 1])  # as a dead letter that was replayed
    log.apply(late)
    assert learn(log)[0] == "learned"
    learn(log)
    assert ratings(log, asked) == folded([(0, 0, True), (1, 0, True), (0, 1, False), (1, 1, False)], 2)
    assert broken(engine) == []


def test_a_tick_that_dies_half_way_has_learned_nothing(
    log: Log, put: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, player = put(2), uuid7()
    play(log, player, asked, [0, 1])
    log.apply()
    step(LATER, [[log.topic_id, 0, len(log.values)]])
    learned = learning.learned
    with monkeypatch.context() as patch:

        def learn_and_die(connection: Connection, sessions: Sequence[UUID]) -> None:
            learned(connection, sessions)
            kill_me()

        patch.setattr(learning, "learned", learn_and_die)
        engine.dispose()
        assert dies(lambda: learn(log))
    assert ratings(log, asked) == [(0.0, 0)] * 2
    assert learn(log) == ["learned", "idle"]
    assert ratings(log, asked) == folded([(0, 0, True), (1, 0, False)], 2)
    assert broken(engine) == []


def test_two_ticks_at_once_are_one(log: Log, put: Any, engine: Engine) -> None:
    play(log, uuid7(), put(1), [0])
    log.apply()
    with engine.begin() as connection:
        assert learning.lock(connection)
        assert learn(log) == ["elsewhere"]
    assert learn(log)[-1] == "idle"


def test_an_expired_session_ends_when_that_was_told(log: Log, put: Any, engine: Engine) -> None:
    """Its time was over before another ended, but nobody could know it then."""
    asked, slow, quick = put(1), uuid7(), uuid7()
    session = log.asking(slow, [*asked, *asked])
    log.values += [answer(session, slow, 0, chosen(0, asked[0], 1)), ended(session, slow, NOON, "expired")]
    play(log, quick, asked, [0], at=NOON + timedelta(minutes=1))
    with engine.begin() as connection:
        statement = text("UPDATE sessions SET end_sent_at = :at WHERE id = :id")
        connection.execute(statement, {"at": NOON + timedelta(minutes=2), "id": session})
    log.apply()
    learn(log)
    assert ratings(log, asked) == folded([(0, 0, True), (0, 1, False)], 1)


def test_a_shared_session_is_learned_from_at_its_reveal_and_holds_nobody_up(log: Log, put: Any, engine: Engine) -> None:
    """A rating of the player's, which their own file tells, would be a verdict while others still play."""
    asked, early, other = put(1), uuid7(), uuid7()
    shared = play(log, early, asked, [0])
    reveal(engine, shared, datetime.now(UTC) + timedelta(minutes=5))
    play(log, other, asked, [1], at=NOON + timedelta(minutes=1))
    log.apply()
    assert learn(log) == ["marked", "learned", "idle"]
    assert ratings(log, asked) == folded([(0, 1, False)], 1)
    assert log.all("SELECT player_id FROM player_skills") == [(other,)]
    reveal(engine, shared, NOON + timedelta(minutes=2))
    assert learn(log) == ["learned", "idle"]
    assert ratings(log, asked) == folded([(0, 1, False), (0, 0, True)], 1)
    assert len(log.all("SELECT player_id FROM player_skills")) == 2
    assert broken(engine) == []


def reveal(engine: Engine, session: UUID, at: datetime) -> None:
    """The verdicts of a session may be told from then on."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET reveals_at = :at WHERE id = :id"), {"id": session, "at": at})


pieces = st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=12)


@few
@given(said=st.lists(st.integers(0, 3), min_size=24, max_size=24), cuts=pieces)
def test_the_outcome_does_not_depend_on_cuts_and_ticks(
    engine: Engine, put: Any, said: list[int], cuts: list[tuple[int, bool]]
) -> None:
    """Two partitions, applied in any pieces with ticks in between: ratings are those of the received order."""
    forget_horizon(engine)
    logs, asked = [Log(engine, 0), Log(engine, 1)], put(4)
    for number in range(6):
        at = NOON + timedelta(minutes=number)
        play(logs[number % 2], uuid7(), asked, said[4 * number : 4 * number + 4], at=at)
    for turn, (length, tick) in enumerate(cuts):
        log = logs[turn % 2]
        log.apply(log.row.applied, min(log.row.applied + length, 12))
        if tick:
            learn(*logs)
    for log in logs:
        log.apply(log.row.applied)
    learn(*logs)
    order = [(no % 4, no // 4, option == 0) for no, option in enumerate(said)]
    assert ratings(logs[0], asked) == folded(order, 4)


def test_a_question_that_is_gone_holds_nobody_up(log: Log, put: Any, engine: Engine) -> None:
    asked, gone = put(1), choice("gone")
    play(log, uuid7(), [gone, *asked], [0, 0])
    log.apply()
    assert learn(log)[-1] == "idle"
    assert [n for _, n in ratings(log, [gone, *asked])] == [0, 1]
    assert broken(engine) == []


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("UPDATE item_statistics SET rated = rated + 1", 1),
        ("UPDATE player_skills SET rated = rated + 1", 2),
        ("UPDATE seen SET learned = false", 0),
        ("DELETE FROM item_statistics", 1),
    ],
)
def test_audit_finds_what_was_learned_twice_or_not_at_all(
    log: Log, put: Any, engine: Engine, damage: str, finding: int
) -> None:
    play(log, uuid7(), put(2), [0, 1])
    log.apply()
    learn(log)
    assert broken(engine) == []
    with engine.begin() as connection:
        connection.execute(text(damage))
    assert INVARIANTS[finding] in broken(engine)


def test_ends_that_are_never_reached_are_read_anew(log: Log, put: Any, engine: Engine) -> None:
    """The log of a topic that was made anew does not go on where the old one ended."""
    play(log, uuid7(), put(1), [0])
    log.apply()
    assert step(LATER, [["a topic that was", 0, 9]]) == "marked"
    assert step(LATER, None) == "waiting"
    assert step(LATER, [[log.topic_id, 0, 1]]) == "marked"
    assert step(LATER, None) == "learned"
    with engine.connect() as connection:
        assert not learning.is_anything_left(connection)
