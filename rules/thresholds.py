"""Thresholds: numbers from which on more care is taken. Staff set them; here are their ranges, and what holds unset."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Unit = Literal["tokens", "days", "years", "redemptions", "accounts", "points", "recipients"]
Looser = Literal["up", "down", "either"]
"""Which way a threshold lets more money go, or more people be told: that takes two of the staff, the other way one."""


class Thresholds(NamedTuple):
    """All of them, as they hold where nobody has set them."""

    credit_second_person_above: int = 5_000
    resolve_second_person_above: int = 5_000
    redemption_review_above: int = 10_000
    redemption_min_account_days: int = 0
    redemption_min_age: int = 16
    redemption_day_count: int = 10
    redemption_day_tokens: int = 20_000
    redemption_country_day_tokens: int = 1_000_000_000
    recipient_most_accounts: int = 2
    suspicion_review_from: int = 60
    token_expiry_days: int = 0
    campaign_second_person_above: int = 10_000


class Range(NamedTuple):
    """What a threshold may be, and what it is for."""

    least: int
    most: int
    unit: Unit
    looser: Looser
    help: str


_TOKENS_MOST = 1_000_000_000

RANGES: Mapping[str, Range] = MappingProxyType(
    {
        "credit_second_person_above": Range(
            0, _TOKENS_MOST, "tokens", "up", "a credit or debit above it takes two people"
        ),
        "resolve_second_person_above": Range(
            0, _TOKENS_MOST, "tokens", "up", "to resolve a redemption or a break above it takes two people"
        ),
        "redemption_review_above": Range(0, _TOKENS_MOST, "tokens", "up", "a redemption above it waits for a review"),
        "redemption_min_account_days": Range(0, 365, "days", "down", "how old a player's account must be to redeem"),
        "redemption_min_age": Range(0, 99, "years", "down", "how old a player must be to redeem"),
        "redemption_day_count": Range(1, 1_000, "redemptions", "up", "of a player, in 24 hours"),
        "redemption_day_tokens": Range(1, _TOKENS_MOST, "tokens", "up", "that a player redeems in 24 hours"),
        "redemption_country_day_tokens": Range(
            1, _TOKENS_MOST, "tokens", "up", "that all players together redeem in one country in 24 hours"
        ),
        "recipient_most_accounts": Range(1, 1_000, "accounts", "up", "that may send to one phone or address"),
        "suspicion_review_from": Range(
            1, 101, "points", "up", "of suspicion, from which on redemptions wait for a review; 101: never"
        ),
        "token_expiry_days": Range(0, 3_650, "days", "either", "after which tokens expire that are not used; 0: never"),
        "campaign_second_person_above": Range(
            0, 1_000_000_000, "recipients", "up", "a campaign for more than these takes two people"
        ),
    }
)
