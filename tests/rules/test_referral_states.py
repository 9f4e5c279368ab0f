"""A referral's way."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.referral import Code, Judgement, Reason
from rules.referral_states import NEXT, OPEN, STATES, Played, State, Why, after, has_played, is_human, late, may, why
from rules.thresholds import Thresholds

LIMIT = Thresholds()
CLAIMED = datetime(2026, 11, 20, 12, tzinfo=UTC)


def games(*days: float, human: bool = True) -> list[Played]:
    return [Played(CLAIMED + timedelta(days=day), human) for day in days]


def test_every_state_is_reached_and_all_but_the_open_ones_end() -> None:
    reached: set[State] = {"invited"}
    new = set(reached)
    while new:
        new = {after for before in new for after in NEXT[before]} - reached
        reached |= new
    assert reached == set(STATES)
    assert may("paid", "clawed_back")
    assert not may("paid", "ineligible")
    assert not may("joined", "paid")
    assert {"joined", "qualified", "held"} == OPEN


@pytest.mark.parametrize(
    ("played", "enough"),
    [
        (games(0.1, 0.2, 0.3, 1, 2), True),
        (games(0.1, 0.2, 0.3, 1), False),  # too few
        (games(0.1, 0.2, 0.3, 0.31, 1), False),  # on two days
        (games(0.1, 0.2, 0.3, 1, 31), False),  # too late
        (games(-1, 0.1, 0.2, 1, 2), False),  # one before the claim
        (games(0.1, 0.2, 1, 2) + games(2, human=False), False),
        (games(0, 0.1, 0.2, 1, 2), True),  # one at the very claim
        (games(0.1, 0.2, 0.3, 1, 29.999), True),  # just in time
        (games(0.1, 0.2, 0.3, 1, 30), False),
    ],
)
def test_who_plays_enough_qualifies(played: list[Played], enough: bool) -> None:
    assert has_played(played, CLAIMED, LIMIT) is enough


def test_in_a_demo_days_are_minutes() -> None:
    minutes = LIMIT._replace(referral_day_seconds=60)
    played = [Played(CLAIMED + timedelta(seconds=second), True) for second in (5, 10, 70, 80, 130)]
    assert has_played(played, CLAIMED, minutes)
    assert not has_played(played, CLAIMED, LIMIT)


def test_machines_are_faster_than_people() -> None:
    assert is_human([900, 1_200, 2_000])
    assert not is_human([900, 1_200])
    assert not is_human([100, 120, 2_000])


def test_a_claim_may_be_late() -> None:
    assert not late(CLAIMED, CLAIMED + timedelta(hours=24), LIMIT)
    assert late(CLAIMED, CLAIMED + timedelta(hours=24, seconds=1), LIMIT)


@pytest.mark.parametrize(
    ("state", "codes", "told"),
    [
        ("joined", (), "playing"),
        ("qualified", ("fingerprint",), "checking"),
        ("held", (), "waiting"),
        ("paid", (), "none"),
        ("ineligible", ("not_played",), "expired"),
        ("ineligible", ("season_limit",), "limits"),
        ("ineligible", ("budget_spent",), "limits"),
        ("ineligible", ("same_device",), "rules"),
        ("clawed_back", ("same_payout",), "rules"),
        ("ineligible", ("erased",), "left"),
    ],
)
def test_why_is_told_in_general_terms(state: State, codes: tuple[str, ...], told: Why) -> None:
    assert why(state, codes) == told


def test_who_has_proved_nothing_is_told_so() -> None:
    assert [why(state, (), proof=True) for state in ("joined", "held", "paid")] == ["proof", "proof", "none"]


def test_verdicts_lead_on() -> None:
    assert [after(verdict) for verdict in ("pass", "review", "reject")] == ["held", "qualified", "ineligible"]
    codes: list[Code] = ["same_device"]
    assert Judgement("reject", 0, tuple(map(Reason, codes))).links
