"""SECURITY 12: events received while their player was blocked get the outcome `blocked`, once and for ever."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.identity import answer_event_id
from tests.pipeline import NOON, Log, answer

SECOND = timedelta(seconds=1)


def blocked(engine: Engine, player: UUID, ended: bool, kind: str = "ban", lifted: int | None = None) -> None:
    """Banned from noon on, for a minute or for good; perhaps lifted after some seconds."""
    statement = text(
        "INSERT INTO sanctions (id, player_id, kind, ground, reason, since, until, lifted_at, hiding) "
        "VALUES (gen_random_uuid(), :player, :kind, 'rules', 'test', :since, :until, :lifted, false)"
    )
    values = {"player": player, "kind": kind, "since": NOON, "until": NOON + 60 * SECOND if ended else None}
    values["lifted"] = None if lifted is None else NOON + lifted * SECOND
    with engine.begin() as connection:
        connection.execute(statement, values)


def refused(log: Log, session: UUID) -> list[int]:
    rows = {row[0] for row in log.all("SELECT event_id FROM refused WHERE code = 'blocked'")}
    return [number for number in range(10) if answer_event_id(session, number, "a") in rows]


def test_12_answers_received_during_a_block_are_refused_and_others_apply(log: Log, engine: Engine) -> None:
    player, other = uuid7(), uuid7()
    session, theirs = log.session(player), log.session(other)
    blocked(engine, player, ended=True)
    for number, offset in enumerate((-1, 0, 30, 60)):
        log.values.append(answer(session, player, number, at=NOON + offset * SECOND))
        log.values.append(answer(theirs, other, number, at=NOON + offset * SECOND))
    assert log.apply() == "applied"
    assert refused(log, session) == [1, 2]
    assert refused(log, theirs) == []
    assert (log.row.applied_n, log.row.refused, log.row.copies) == (6, 2, 0)
    points = log.one("SELECT base_points FROM sessions WHERE id = :id", id=session)[0]
    assert [value is not None for value in points[:4]] == [True, False, False, True]


def test_12_a_copy_of_what_was_applied_before_is_a_copy_and_of_what_was_refused_too(log: Log, engine: Engine) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, 0), answer(session, player, 1, at=NOON + SECOND)]
    assert log.apply(0, 1) == "applied"
    blocked(engine, player, ended=False)
    log.values.append(answer(session, player, 0))
    assert log.apply(1, 3) == "applied"
    assert refused(log, session) == [1]
    log.values.append(log.values[1])
    with engine.begin() as connection:
        connection.execute(text("UPDATE sanctions SET lifted_at = now()"))
    assert log.apply(3, 4) == "applied"
    assert (log.row.applied_n, log.row.refused, log.row.copies) == (1, 1, 2)


def test_12_a_session_whose_last_answer_is_refused_is_not_complete(log: Log, engine: Engine) -> None:
    player = uuid7()
    session = log.session(player, count=1)
    blocked(engine, player, ended=False)
    log.values = [answer(session, player, 0)]
    assert log.apply() == "applied"
    assert log.one("SELECT ended_at, points FROM sessions WHERE id = :id", id=session) == (None, 0)


def test_12_a_block_that_was_lifted_covers_what_came_before_it_was(log: Log, engine: Engine) -> None:
    player = uuid7()
    session = log.session(player)
    blocked(engine, player, ended=True, lifted=30)
    log.values = [answer(session, player, number, at=NOON + seconds * SECOND) for number, seconds in ((0, 29), (1, 30))]
    assert log.apply() == "applied"
    assert refused(log, session) == [0]


def test_12_who_may_only_practise_has_practice_applied_and_nothing_else(log: Log, engine: Engine) -> None:
    player = uuid7()
    ranked, practice = log.session(player), log.session(player, mode="practice")
    blocked(engine, player, ended=True, kind="ban_ranked")
    for number, offset in enumerate((-1, 0, 59, 60)):
        log.values.append(answer(ranked, player, number, at=NOON + offset * SECOND))
        log.values.append(answer(practice, player, number, at=NOON + offset * SECOND))
    assert log.apply() == "applied"
    assert refused(log, ranked) == [1, 2]
    assert refused(log, practice) == []
    assert (log.row.applied_n, log.row.refused) == (6, 2)
