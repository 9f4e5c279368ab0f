"""What the home page is told of the players' answers."""

import pytest

from lab.players import report
from lab.players.report import Report, percentile


class Clock:
    """Time that a test moves on."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(report, "monotonic", clock)
    return clock


def counts(told: Report) -> dict[str, int]:
    document = told.document()
    return {name: document[name] for name in ("accepted", "seen", "waiting", "lost")}


def test_an_answer_waits_until_it_is_seen(clock: Clock) -> None:
    told = Report()
    told.accept("a")
    assert counts(told) == {"accepted": 1, "seen": 0, "waiting": 1, "lost": 0}
    told.see("a")
    told.see("a")
    assert counts(told) == {"accepted": 1, "seen": 1, "waiting": 0, "lost": 0}
    assert clock.now == 1000.0


def test_an_answer_is_lost_only_when_later_ones_were_seen(clock: Clock) -> None:
    told = Report()
    told.accept("a")
    clock.now += 61
    assert told.document()["lost"] == 0
    told.accept("b")
    told.see("b")
    assert told.document()["lost"] == 1
    assert told.document()["waiting"] == 0
    told.see("a")
    assert told.document()["lost"] == 0


def test_speed_and_latency_are_of_the_last_minute(clock: Clock) -> None:
    told = Report()
    for number in range(30):
        told.accept(str(number))
    told.took(0.1)
    assert told.document()["events_per_s"] == 0.5
    assert told.document()["latency_ms"] == {"p50": 100.0, "p99": 100.0}
    clock.now += 61
    assert told.document()["events_per_s"] == 0
    assert told.document()["latency_ms"] == {"p50": None, "p99": None}


def test_percentiles_are_by_nearest_rank() -> None:
    values = [float(value) for value in range(1, 101)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile([7.0], 0.99) == 7
    assert percentile([], 0.5) is None
