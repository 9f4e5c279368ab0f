"""Thresholds: numbers from which on more care is taken. Staff set them; here are their ranges, and what holds unset."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from rules.logins import IDLE

Unit = Literal["tokens", "days", "years", "redemptions", "accounts", "points"]


class Thresholds(NamedTuple):
    """All of them, as they hold where nobody has set them."""

    credit_second_person_above: int = 5_000
    resolve_second_person_above: int = 5_000
    redemption_review_above: int = 10_000
    redemption_min_account_days: int = 0
    redemption_min_age: int = 16
    redemption_day_count: int = 10
    redemption_day_tokens: int = 20_000
    recipient_most_accounts: int = 2
    suspicion_review_from: int = 60
    token_expiry_days: int = 0
    keep_inbox_days: int = 365
    keep_messages_days: int = 7
    keep_answer_times_days: int = 365
    keep_logins_days: int = 90
    keep_networks_days: int = 90
    keep_staff_logins_days: int = 90
    keep_exports_days: int = 1
    keep_recipients_days: int = 400
    keep_reports_days: int = 365
    keep_webhooks_days: int = 90
    keep_activity_days: int = 90


class Range(NamedTuple):
    """What a threshold may be, and what it is for."""

    least: int
    most: int
    unit: Unit
    help: str


_TOKENS_MOST = 1_000_000_000
_YEARS = 3_650

RANGES: Mapping[str, Range] = MappingProxyType(
    {
        "credit_second_person_above": Range(0, _TOKENS_MOST, "tokens", "a credit or debit above it takes two people"),
        "resolve_second_person_above": Range(
            0, _TOKENS_MOST, "tokens", "to resolve a redemption or a break above it takes two people"
        ),
        "redemption_review_above": Range(0, _TOKENS_MOST, "tokens", "a redemption above it waits for a review"),
        "redemption_min_account_days": Range(0, 365, "days", "how old a player's account must be to redeem"),
        "redemption_min_age": Range(0, 99, "years", "how old a player must be to redeem"),
        "redemption_day_count": Range(1, 1_000, "redemptions", "of a player, in 24 hours"),
        "redemption_day_tokens": Range(1, _TOKENS_MOST, "tokens", "that a player redeems in 24 hours"),
        "recipient_most_accounts": Range(1, 1_000, "accounts", "that may send to one phone or address"),
        "suspicion_review_from": Range(
            1, 101, "points", "of suspicion, from which on redemptions wait for a review; 101: never"
        ),
        "token_expiry_days": Range(0, 3_650, "days", "after which tokens expire that are not used; 0: never"),
        "keep_inbox_days": Range(7, _YEARS, "days", "that messages stay in players' inboxes"),
        "keep_messages_days": Range(1, 365, "days", "that is known which mails and SMS were sent, without their text"),
        "keep_answer_times_days": Range(
            30, _YEARS, "days", "that answers have exact times; then those of an hour and a second"
        ),
        "keep_logins_days": Range(
            IDLE.days + 1, _YEARS, "days", "since its last use that a login is known, with what the client calls itself"
        ),
        "keep_networks_days": Range(1, _YEARS, "days", "since its last use that a network is known, of an address"),
        "keep_staff_logins_days": Range(7, _YEARS, "days", "since its last use that a login of staff is known"),
        "keep_exports_days": Range(1, 30, "days", "that files of staff's exports are kept"),
        "keep_recipients_days": Range(
            30, _YEARS, "days", "after its end that a redemption tells which phone was recharged"
        ),
        "keep_reports_days": Range(30, _YEARS, "days", "that reports about questions are kept once they are closed"),
        "keep_webhooks_days": Range(30, _YEARS, "days", "that is known which webhooks of partners came"),
        "keep_activity_days": Range(8, _YEARS, "days", "that is known on which days a player was active"),
    }
)
