"""What is said of a question once it was answered: statistics, flags, and where it is drawn from."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import bank, cases, items
from models.bank import NewQuestion
from models.base import encode_json
from models.items import Measured
from rules import difficulty, times
from rules.content import Content
from rules.difficulty import Rating
from rules.items import Stats
from tasks import runtime
from tests.crossing import before, is_held
from tests.pipeline import NOON, Log
from tests.tasks.learners import broken, crowd, empty, learn, play, put, ratings

__all__ = ["empty", "put"]


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


def test_a_flag_that_a_mended_key_has_too_is_another(put: Any, engine: Engine) -> None:
    [asked] = put(1)
    found = Measured(Rating(), Stats(0, (0, 0, 30, 0), (0, 0, 15, 0), n=30, elapsed=times.of([4_000] * 30)))
    for version in (b"old", b"new"):
        with engine.begin() as connection:
            assert items.flag(connection, {(asked.id, version): found}) == {asked.id}
    with engine.connect() as connection:
        assert items.flags_of(connection, [(asked.id, b"old")]) == {}
        assert items.flags_of(connection, [(asked.id, b"new")])


def test_a_question_and_its_case_are_held_from_before_it_is_flagged(log: Log, put: Any, engine: Engine) -> None:
    """So its words are those that the flag is of, and who edits it or decides on it waits, or is waited for."""
    asked = put(2)
    crowd(log, asked, [(2, number % 2) for number in range(30)])
    with engine.begin() as connection:
        cases.signal(connection, "questions", "report", {asked[0].id: 1})
    log.apply()
    held: list[tuple[bool, bool]] = []

    def look() -> None:
        held.append((is_held(engine, "questions", "id", asked[0].id), is_held(engine, "cases", "subject", asked[0].id)))

    with before(runtime.engine(), "INTO question_flags", look):
        learn(log)
    assert set(held) == {(True, True)}


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
