"""Ended sessions are learned from in received order, each once, whatever is late, repeated, or dies."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from models import bank, items, learning
from models.audit import audit
from models.bank import NewQuestion
from models.base import encode_json
from rules import difficulty
from rules.content import Content, Wording
from rules.difficulty import Attempt, Rating
from tasks.closing import fresh_marks
from tasks.learning import step
from tests.clearing import clear
from tests.pipeline import NOON, Log, answer, chosen, ended
from tests.processes import dies, kill_me

INVARIANTS = (
    "sessions that were learned from taught all their answers",
    "questions are rated by each player's first attempt, once",
    "players are rated by their first attempts, once",
)
LATER = NOON + timedelta(hours=3)
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def empty(engine: Engine) -> None:
    """Nothing played, nothing learned; one category."""
    tables = (
        "sessions, answers, seen, questions, question_revisions, question_pool, item_statistics, player_skills, "
        "question_flags, carried, outbox, quizzes"
    )
    forget_horizon(engine)
    with engine.begin() as connection:
        clear(connection, tables)
        connection.execute(text("INSERT INTO categories VALUES (1, 'maths', 'Maths') ON CONFLICT DO NOTHING"))


def forget_horizon(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE learning SET horizon = '-infinity', marked_at = NULL, marks = NULL"))


@pytest.fixture
def put(engine: Engine) -> Callable[..., list[NewQuestion]]:
    """Makes questions with four options, the first of which is right."""

    def make(count: int) -> list[NewQuestion]:
        made = [choice(f"{uuid7()}") for _ in range(count)]
        with engine.begin() as connection:
            bank.add(connection, made)
        return made

    return make


def choice(stem: str, correct: int = 0) -> NewQuestion:
    content = Content("single_choice", (Wording("en", stem, ("w", "x", "y", "z")),), correct=(correct,))
    return NewQuestion(uuid7(), 1, content, difficulty="medium", source="test", licence="CC0-1.0")


def play(
    log: Log, player: UUID, asked: Sequence[NewQuestion], said: Sequence[int], at: Any = NOON, **more: Any
) -> UUID:
    """A session whose answers, by stored option, are in the log, a second apart."""
    session = log.asking(player, asked, **more)
    log.values += [
        answer(session, player, no, chosen(no, asked[no], option), at=at + timedelta(seconds=no))
        for no, option in enumerate(said)
    ]
    return session


def learn(*logs: Log) -> list[str]:
    """Steps until nothing more comes of them; what each did."""
    done: list[str] = []
    while not done or done[-1] == "learned" or (done[-1] == "marked" and done.count("marked") == 1):
        ends = {(log.topic_id, log.partition): len(log.values) for log in logs}
        done.append(step(LATER, fresh_marks(LATER, ends.copy)))
    return done


def ratings(log: Log, asked: Sequence[NewQuestion]) -> list[tuple[float, int]]:
    rows = {row[0]: (row[1], row[2]) for row in log.all("SELECT question_id, rating, rated FROM item_statistics")}
    return [rows.get(question.id, (0.0, 0)) for question in asked]


def folded(attempts: Sequence[tuple[int, int, bool]], count: int) -> list[tuple[float, int]]:
    """Ratings of `count` questions after attempts (question, player, right) in order."""
    after, _ = difficulty.fold({}, {}, [Attempt(*one, 4) for one in attempts])
    found = [after.get(no, Rating()) for no in range(count)]
    return [(rating.value, rating.n) for rating in found]


def broken(engine: Engine) -> list[str]:
    """Invariants of learning that do not hold."""
    with engine.connect() as connection:
        found = {finding.name: finding.broken for finding in audit(connection)}
    return [name for name in INVARIANTS if found[name]]


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


def crowd(log: Log, asked: Sequence[NewQuestion], said: Sequence[Sequence[int]], at: Any = NOON) -> None:
    """A player each for what they said."""
    for number, options in enumerate(said):
        play(log, uuid7(), asked, options, at=at + timedelta(seconds=10 * number))


def flags(engine: Engine) -> list[tuple[UUID, str, str | None]]:
    with engine.connect() as connection:
        return [(flag.question_id, flag.code, flag.option) for flag in items.flagged(connection, 100)]


def test_statistics_are_of_the_stored_options_and_broken_questions_are_flagged(
    log: Log, put: Any, engine: Engine
) -> None:
    asked = put(2)
    crowd(log, asked, [(2, number % 2) for number in range(30)])
    log.apply()
    learn(log)
    statement = "SELECT n, right_n, chosen FROM item_statistics WHERE question_id = :q"
    assert tuple(log.one(statement, q=asked[0].id)) == (30, 0, [0, 0, 30, 0])
    assert tuple(log.one(statement, q=asked[1].id)) == (30, 15, [15, 15, 0, 0])
    assert flags(engine) == [(asked[0].id, "nobody_right", None)]


def test_a_flag_is_dropped_when_the_answers_no_longer_say_so(log: Log, put: Any) -> None:
    asked = put(2)
    crowd(log, asked, [(2, number % 2) for number in range(30)])
    log.apply()
    learn(log)
    begin = log.one("SELECT flagged_at FROM question_flags")[0]
    more = len(log.values)
    crowd(log, asked, [(1, 0)], at=NOON + timedelta(minutes=30))
    log.apply(more)
    learn(log)
    assert log.all("SELECT answers, flagged_at FROM question_flags") == [(31, begin)]
    more = len(log.values)
    crowd(log, asked, [(0, 0)], at=NOON + timedelta(minutes=40))
    log.apply(more)
    learn(log)
    assert log.all("SELECT * FROM question_flags WHERE code = 'nobody_right'") == []


def revise(engine: Engine, question: NewQuestion, content: Content) -> NewQuestion:
    with engine.begin() as connection:
        connection.execute(text("UPDATE questions SET revision = 2 WHERE id = :q"), {"q": question.id})
        connection.execute(
            text("INSERT INTO question_revisions VALUES (:q, 2, CAST(:c AS jsonb))"),
            {"q": question.id, "c": encode_json(bank.to_json(content))},
        )
    return replace(question, content=content)


@pytest.mark.parametrize(("changed", "counts"), [("key", [1, 1]), ("stem", [2])])
def test_another_key_starts_anew_and_a_mended_stem_does_not(
    log: Log, put: Any, engine: Engine, changed: str, counts: list[int]
) -> None:
    (asked, other) = put(2)
    crowd(log, [asked, other], [(1, 0)])
    words = asked.content.wordings[0]
    content = (
        replace(asked.content, correct=(1,))
        if changed == "key"
        else replace(asked.content, wordings=(replace(words, stem="mended"),))
    )
    mended = revise(engine, asked, content)
    play(log, uuid7(), [mended], [1], at=NOON + timedelta(minutes=5), revision=2)
    log.apply()
    learn(log)
    rows = log.all("SELECT rated FROM item_statistics WHERE question_id = :q", q=asked.id)
    assert [row[0] for row in rows] == counts
    assert broken(engine) == []


def test_a_mended_key_is_no_longer_flagged(log: Log, put: Any, engine: Engine) -> None:
    asked = put(2)
    crowd(log, asked, [(2, number % 2) for number in range(30)])
    log.apply()
    learn(log)
    assert len(flags(engine)) == 1
    revise(engine, asked[0], replace(asked[0].content, correct=(2,)))
    assert flags(engine) == []


def test_help_moves_the_rating_and_says_nothing_of_the_options(log: Log, put: Any, engine: Engine) -> None:
    asked = put(2)
    session = play(log, uuid7(), asked, [0, 1])
    with engine.begin() as connection:
        lifeline = (
            """UPDATE sessions SET lifelines = '{"fifty_fifty": {"no": 0, "hidden": ["a", "b"]}}' WHERE id = :s"""
        )
        connection.execute(text(lifeline), {"s": session})
    log.apply()
    learn(log)
    rows = {row[0]: row[1:] for row in log.all("SELECT question_id, rated, n, rating FROM item_statistics")}
    assert (rows[asked[0].id][:2], rows[asked[1].id][:2]) == ((1, 0), (1, 1))
    assert rows[asked[0].id][2] == difficulty.update(Rating(), Rating(), True, 2)[0].value


def test_the_pool_follows_what_is_measured_once_there_is_enough(log: Log, put: Any) -> None:
    asked = put(2)
    before = log.one("SELECT band FROM question_pool WHERE question_id = :q", q=asked[0].id)[0]
    assert before == difficulty.band(0.0, 4)
    crowd(log, asked, [(1, 0)] * (difficulty.MEASURED_LEAST - 1))
    log.apply()
    learn(log)
    assert log.one("SELECT band FROM question_pool WHERE question_id = :q", q=asked[0].id)[0] == before
    more = len(log.values)
    crowd(log, asked, [(1, 0)], at=NOON + timedelta(minutes=30))
    log.apply(more)
    learn(log)
    rating = ratings(log, asked)[0][0]
    expected = difficulty.band(rating, 4)
    assert expected > before
    found = log.all(
        "SELECT p.band, q.band FROM question_pool p JOIN questions q ON q.id = p.question_id WHERE q.id = :q",
        q=asked[0].id,
    )
    assert found == [(expected, expected)]


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
