"""What the audit finds of battles that are not what their moves made them."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.battle_audit import audit
from tests.fighting import Fight, Moves, broken, log
from tests.pipeline import NOON

__all__ = ["log"]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (
            "results of battles are the fold of their moves",
            "UPDATE battles SET result = result || '{\"points\": [1, 2]}'",
        ),
        ("results of battles are the fold of their moves", "UPDATE battles SET over_seq = over_seq - 1"),
        ("results of battles are the fold of their moves", "DELETE FROM battle_moves WHERE seq = 5"),
        ("every applied move left its row", "DELETE FROM battle_moves WHERE seq = 5"),
        ("battles are settled with a result, and void without or with one", "UPDATE battles SET settled_at = NULL"),
        ("ratings are what the last change made of them", "UPDATE ratings SET rating = rating + 1"),
        ("each change of a rating begins where the one before it ended", "UPDATE rating_changes SET rating_before = 1"),
        ("ranked battles that were settled changed two ratings, others none", "DELETE FROM rating_changes"),
        ("battles gave the tokens of their results, and void ones none", "DELETE FROM grants"),
        ("players are in the battles that run, and in no other", "DELETE FROM in_battle"),
        (
            "nobody is in two battles",
            "INSERT INTO battles SELECT (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid()))).* "
            "FROM battles b WHERE state = 'running'",
        ),
    ],
)
def test_the_audit_sees_what_is_wrong(log: Moves, engine: Engine, name: str, wrong: str) -> None:
    players = uuid7(), uuid7()
    for no in range(2):
        log.values += Fight(engine, players, at=NOON + timedelta(minutes=5 * no)).play().events
        log.apply(log.row.applied)
    Fight(engine)
    assert broken(engine) == []
    with engine.connect() as connection:
        connection.execute(text(wrong))
        assert name in [finding.name for finding in audit(connection) if finding.broken]
        connection.rollback()
