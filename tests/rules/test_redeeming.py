"""Who may redeem what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.redeeming import Applicant, Recent, check_applicant, check_country, check_recent, check_recipient, review
from rules.thresholds import Thresholds

NOW = datetime(2026, 11, 27, tzinfo=UTC)
ADA = Applicant("de", 1990, NOW - timedelta(days=30), is_known=True, suspicion=0)
SET = Thresholds(redemption_min_age=18, redemption_min_account_days=7)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"is_known": False}, "contact_unverified"),
        ({"birth_year": None}, "age_unknown"),
        ({"birth_year": 2009}, "too_young"),
        ({"birth_year": 2008}, None),
        ({"since": NOW - timedelta(days=6)}, "account_too_new"),
        ({"country": "fr"}, "country_unfit"),
        ({"country": None}, "country_unfit"),
    ],
)
def test_who_may_not_is_told_why(changes: dict[str, Any], code: str | None) -> None:
    refusal = check_applicant(replace(ADA, **changes), "DE", SET, NOW)
    assert (refusal.code if refusal else None) == code


def test_a_recharge_is_for_the_country_of_its_phone() -> None:
    assert check_applicant(replace(ADA, country=None), None, SET, NOW) is None


def test_so_much_in_a_day_and_no_more() -> None:
    limits = Thresholds(redemption_day_count=3, redemption_day_tokens=100)
    assert check_recent(Recent(3, 100, 2), 2, limits) is None
    for recent in (Recent(4, 1, 1), Recent(1, 101, 1), Recent(3, 3, 3)):
        assert check_recent(recent, 2, limits)
    assert check_recent(Recent(3, 3, 3), None, limits) is None


def test_so_much_in_a_country_and_no_more() -> None:
    limits = Thresholds(redemption_country_day_tokens=100)
    assert check_country("DE", 100, limits) is None
    refusal = check_country("DE", 101, limits)
    assert refusal
    assert refusal.code == "country_limit_reached"


def test_a_phone_is_recharged_by_few_accounts() -> None:
    assert check_recipient(1, Thresholds(recipient_most_accounts=2)) is None
    assert check_recipient(2, Thresholds(recipient_most_accounts=2))


def test_people_look_at_what_is_large_or_suspicious() -> None:
    limits = Thresholds(redemption_review_above=50, suspicion_review_from=60)
    assert review(ADA, 50, limits) is None
    assert review(ADA, 51, limits)
    assert review(replace(ADA, suspicion=60), 1, limits)
