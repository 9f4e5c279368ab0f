"""The promise, whole: a system is broken while it is played with; and the lab notices when a mechanism is off."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lab.chaos.controls import Control
from lab.chaos.nemesis import CLOSING
from lab.folder import ROOT

# The groups are those of the browser tests, one a worker: each begins with a run, and neither ends with both.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def chaos(home: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON line of a small run."""
    argv = [sys.executable, "-m", "lab", "chaos", "--events", "2000", "--seed", "4", "--home", str(home), "--json"]
    done = subprocess.run([*argv, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert done.stdout.count("\n") == 1, done.stdout
    return done.returncode, json.loads(done.stdout)


def test_the_promise_holds(tmp_path: Path) -> None:
    code, line = chaos(tmp_path, "--kills", "7")
    assert line["why"] == []
    assert (code, line["verdict"], line["lost"], line["doubled"]) == (0, "held", 0, 0)
    assert line["accepted"] >= 2000
    assert line["dead_lettered"] > 0
    assert line["refused"] > 0
    assert len(line["faults"]) == 8
    assert str(CLOSING) in line["faults"]
    nothing = [name for name, count in line["judged"].items() if not count and name != "expired"]
    assert nothing == []


TRIED: tuple[Control, ...] = ("natural-key",)
"""A minute each: the others are for `make chaos`, and what each switches off is seen in test_controls."""


@pytest.mark.parametrize("control", TRIED)
def test_a_mechanism_that_is_off_is_noticed(tmp_path: Path, control: Control) -> None:
    code, line = chaos(tmp_path, "--kills", "6", "--control", control)
    assert (code, line["verdict"]) == (0, "broken")
    assert line["why"]
