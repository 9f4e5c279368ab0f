"""Bookkeeping, whatever is done in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ledger import (
    InsufficientTokens,
    Move,
    Standing,
    capture,
    claw_back,
    credit,
    debit,
    hold,
    release,
)

amounts = st.integers(1, 50)
doings = st.lists(st.tuples(st.sampled_from(["credit", "debit", "claw_back", "hold", "capture", "release"]), amounts))


def do(standing: Standing, what: str, amount: int) -> Move:
    match what:
        case "credit":
            return credit(standing, amount, "minted")
        case "debit":
            return debit(standing, amount, "spent")
        case "claw_back":
            return claw_back(standing, amount, "minted")
        case "hold":
            return hold(standing, amount)
        case "capture":
            return capture(standing, amount, "clearing:tremendous")
        case _:
            return release(standing, amount)


@given(doings)
def test_whatever_is_done_adds_up_and_is_never_below_nothing(done: list[tuple[str, int]]) -> None:
    standing, own, debt = Standing(), 0, 0
    for what, amount in done:
        try:
            after, legs = do(standing, what, amount)
        except (InsufficientTokens, ValueError):
            continue
        assert sum(leg.amount for leg in legs) == 0
        own += sum(leg.amount for leg in legs if leg.account == "player")
        debt += sum(leg.amount for leg in legs if leg.account == "debt")
        standing = after
        assert standing.posted == own
        assert standing.owed == -debt
        assert 0 <= standing.held <= standing.posted
        assert standing.owed >= 0


def test_a_debt_is_paid_before_anything_is_had() -> None:
    after, legs = credit(Standing(0, 0, 10), 4, "minted")
    assert after == Standing(0, 0, 6)
    assert dict(legs) == {"debt": 4, "minted": -4}
    after, legs = credit(after, 9, "minted")
    assert after == Standing(3, 0, 0)
    assert dict(legs) == {"player": 3, "debt": 6, "minted": -9}


def test_a_claw_back_leaves_what_is_held() -> None:
    after, legs = claw_back(Standing(10, 8, 0), 5, "minted")
    assert after == Standing(8, 8, 3)
    assert dict(legs) == {"player": -2, "debt": -3, "minted": 5}


def test_only_what_is_free_can_be_spent_or_held() -> None:
    for what in ("debit", "hold"):
        with pytest.raises(InsufficientTokens) as error:
            do(Standing(10, 8), what, 3)
        assert (error.value.free, error.value.amount) == (2, 3)


def test_what_is_owed_is_neither_held_nor_spent() -> None:
    with pytest.raises(InsufficientTokens) as error:
        hold(Standing(100, 0, 40), 61)
    assert error.value.free == 60
    assert hold(Standing(100, 0, 40), 60).standing == Standing(100, 60, 40)
    for what in ("debit", "hold"):
        with pytest.raises(InsufficientTokens) as error:
            do(Standing(100, 80, 40), what, 1)
        assert error.value.free == 0
    assert debit(Standing(100, 80, 40), 20, "expired").standing == Standing(80, 80, 40)


def test_only_what_is_held_can_be_taken_or_let_go() -> None:
    for what in ("capture", "release"):
        with pytest.raises(ValueError, match="not held"):
            do(Standing(10, 2), what, 3)


@pytest.mark.parametrize("amount", [0, -1, 1_000_000_001])
def test_a_transfer_is_of_something(amount: int) -> None:
    with pytest.raises(ValueError, match="1 to"):
        credit(Standing(), amount, "minted")
