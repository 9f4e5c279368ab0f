"""A switch changes the one mechanism in a process that is started with it, and nothing in one that is not."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from lab.chaos import controls
from lab.chaos.controls import Control
from lab.folder import ROOT
from models import answers
from models.base import CARRIER_LIMITS, open_engine
from tests.pipeline import NOON

SHOW = (
    "from rules import carrying; from models import carried, marks, sessions; "
    "from rules import redemption; "
    "print(carrying.resend_after(0, 0), 'applied = :lo' in carried._OURS, "
    "carrying.cut([1] * 9, 2_000, 99), carrying.cut([1] * 9, 200, 99), "
    "marks.are_passed.__name__, 's.ended_at IS NULL' in sessions._END.text, redemption._lost.__name__)"
)


@pytest.mark.parametrize(
    ("switch", "shown"),
    [
        (None, "0.5 True 9 9 are_passed True _lost"),
        ("resend", "inf True 9 9 are_passed True _lost"),
        ("carried", "0.5 False 9 9 are_passed True _lost"),
        ("slices", "0.5 True 1 9 are_passed True _lost"),
        ("ended-once", "0.5 True 9 9 are_passed False _lost"),
        ("seal", "0.5 True 9 9 <lambda> True _lost"),
        ("lease-stop,look-up", "0.5 True 9 9 are_passed True <lambda>"),
    ],
)
def test_a_switch_is_off_in_that_process_alone(switch: str | None, shown: str) -> None:
    environ = {**os.environ, **controls.environ(switch)}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout.strip() == shown


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url, CARRIER_LIMITS)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(("control", "kept"), [(None, 1), ("natural-key", 2)])
def test_without_its_natural_key_an_answer_is_there_twice(
    engine: Engine, owner_url: str, control: Control | None, kept: int
) -> None:
    session = uuid7()
    answer = {"session_id": session, "question_no": 0, "response": "a", "base_points": 500, "elapsed_ms": 1}
    row = answer | {"received_at": NOON, "kafka_partition": 0, "kafka_offset": 0}
    controls.prepare(owner_url, control)
    with engine.begin() as connection:
        answers.insert(connection, [row])
        answers.insert(connection, [row])
        assert len(answers.marks(connection, [session])[session]) == kept
