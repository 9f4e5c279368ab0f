"""Signs of help: found in ended sessions and finished quizzes, recorded once, and nothing is refused for them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

import tasks.suspicion
from models import cases, players, suspicion
from models.bank import NewQuestion
from models.suspicion import Found
from rules.suspicion import WEIGHTS, Signal, verdict
from tests.clearing import clear
from tests.pipeline import NOON, SEED, Log, answer, chosen
from tests.tasks.learners import crowd, empty, learn, put

__all__ = ["empty", "put"]


@pytest.fixture(autouse=True)
def unsuspected(engine: Engine) -> None:
    """Nobody is suspected."""
    with engine.begin() as connection:
        clear(connection, "suspicion_signals, player_suspicion, attempts")


def play(log: Log, player: UUID, asked: Sequence[NewQuestion], took: Sequence[int], **more: Any) -> UUID:
    """A session of right answers that took so many ms each, one after the other."""
    at, session = more.pop("at", NOON), log.asking(player, asked, **more)
    for no, took_ms in enumerate(took):
        at += timedelta(milliseconds=took_ms)
        log.values.append(answer(session, player, no, chosen(no, asked[no], 0), at=at, took_ms=took_ms))
        at += timedelta(seconds=2)
    return session


def signals(engine: Engine, player: UUID) -> list[tuple[UUID, str]]:
    with engine.connect() as connection:
        return [(subject, signal.code) for subject, _, signal in suspicion.signals(connection, player)]


def score(engine: Engine, player: UUID) -> int:
    with engine.connect() as connection:
        rows = suspicion.scores(connection, 0, 100)
    return next((row["score"] for row in rows if row["player_id"] == player), 0)


def test_answers_faster_than_anybody_reads_count_and_are_a_sign(log: Log, put: Any, engine: Engine) -> None:
    script, person = uuid7(), uuid7()
    asked = put(10)
    session = play(log, script, asked, [100] * 10)
    play(log, person, asked, [2_000 + 400 * no for no in range(10)])
    log.apply()
    learn(log)
    assert log.row.refused == log.row.dead == 0
    assert signals(engine, script) == [(session, "pace")]
    assert (score(engine, script), score(engine, person)) == (WEIGHTS["pace"], 0)
    evidence = log.one("SELECT evidence FROM suspicion_signals")[0]
    assert (evidence["answers"], evidence["fast"], evidence["fast_right"]) == (10, 10, 10)


def test_a_habit_shows_over_several_sessions(log: Log, put: Any, engine: Engine) -> None:
    script, asked = uuid7(), put(30)
    sessions = []
    for number in range(3):
        begin = len(log.values)
        at = NOON + timedelta(minutes=number)
        sessions.append(play(log, script, asked[10 * number :][:10], [4_000] * 10, at=at))
        log.apply(begin)
        learn(log)
    assert signals(engine, script) == [(sessions[1], "consistency"), (sessions[2], "consistency")]
    assert score(engine, script) == WEIGHTS["consistency"]


def test_a_second_look_changes_nothing(log: Log, put: Any, engine: Engine) -> None:
    script = uuid7()
    play(log, script, put(10), [100] * 10)
    log.apply()
    learn(log)
    before = log.all("SELECT * FROM suspicion_signals"), log.all("SELECT * FROM player_suspicion")
    with engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET learned_at = NULL"))
    learn(log)
    assert log.all("SELECT * FROM suspicion_signals") == before[0]
    assert [row[:2] for row in log.all("SELECT * FROM player_suspicion")] == [row[:2] for row in before[1]]


def play_in_batches(log: Log, player: UUID, asked: Sequence[NewQuestion], of: int, took_ms: int, **more: Any) -> UUID:
    """A session of right answers that are sent so many at once, each after so many ms more than the next."""
    at, session = more.pop("at", NOON), log.asking(player, asked, **more)
    for no in range(len(asked)):
        received, waited = at + timedelta(seconds=no // of), took_ms * (of - no % of)
        log.values.append(answer(session, player, no, chosen(no, asked[no], 0), at=received, took_ms=waited))
    return session


def test_batches_hide_no_pace(log: Log, put: Any, engine: Engine) -> None:
    script, other, asked = uuid7(), uuid7(), put(20)
    session = play_in_batches(log, script, asked[:10], 2, 20)
    play_in_batches(log, other, asked[:5], 5, 20)
    log.apply()
    learn(log)
    assert (signals(engine, script), signals(engine, other)) == ([(session, "pace")], [])
    begin, later = len(log.values), NOON + timedelta(minutes=1)
    session = play_in_batches(log, other, asked[10:15], 5, 20, at=later)
    log.apply(begin)
    learn(log)
    assert signals(engine, other) == [(session, "pace")], "with the one before"


def test_practice_and_answers_kept_while_offline_are_no_sign(log: Log, put: Any, engine: Engine) -> None:
    practising, offline, asked = uuid7(), uuid7(), put(10)
    play(log, practising, asked, [100] * 10, mode="practice")
    play_in_batches(log, offline, asked, 10, 1_400)
    log.apply()
    learn(log)
    assert signals(engine, practising) == signals(engine, offline) == []


def attempt(log: Log, quiz: UUID, asked: Sequence[NewQuestion], said: Sequence[int], minute: int) -> UUID:
    """A player who says this in a quiz."""
    player = uuid7()
    session = log.asking(player, asked, mode="scheduled")
    with log.engine.begin() as connection:
        values = {"q": quiz, "u": player, "s": session}
        connection.execute(text("INSERT INTO attempts (quiz_id, player_id, session_id) VALUES (:q, :u, :s)"), values)
        connection.execute(text("UPDATE sessions SET quiz_id = :q WHERE id = :s"), values)
    for no, option in enumerate(said):
        at = NOON + timedelta(minutes=minute, seconds=7 * no + minute % 3)
        took = 3_000 + 700 * ((no * minute) % 5)
        log.values.append(answer(session, player, no, chosen(no, asked[no], option), at=at, took_ms=took))
    return player


def make_quiz(engine: Engine, asked: Sequence[NewQuestion]) -> UUID:
    quiz = uuid7()
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO quizzes (id, key, mode, title, category_id, langs, opens_at, closes_at, time_limit_ms, "
                "question_ids, revisions, seed) VALUES (:id, :key, 'scheduled', 'A quiz', 1, '{en}', :opens, :closes, "
                "15000, :asked, :revisions, :seed)"
            ),
            {
                "id": quiz,
                "key": str(quiz),
                "opens": NOON,
                "closes": NOON + timedelta(hours=1),
                "asked": [question.id for question in asked],
                "revisions": [1] * len(asked),
                "seed": SEED,
            },
        )
    return quiz


def test_who_makes_the_same_mistakes_all_through_a_quiz_is_told_of_together(log: Log, put: Any, engine: Engine) -> None:
    asked = put(10)
    crowd(log, asked, [[(no + number) % 4 for no in range(10)] for number in range(30)])
    quiz = make_quiz(engine, asked)
    copied = [3, 2, 1, 3, 2, 1, 3, 3, 2, 0]
    pair = [attempt(log, quiz, asked, copied, minute) for minute in (1, 2)]
    good = [attempt(log, quiz, asked, [0] * 10, minute) for minute in (3, 4)]
    own = [attempt(log, quiz, asked, [(no * step) % 4 for no in range(10)], 4 + step) for step in (1, 3)]
    log.apply()
    assert "learned" in learn(log)
    assert [signals(engine, player) for player in pair] == [[(quiz, "agreement")]] * 2
    assert [signals(engine, player) for player in good + own] == [[]] * 4
    evidence = log.one("SELECT evidence FROM suspicion_signals WHERE player_id = :p", p=pair[0])[0]
    assert (evidence["with"], evidence["same"], evidence["pairs"]) == ([str(pair[1])], 9, 15)
    assert verdict(score(engine, pair[0])) in ("clear", "review")
    assert log.one("SELECT compared_at IS NOT NULL FROM quizzes WHERE id = :q", q=quiz)[0]
    assert learn(log) == ["idle"]


def came_with(engine: Engine, player: UUID, key: bytes, account: bool) -> None:
    """The player came with a device's key; an account has it no more."""
    with engine.begin() as connection:
        statement = text("INSERT INTO players (id, name, device_key_hash) VALUES (:p, 'A', :k)")
        connection.execute(statement, {"p": player, "k": key})
        if account:
            assert players.register(connection, player)
            assert not players.register(connection, player)


def test_players_of_one_quiz_on_one_device_are_told_of_together(log: Log, put: Any, engine: Engine) -> None:
    asked = put(10)
    quiz, key = make_quiz(engine, asked), uuid7().bytes
    shared = [attempt(log, quiz, asked, [(no * n + n) % 4 for no in range(10)], n) for n in (1, 2, 3)]
    alone = attempt(log, quiz, asked, [(no + 2) % 4 for no in range(10)], 4)
    elsewhere = uuid7()
    for player in (*shared[:2], elsewhere):
        came_with(engine, player, key, account=True)
    came_with(engine, shared[2], key, account=False)
    came_with(engine, alone, uuid7().bytes, account=True)
    log.apply()
    learn(log)
    for player in shared:
        assert (quiz, "shared_device") in signals(engine, player)
        query = "SELECT evidence FROM suspicion_signals WHERE player_id = :p AND code = 'shared_device'"
        evidence = log.one(query, p=player)[0]
        assert evidence == {"players": 3, "with": sorted(str(one) for one in shared if one != player)}
    assert not [code for player in (alone, elsewhere) for _, code in signals(engine, player) if code == "shared_device"]


def test_a_quiz_is_compared_when_every_session_of_it_was_learned_from(log: Log, put: Any, engine: Engine) -> None:
    asked = put(10)
    crowd(log, asked, [[(no + number) % 4 for no in range(10)] for number in range(30)])
    quiz = make_quiz(engine, asked)
    copied = [3, 2, 1, 3, 2, 1, 3, 3, 2, 0]
    pair = [attempt(log, quiz, asked, copied[: 10 - late], 1 + late) for late in (0, 1)]
    log.apply()
    learn(log)
    assert signals(engine, pair[0]) == []
    more = len(log.values)
    session = log.one("SELECT session_id FROM attempts WHERE player_id = :p", p=pair[1])[0]
    log.values.append(answer(session, pair[1], 9, chosen(9, asked[9], 0), at=NOON + timedelta(minutes=4)))
    log.apply(more)
    learn(log)
    assert signals(engine, pair[0]) == [(quiz, "agreement")]


def test_a_case_is_opened_again_when_evidence_has_doubled_and_by_no_session_more(engine: Engine) -> None:
    player = uuid7()
    full = [Signal(code, 1.0, {}) for code in WEIGHTS]

    def found(sessions: int) -> bool:
        """Whether the case is open after so many sessions more with all signs there are; it is dismissed then."""
        with engine.begin() as connection:
            for _ in range(sessions):
                session = uuid7()
                tasks.suspicion._record(connection, [Found(player, session, signal) for signal in full])
            [case] = cases.of_subject(connection, player)
            if case.decided_at is None:
                cases.decide(connection, case.id, uuid7(), "dismiss", "a test", None)
            return case.decided_at is None

    assert found(1)
    assert score(engine, player) == 100
    assert not found(8)
    assert found(1), "the tenth"
    assert not found(9)
    assert found(1), "the twentieth"
    assert not found(19)


class Unread(list[UUID]):
    """A group that is not looked through, but for a part of it."""

    def __iter__(self) -> Iterator[UUID]:
        raise AssertionError("all were looked at")


def test_of_a_large_group_some_others_are_named_without_looking_at_all() -> None:
    players = [uuid7() for _ in range(50)]
    for place in (0, 7, 49):
        others = tasks.suspicion._others(Unread(players), players[place])
        assert others == [one for one in players if one != players[place]][:20]
