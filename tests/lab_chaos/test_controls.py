"""A switch changes the one mechanism in a process that is started with it, and nothing in one that is not."""

import os
import subprocess
import sys

import pytest

from lab.chaos import controls
from lab.folder import ROOT

SHOW = (
    "from rules import carrying; from models import carried, marks, sessions; "
    "print(carrying.resend_after(0, 0), 'applied = :lo' in carried._OURS, "
    "carrying.cut([1] * 9, 2_000, 99), carrying.cut([1] * 9, 200, 99), "
    "marks.are_passed.__name__, 's.ended_at IS NULL' in sessions._END.text)"
)


@pytest.mark.parametrize(
    ("switch", "shown"),
    [
        (None, "0.5 True 9 9 are_passed True"),
        ("resend", "inf True 9 9 are_passed True"),
        ("carried", "0.5 False 9 9 are_passed True"),
        ("slices", "0.5 True 1 9 are_passed True"),
        ("ended-once", "0.5 True 9 9 are_passed False"),
        ("seal", "0.5 True 9 9 <lambda> True"),
        ("natural-key", "0.5 True 9 9 are_passed True"),
    ],
)
def test_a_switch_is_off_in_that_process_alone(switch: str | None, shown: str) -> None:
    environ = {**os.environ, **controls.environ(switch)}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout.strip() == shown
