"""A switch changes the one mechanism in a process that is started with it, and nothing in one that is not."""

import os
import subprocess
import sys

import pytest

from lab.chaos import controls
from lab.folder import ROOT

SHOW = (
    "from rules import carrying; from models import carried; "
    "print(carrying.resend_after(0, 0), 'applied = :lo' in carried._OURS, "
    "carrying.cut([1] * 9, 2_000, 99), carrying.cut([1] * 9, 200, 99))"
)


@pytest.mark.parametrize(
    ("switch", "shown"),
    [
        (None, "0.5 True 9 9"),
        ("resend", "inf True 9 9"),
        ("carried", "0.5 False 9 9"),
        ("slices", "0.5 True 1 9"),
        ("natural-key", "0.5 True 9 9"),
    ],
)
def test_a_switch_is_off_in_that_process_alone(switch: str | None, shown: str) -> None:
    environ = {**os.environ, **controls.environ(switch)}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout.strip() == shown
