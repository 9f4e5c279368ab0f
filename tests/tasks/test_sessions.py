"""A session's row: who waits for whom at it, and what still counts once it has expired."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from uuid_utils.compat import uuid7

from models import sessions
from tests.pipeline import NOON, Log, answer, ended


def test_an_answer_that_came_between_an_expiry_and_word_of_it_counts(log: Log, engine: Engine) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, 0), ended(session, player, NOON, "expired")]
    log.apply()
    with engine.begin() as connection:
        statement = text("UPDATE sessions SET end_sent_at = :at WHERE id = :id")
        connection.execute(statement, {"at": NOON + timedelta(seconds=30), "id": session})
    for no, seconds in ((1, 29), (2, 30)):
        log.values.append(answer(session, player, no, at=NOON + timedelta(seconds=seconds)))
    log.apply(2)
    assert log.all("SELECT question_no FROM answers WHERE session_id = :s ORDER BY 1", s=session) == [(0,), (1,)]


def test_a_lifeline_waits_for_answers_that_are_being_applied(log: Log, engine: Engine) -> None:
    session = log.session(uuid7())
    with engine.begin() as applying, engine.begin() as playing:
        assert session in sessions.lock(applying, [session])
        playing.execute(text("SET LOCAL lock_timeout = '100ms'"))
        with pytest.raises(OperationalError, match="lock timeout"), playing.begin_nested():
            sessions.use_lifeline(playing, session, "skip", {"no": 0})
