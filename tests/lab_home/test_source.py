from collections.abc import Callable
from threading import Event
from time import monotonic

import pytest

from lab.home import source
from lab.home.source import Source


class Away(Exception):
    """The part does not answer."""


def until(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + 10
    pause = Event()
    while not condition():
        assert monotonic() < deadline
        pause.wait(0.005)


def test_asking_never_waits_and_the_answer_comes_by_itself() -> None:
    gate = Event()
    part = Source(lambda: gate.wait(10) and 7, (Away,), every_s=0.001)
    assert part.ask() is None
    gate.set()
    until(lambda: part.ask() == 7)
    assert part.fault is None


def test_a_part_that_is_away_keeps_its_last_word_and_says_why_it_is_away() -> None:
    answers = iter([5])

    def read() -> int:
        for answer in answers:
            return answer
        raise Away("connection refused\nmore")

    part = Source(read, (Away,), every_s=0.001)
    until(lambda: part.ask() == 5)
    until(lambda: part.fault is not None)
    assert part.fault == "Away: connection refused"
    assert part.latest == 5


def test_a_part_that_hangs_counts_as_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "PATIENCE_S", 0.02)
    gate = Event()
    part = Source(lambda: gate.wait(30), (Away,))
    part.ask()
    until(lambda: part.fault == "no answer")
    gate.set()
    until(lambda: part.fault is None)


def test_nobody_looks_while_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "IDLE_S", 0.02)
    part = Source(lambda: 1, (Away,), every_s=0.001)
    part.ask()
    until(lambda: part._thread is None)
    part.latest = None
    until(lambda: part.ask() == 1)
