"""How a program is started."""

from dataclasses import replace
from pathlib import Path

import psutil

from lab.process import Running
from tests.lab.dummies import dummy


def test_who_steps_back_does_so_with_all_of_its_session(tmp_path: Path) -> None:
    mine = psutil.Process().nice()
    running = Running(replace(dummy(tmp_path, "one"), nice=3))
    try:
        assert running.wait_ready()
        assert psutil.Process(running.pid).nice() == mine + 3
        share = Path(f"/proc/{running.pid}/autogroup")
        assert not share.exists() or share.read_text().split()[1:] == ["nice", "3"]
    finally:
        running.kill()
