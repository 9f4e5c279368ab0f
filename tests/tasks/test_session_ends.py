"""However a session ends, and however its events are cut and repeated: it ends once, and gives what it gives once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import SessionEnded
from events.codec import decode
from rules.levels import Mode, xp_of
from tasks.ending import end_expired_sessions
from tests.pipeline import NOON, Log, answer, ended
from tests.tasks.given import given_to, notices, play, progress


def test_the_last_open_question_ends_a_session(log: Log) -> None:
    player = uuid7()
    session = play(log, player, right=7)
    log.apply(0, 9)
    assert progress(log, player) is None
    log.apply(9)
    row = log.one("SELECT ended_at, end_reason, xp FROM sessions WHERE id = :s", s=session)
    assert tuple(row) == (NOON, "answered", xp_of("ranked", 10, 10, 7))
    found = progress(log, player)
    assert found.xp == row.xp
    counters = {
        "answered": 10,
        "right": 7,
        "sessions": 1,
        "perfect_sessions": 0,
        "daily_played": 0,
        "battles_won": 0,
        "fast_right": 7,
        "live_wins": 0,
    }
    assert found.counters == counters | {"best_streak_days": 1, "categories_played": 1, "level": 1}


def test_the_end_twice_is_one_end(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    end = ended(session, player)
    log.values = [answer(session, player, 0), end, ended(session, player, NOON + timedelta(hours=1), "expired"), end]
    log.apply(0, 2)
    before = given_to(log, player)
    log.apply(2, 4)
    assert given_to(log, player) == before
    assert before[0][0][0] == xp_of("ranked", 10, 1, 1)
    assert before[3][0][1:3] == (NOON, "finished")
    assert (log.row.applied_n, log.row.copies) == (2, 2)


def test_an_end_after_the_last_answer_is_a_copy(log: Log) -> None:
    player = uuid7()
    log.values = []
    session = play(log, player)
    log.values.append(ended(session, player))
    log.apply()
    assert (log.row.applied_n, log.row.copies) == (10, 1)
    assert log.one("SELECT end_reason FROM sessions WHERE id = :s", s=session)[0] == "answered"


@pytest.mark.parametrize("cut", range(1, 6))
def test_an_answer_after_the_end_is_refused_and_others_stay_what_they_are(log: Log, cut: int) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [
        answer(session, player, 0),
        ended(session, player),
        answer(session, player, 0),  # a copy
        answer(session, player, 0, "b"),  # superseded
        answer(session, player, 1),  # too late
        answer(session, player, 1),
        answer(session, player, 1, "b"),  # too late, whatever it says
    ]
    log.apply(0, cut)
    log.apply(cut)
    assert (log.row.applied_n, log.row.copies, log.row.refused) == (2, 2, 3)
    query = "SELECT code FROM refused WHERE kafka_partition = 0 AND event_id LIKE :id || '%' ORDER BY 1"
    found = log.all(query, id=log_prefix(log.values[0]))
    assert [row[0] for row in found] == ["session_closed", "session_closed", "superseded"]
    assert log.one("SELECT count(*) FROM answers WHERE session_id = :s", s=session)[0] == 1
    assert progress(log, player).counters["answered"] == 1


@pytest.mark.parametrize("mode", ["ranked", "practice"])
@pytest.mark.parametrize("cut", range(1, 6))
def test_an_answer_that_the_end_overtook_counts_as_if_it_had_not(log: Log, mode: Mode, cut: int) -> None:
    """Over the outbox, say. The third would be right too, and was received after the end."""
    seen = []
    for overtaken in (False, True):
        player, begin = uuid7(), len(log.values)
        session = log.session(player, count=4, mode=mode)
        early = [answer(session, player, no, at=NOON - timedelta(seconds=3 - no)) for no in range(3)]
        end = [ended(session, player), answer(session, player, 3, at=NOON + timedelta(seconds=1))]
        log.values += [early[0], *end, *early[1:]] if overtaken else [*early, *end]
        log.apply(begin, begin + cut)
        log.apply(begin + cut)
        seen.append(given_to(log, player))
    assert seen[0] == seen[1]
    assert (log.row.applied_n, log.row.refused) == (8, 2)
    assert seen[0][0][0][0] == xp_of(mode, 4, 3, 3)


def test_what_completes_a_session_that_has_ended_makes_it_whole_once(log: Log) -> None:
    player = uuid7()
    session = log.session(player, count=2)
    log.values = [ended(session, player), *(answer(session, player, no, at=NOON - timedelta(1)) for no in (0, 1))]
    for cut in range(3):
        log.apply(cut, cut + 1)
    found = log.one("SELECT xp, end_reason FROM sessions WHERE id = :s", s=session)
    assert tuple(found) == (xp_of("ranked", 2, 2, 2), "finished")
    assert progress(log, player).counters["sessions"] == 1


def test_what_was_learned_from_is_closed_for_good(log: Log, engine: Engine) -> None:
    """All that was received before its end was applied then: this is a dead letter that was replayed."""
    player = uuid7()
    session = log.session(player, count=2)
    log.values = [ended(session, player), answer(session, player, 0, at=NOON - timedelta(seconds=1))]
    log.apply(0, 1)
    with engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET learned_at = now() WHERE id = :s"), {"s": session})
    log.apply(1)
    assert log.row.refused == 1


def log_prefix(value: bytes) -> str:
    """What event ids of one session's answers have in common."""
    return decode(value).event_id[:21]


def test_ends_of_nobodys_and_of_others_sessions_are_buried(log: Log) -> None:
    player = uuid7()
    session, others = log.session(player), log.session(uuid7())
    log.values = [ended(uuid7(), player), ended(others, player), ended(session, player)]
    log.apply()
    assert (log.row.applied_n, log.row.dead) == (1, 2)
    assert log.one("SELECT ended_at FROM sessions WHERE id = :s", s=others)[0] is None


def test_a_session_without_an_answer_gives_nothing_and_has_ended(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [ended(session, player)]
    log.apply()
    assert tuple(log.one("SELECT ended_at, xp FROM sessions WHERE id = :s", s=session)) == (NOON, 0)
    assert progress(log, player).xp == 0
    assert notices(log, player) == []


def expire(engine: Engine, session: UUID, ago: str) -> None:
    with engine.begin() as connection:
        statement = "UPDATE sessions SET expires_at = now() - CAST(:ago AS interval) WHERE id = :s"
        connection.execute(text(statement), {"s": session, "ago": ago})


def sent(log: Log, player: UUID) -> list[bytes]:
    rows = log.all("SELECT value FROM outbox WHERE topic = 'quiz.submissions' AND key = :p", p=str(player))
    return [bytes(row[0]) for row in rows]


def test_the_tick_ends_what_expired_once(log: Log, engine: Engine) -> None:
    player = uuid7()
    due, running, answerable = log.session(player), log.session(player), log.session(player)
    expire(engine, due, "46 seconds")
    expire(engine, answerable, "40 seconds")  # a question of 15 s may just have been answered
    end_expired_sessions()
    end_expired_sessions()
    (value,) = sent(log, player)
    event = decode(value)
    assert isinstance(event, SessionEnded)
    assert (event.session_id, event.reason) == (due, "expired")
    log.values = [answer(due, player, 0), value, value]
    log.apply()
    end_expired_sessions()
    assert len(sent(log, player)) == 1
    assert given_to(log, player)[3][0][2] == "expired"
    assert log.all("SELECT id FROM sessions WHERE player_id = :p AND ended_at IS NULL ORDER BY id", p=player) == [
        (running,),
        (answerable,),
    ]


def test_the_tick_leaves_no_note_without_its_event(log: Log, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    player = uuid7()
    session = log.session(player)
    expire(engine, session, "1 hour")

    def dies(*_: Any) -> None:
        raise ConnectionError("the worker died between the note and the event")

    with monkeypatch.context() as broken:
        broken.setattr("models.outbox.put_all", dies)
        with pytest.raises(ConnectionError):
            end_expired_sessions()
    assert sent(log, player) == []
    end_expired_sessions()
    assert len(sent(log, player)) == 1
