"""Real processes that die or freeze in the middle of something."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep

_fork = multiprocessing.get_context("fork")


def until(condition: Callable[[], object], seconds: float = 30, what: str = "the condition") -> None:
    """Wait until a condition holds; fails after a deadline."""
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, f"{what} did not come true within {seconds} s"
        sleep(0.02)


def dies(target: Callable[[], object]) -> bool:
    """Run `target` in a child; whether it was killed there, rather than came back."""
    child = _fork.Process(target=target)
    child.start()
    child.join(30)
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


def kill_me() -> None:
    """SIGKILL to the process that calls."""
    os.kill(os.getpid(), signal.SIGKILL)


def freeze_me() -> None:
    """SIGSTOP to the process that calls."""
    os.kill(os.getpid(), signal.SIGSTOP)


@contextmanager
def frozen(target: Callable[[], object]) -> Iterator[int]:
    """Run `target` in a child that freezes itself, and is never continued; gone at the end."""
    child = _fork.Process(target=target)
    child.start()
    try:
        pid, status = os.waitpid(child.pid or 0, os.WUNTRACED)
        assert os.WIFSTOPPED(status), f"the child did not freeze: status {status}"
        yield pid
    finally:
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join(10)
