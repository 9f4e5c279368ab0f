"""The supervisor on dummy programs: what dies comes back, and nothing outlives it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from lab.folder import ROOT, LabError
from lab.process import Mark
from lab.state import Entry, State, kill, named, processes, running
from tests.processes import until

DUMMIES = Path(__file__).with_name("dummies.py")


@contextmanager
def supervised(home: Path, *arguments: str, wait: bool = True) -> Iterator["subprocess.Popen[str]"]:
    """A supervisor of its own process, ready unless told otherwise, and gone at the end."""
    with subprocess.Popen(
        [sys.executable, str(DUMMIES), str(home), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            if wait:
                until(lambda: (state := running(home, "lab")) and state.ready)
            yield process
        finally:
            process.terminate()
            process.wait(20)


def entry(home: Path, name: str) -> Entry:
    """The one process of that name."""
    [found] = named(home, name)
    return found


def children(home: Path) -> list[int]:
    """The processes that the workers started."""
    return [int((home / f"worker-{number}.child").read_text()) for number in (1, 2)]


def lives(pid: int) -> bool:
    """Whether it runs and is no zombie."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_services_come_first_then_steps_then_apps_and_they_stop_in_reverse(tmp_path: Path) -> None:
    with supervised(tmp_path) as process:
        pass
    events = (tmp_path / "events").read_text().split("\n")
    assert events[:2] == ["service started", "step"]
    assert sorted(events[2:4]) == ["worker-1 started", "worker-2 started"]
    assert sorted(events[4:6]) == ["worker-1 stopped", "worker-2 stopped"]
    assert events[6] == "service stopped"
    assert process.returncode == 0


def test_a_killed_process_comes_back_with_all_of_its_group_new(tmp_path: Path) -> None:
    with supervised(tmp_path):
        before, old = entry(tmp_path, "worker-1"), children(tmp_path)[0]
        assert kill(tmp_path, "worker-1") == [before]
        until(lambda: entry(tmp_path, "worker-1").restarts == before.restarts + 1)
        until(lambda: entry(tmp_path, "worker-1").state == "ready")
        assert entry(tmp_path, "worker-1").pid != before.pid
        assert not lives(old)
        assert entry(tmp_path, "worker-2").restarts == 0


def test_a_name_means_all_that_begin_with_it_and_a_wrong_one_lists_the_right_ones(tmp_path: Path) -> None:
    with supervised(tmp_path):
        assert [each.name for each in kill(tmp_path, "worker")] == ["worker-1", "worker-2"]
        with pytest.raises(LabError, match="work; running: service, worker-1, worker-2"):
            kill(tmp_path, "work")


def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with supervised(tmp_path) as process:
        left = [each.pid for each in processes(tmp_path)] + children(tmp_path)
        process.kill()
        process.wait()
        until(lambda: not any(lives(pid) for pid in left))
    with supervised(tmp_path):
        assert len(processes(tmp_path)) == 3


def test_a_number_that_is_somebody_elses_now_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "1000"], start_new_session=True) as stranger:
        mark = Mark(stranger.pid, "another boot:1", "token")
        State(mark, True, {}, (Entry("worker-1", stranger.pid, "ready", 0.0, 0, mark),)).save(tmp_path, "lab")
        assert running(tmp_path, "lab") is None
        with supervised(tmp_path):
            assert stranger.poll() is None
        stranger.kill()


def test_a_start_that_fails_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "break").touch()
    with supervised(tmp_path, wait=False) as process:
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 1
    assert "broken ended 3 times before it was ready; broken.log ends:\nno such luck" in output
    assert not any(lives(pid) for pid in children(tmp_path))
    assert running(tmp_path, "lab") is None


def test_a_second_supervisor_is_refused(tmp_path: Path) -> None:
    with supervised(tmp_path), supervised(tmp_path, wait=False) as second:
        output, _ = second.communicate(timeout=30)
        assert second.returncode == 1
        assert "runs already" in output


def test_in_the_foreground_it_ends_with_its_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        ["sh", "-c", '"$0" "$@" & wait', sys.executable, str(DUMMIES), str(tmp_path), "attached"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    until(lambda: (state := running(tmp_path, "lab")) and state.ready)
    left = [each.pid for each in processes(tmp_path)]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until(lambda: not any(lives(pid) for pid in left))
