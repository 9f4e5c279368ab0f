"""Signs that a player has help, and that honest ones do not give."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.suspicion import (
    HOLD_FROM,
    REVIEW_FROM,
    WEIGHTS,
    Answer,
    Signal,
    burst,
    consistency,
    deadline,
    of_answers,
    pace,
    score,
    shared_device,
    verdict,
)

LIMIT = 15_000
HUMAN = [1_900, 3_200, 2_400, 7_800, 4_100, 2_800, 5_600, 3_700, 12_000, 2_200]
answers = st.lists(
    st.builds(
        lambda delivered, elapsed, right: Answer(delivered, delivered + elapsed, LIMIT, right),
        st.integers(0, 100_000),
        st.integers(0, LIMIT + 300),
        st.booleans(),
    ),
    max_size=40,
)


def played(times: list[int], right: bool = True) -> list[Answer]:
    """One question after the other, half a second between them."""
    out, at = [], 0
    for elapsed in times:
        out.append(Answer(at, at + elapsed, LIMIT, right))
        at += elapsed + 500
    return out


def strength(signal: Signal | None) -> float:
    return signal.strength if signal else 0.0


def test_an_honest_player_is_clear() -> None:
    assert of_answers(played(HUMAN * 3)) == []
    assert verdict(score(of_answers(played(HUMAN * 3)))) == "clear"


def test_a_clock_that_runs_backwards_gives_no_negative_time() -> None:
    assert Answer(5, 3, LIMIT, True).elapsed_ms == 0


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([249] + [3_000] * 9, 0),
        ([249] * 2 + [3_000] * 8, 0.4),
        ([250] * 10, 0),
        ([249] * 5 + [3_000] * 5, 1),
        ([100] * 9, 0),
        ([249] * 7 + [3_000] * 28, 0.4),
        ([100] * 10, 1),
    ],
)
def test_pace(times: list[int], expected: float) -> None:
    assert strength(pace(played(times))) == pytest.approx(expected)


def batch(delivered: list[int], received: int) -> list[Answer]:
    return [Answer(at, received, LIMIT, True, alone=False) for at in delivered]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([one for at in range(0, 50_000, 10_000) for one in batch([at, at + 90], at + 200)], 1),
        (batch(list(range(0, 600, 60)), 1_500), 1),
        (batch(list(range(0, 600, 60)), 2_500), 0),
        (batch(list(range(0, 600, 60)), 2_500) + played([100] * 3), 3 / 13 / 0.5),
        (played([200] * 2 + [3_000] * 8) + batch([90_000, 91_000], 110_000), 0),
    ],
)
def test_answers_of_a_batch_took_no_longer_than_until_it_came(answers: list[Answer], expected: float) -> None:
    assert strength(pace(answers)) == pytest.approx(expected)


def test_a_batch_tells_nothing_that_needs_exact_times() -> None:
    """Questions fetched before the way leads through a tunnel, answered there, and sent behind it."""
    offline = batch([10 * no for no in range(30)], LIMIT - 100)
    assert consistency(offline)
    assert deadline(offline)
    assert burst(offline)
    assert of_answers(offline) == []


def test_pace_tells_who_only_taps() -> None:
    signal = pace(played([100] * 8, right=False) + played([100] * 2))
    assert signal
    assert signal.evidence == {"answers": 10, "fast": 10, "fast_right": 2, "share": 1.0}


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([2_000] * 19, 0),
        ([2_000] * 20, 1),
        ([0] * 20, 1),
        ([1_900, 2_100] * 10, 0.5),  # 100 by 2,000 is 5 %
        ([1_800, 2_200] * 10, 0),  # 10 %
        (HUMAN * 2, 0),
    ],
)
def test_consistency(times: list[int], expected: float) -> None:
    assert strength(consistency(played(times))) == pytest.approx(expected)


def test_times_that_spread_by_a_tenth_are_no_signal() -> None:
    assert consistency(played([1_800, 2_200] * 10)) is None


@pytest.mark.parametrize(
    ("late", "early", "expected"), [(3, 7, 0.3), (2, 8, 0), (10, 0, 1), (9, 0, 0), (5, 15, 0), (6, 14, 0.3)]
)
def test_deadline(late: int, early: int, expected: float) -> None:
    times = [LIMIT - 499] * late + [4_000] * early
    assert strength(deadline(played(times))) == pytest.approx(expected)
    assert deadline(played([LIMIT - 500] * 20)) is None
    assert strength(deadline(played([LIMIT + 300] * 10))) == 1


def test_wrong_answers_at_the_deadline_are_nothing() -> None:
    assert deadline(played([LIMIT - 1] * 20, right=False) + played(HUMAN)) is None


def test_a_short_limit_has_no_time_to_look_anything_up() -> None:
    assert deadline([answer._replace(limit_ms=5_000) for answer in played([4_900] * 20)]) is None


def sent(count: int, wrong: int = 0, silence: int = 5_000, gap: int = 300) -> list[Answer]:
    """All questions fetched in a second, then answers one after the other."""
    first = 1_000 + silence
    return [Answer(min(100 * no, 1_000), first + gap * no, LIMIT, no >= wrong) for no in range(count)]


@pytest.mark.parametrize(
    ("some", "expected"),
    [
        (sent(3), 0),
        (sent(4), 0.5),
        (sent(8), 1),
        (sent(10), 1),
        (sent(10, wrong=2), 1),
        (sent(10, wrong=3), 0),
        (sent(5, wrong=1), 0.5),
        (sent(8, silence=3_000), 0),
        (sent(8, gap=1_000), 1),
        (sent(8, gap=1_001), 0),
        (played([6_000] * 20), 0),
        (played([300] * 20), 0),
        ([], 0),
    ],
)
def test_burst(some: list[Answer], expected: float) -> None:
    assert strength(burst(some)) == pytest.approx(expected)
    assert strength(burst(list(reversed(some)))) == pytest.approx(expected)


def test_the_silence_is_five_seconds_included() -> None:
    assert burst([Answer(1_000, 6_000, LIMIT, True)] * 4)
    assert burst([Answer(1_001, 6_000, LIMIT, True)] * 4) is None


def test_a_burst_is_found_among_honest_answers() -> None:
    later = [
        answer._replace(delivered_ms=answer.delivered_ms + 10**6, received_ms=answer.received_ms + 10**6)
        for answer in sent(6)
    ]
    signal = burst(played(HUMAN) + later)
    assert signal
    assert burst(sent(10, wrong=4) + later) == signal  # six right of ten are no burst, and hide none
    assert signal.evidence == {"answers": 6, "right": 6, "silence_ms": 5_500, "lasted_ms": 1_500}


signals = st.lists(st.builds(Signal, st.sampled_from(sorted(WEIGHTS)), st.floats(0, 1), st.just({})), max_size=12)


def test_no_signal_alone_holds_and_two_may() -> None:
    full = [Signal(code, 1.0, {}) for code in WEIGHTS]
    assert all(score([signal] * 20) < HOLD_FROM for signal in full)
    assert verdict(score([Signal("deadline", 1.0, {})])) == "clear"
    assert max(score(two) for two in combinations(full, 2)) >= HOLD_FROM
    assert score(full) == 100


@given(signals, signals)
def test_a_score_is_bounded_and_only_grows_with_signals(some: list[Signal], more: list[Signal]) -> None:
    assert 0 <= score(some) <= score(some + more) <= 100
    assert score(some + some) == score(some) == score(list(reversed(some)))


@given(answers)
def test_every_signal_is_within_its_bounds_and_has_evidence(some: list[Answer]) -> None:
    for signal in of_answers(some):
        assert 0 < signal.strength <= 1
        assert signal.evidence
        assert 0 < signal.points <= WEIGHTS[signal.code]


@pytest.mark.parametrize(
    ("points", "name"),
    [(0, "clear"), (REVIEW_FROM - 1, "clear"), (REVIEW_FROM, "review"), (HOLD_FROM - 1, "review"), (HOLD_FROM, "hold")],
)
def test_verdicts(points: int, name: str) -> None:
    assert verdict(points) == name


def test_a_script_is_held_and_a_look_up_is_reviewed() -> None:
    script = of_answers(played([120] * 30))
    assert {signal.code for signal in script} == {"pace", "consistency"}
    assert verdict(score([*script, Signal("agreement", 0.5, {})])) == "hold"
    looked_up = of_answers(sent(10))
    assert [signal.code for signal in looked_up] == ["burst"]
    assert verdict(score([*looked_up, Signal("deadline", 0.3, {})])) == "review"


@pytest.mark.parametrize(("players", "strength"), [(2, 0.25), (3, 0.5), (5, 1.0), (40, 1.0)])
def test_a_family_is_little_and_a_farm_no_more_than_a_look(players: int, strength: float) -> None:
    signal = shared_device(players)
    assert signal is not None
    assert (signal.strength, signal.evidence) == (strength, {"players": players})
    assert verdict(score([signal])) == "clear"


def test_one_player_shares_nothing() -> None:
    assert shared_device(1) is None
