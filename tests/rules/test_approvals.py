"""What one of the staff alone may not do."""

import pytest

from rules.approvals import decides_unproved, exceeds, loosens
from rules.redemption import STATES
from rules.thresholds import RANGES, Thresholds


@pytest.mark.parametrize(
    ("amount", "of_day", "two"), [(5_000, 0, False), (5_001, 0, True), (1, 5_000, True), (2_000, 3_000, False)]
)
def test_a_days_sum_counts(amount: int, of_day: int, two: bool) -> None:
    assert exceeds(amount, of_day, 5_000) is two


def test_what_the_partner_may_have_is_never_one_members() -> None:
    assert [state for state in STATES if decides_unproved(state)] == ["manual_review"]


@pytest.mark.parametrize(
    ("name", "looser", "tighter"),
    [
        *(
            (name, 1, -1)
            for name in Thresholds._fields
            if name.startswith(("credit_", "resolve_", "redemption_day", "redemption_country"))
        ),
        *((name, 1, -1) for name in ("redemption_review_above", "recipient_most_accounts", "suspicion_review_from")),
        *((name, -1, 1) for name in ("redemption_min_account_days", "redemption_min_age")),
    ],
)
def test_a_threshold_lets_more_money_go_one_way(name: str, looser: int, tighter: int) -> None:
    assert loosens(name, 10, 10 + looser)
    assert not loosens(name, 10, 10 + tighter)
    assert not loosens(name, 10, 10)


def test_when_tokens_expire_is_for_two_either_way() -> None:
    assert [name for name, one in RANGES.items() if one.looser == "either"] == ["token_expiry_days"]
    assert loosens("token_expiry_days", 0, 1)
    assert loosens("token_expiry_days", 1, 0)
