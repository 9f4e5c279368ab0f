"""Thresholds: numbers from which on more care is taken. Staff set them; here are their ranges, and what holds unset."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from rules.logins import IDLE

Unit = Literal[
    "tokens",
    "days",
    "years",
    "redemptions",
    "accounts",
    "points",
    "percent",
    "seconds",
    "hours",
    "games",
    "referrals",
    "recipients",
]
Looser = Literal["up", "down", "either", "neither", "free"]
"""Which way a threshold lets more money go, or more people be told: that takes two of the staff, the other way one.

`neither`: what is forgotten by it does not come back. `free`: it is set back as easily.
"""


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
    referral_referrer_tokens: int = 200
    referral_referee_tokens: int = 100
    referral_claim_hours: int = 24
    referral_games: int = 5
    referral_play_days: int = 3
    referral_within_days: int = 30
    referral_hold_days: int = 14
    referral_day_seconds: int = 86_400
    referral_review_from: int = 40
    referral_reject_from: int = 80
    referral_hour_most: int = 5
    referral_day_most: int = 10
    referral_season_most: int = 50
    referral_lifetime_most: int = 100
    referral_network_week_most: int = 3
    referral_device_from: int = 2
    referral_mutual_percent: int = 50
    referral_common_from: int = 10
    referral_breaker_tokens: int = 100_000
    referral_clawback_days: int = 90
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
    keep_support_days: int = 730
    keep_campaigns_days: int = 180
    keep_signals_days: int = 365
    keep_servings_days: int = 90
    keep_dead_letters_days: int = 90
    keep_activity_days: int = 90
    target_integrity_hours: int = 24
    target_questions_hours: int = 72
    target_entries_hours: int = 4
    target_redemptions_hours: int = 24
    target_referrals_hours: int = 72
    target_moderation_hours: int = 12
    target_appeals_hours: int = 72
    target_threads_hours: int = 12
    target_breaks_hours: int = 48


class Range(NamedTuple):
    """What a threshold may be, and what it is for."""

    least: int
    most: int
    unit: Unit
    looser: Looser
    help: str


_TOKENS_MOST = 1_000_000_000
_YEARS = 3_650
_TARGET_MOST = 720


def _target(what: str) -> Range:
    return Range(1, _TARGET_MOST, "hours", "free", f"that {what} waits at most")


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
        "recipient_most_accounts": Range(1, 1_000, "accounts", "up", "that may recharge one phone"),
        "suspicion_review_from": Range(
            1, 101, "points", "up", "of suspicion, from which on redemptions wait for a review; 101: never"
        ),
        "token_expiry_days": Range(0, 3_650, "days", "either", "after which tokens expire that are not used; 0: never"),
        "campaign_second_person_above": Range(
            0, 1_000_000_000, "recipients", "up", "a campaign for more than these takes two people"
        ),
        "referral_referrer_tokens": Range(1, 100_000, "tokens", "up", "for who brought a player"),
        "referral_referee_tokens": Range(1, 100_000, "tokens", "up", "for who was brought"),
        "referral_claim_hours": Range(1, 720, "hours", "up", "after signing up, in which a code can be claimed"),
        "referral_games": Range(1, 100, "games", "down", "ranked ones, that who was brought plays to qualify"),
        "referral_play_days": Range(1, 30, "days", "down", "on which they are played"),
        "referral_within_days": Range(1, 365, "days", "up", "after the claim, within which they are played"),
        "referral_hold_days": Range(0, 365, "days", "down", "that a reward is seen and not paid yet"),
        "referral_day_seconds": Range(
            1, 86_400, "seconds", "down", "that a day of the three above has; fewer in a demo"
        ),
        "referral_review_from": Range(1, 1_000, "points", "up", "from which on somebody looks at a referral"),
        "referral_reject_from": Range(1, 1_000, "points", "up", "from which on a referral is not rewarded"),
        "referral_hour_most": Range(1, 10_000, "referrals", "up", "of one player in an hour; more are looked at"),
        "referral_day_most": Range(1, 10_000, "referrals", "up", "of one player in 24 hours; more are looked at"),
        "referral_season_most": Range(
            1, 100_000, "referrals", "up", "of one player in a season; more are not rewarded"
        ),
        "referral_lifetime_most": Range(1, 100_000, "referrals", "up", "that one player is rewarded for, ever"),
        "referral_network_week_most": Range(
            1, 10_000, "referrals", "up", "from one network that are rewarded in a week; more are looked at"
        ),
        "referral_device_from": Range(
            2, 1_000, "accounts", "up", "on one device, from which on a referral is refused; fewer are looked at"
        ),
        "referral_mutual_percent": Range(
            1, 100, "percent", "up", "of a referral's battles, above which those between its two sides are a sign"
        ),
        "referral_common_from": Range(
            0, 10_000, "accounts", "down", "of others, from which on a network or kind of device is anybody's"
        ),
        "referral_breaker_tokens": Range(
            1, _TOKENS_MOST, "tokens", "up", "that referrals are paid in 24 hours; what is above waits"
        ),
        "referral_clawback_days": Range(0, 3_650, "days", "down", "after the payment, in which it can be taken back"),
        "keep_inbox_days": Range(7, _YEARS, "days", "neither", "that messages stay in players' inboxes"),
        "keep_messages_days": Range(
            1, 365, "days", "neither", "that is known which mails and SMS were sent, without their text"
        ),
        "keep_answer_times_days": Range(
            30, _YEARS, "days", "neither", "that answers have exact times; then those of an hour and a second"
        ),
        "keep_logins_days": Range(
            IDLE.days + 1,
            _YEARS,
            "days",
            "neither",
            "since its last use that a login is known, with what the client calls itself",
        ),
        "keep_networks_days": Range(
            1, _YEARS, "days", "neither", "since its last use that a network is known, of an address"
        ),
        "keep_staff_logins_days": Range(
            7, _YEARS, "days", "neither", "since its last use that a login of staff is known"
        ),
        "keep_exports_days": Range(1, 30, "days", "neither", "that files of staff's exports are kept"),
        "keep_recipients_days": Range(
            30, _YEARS, "days", "neither", "after its end that a redemption tells which phone was recharged"
        ),
        "keep_reports_days": Range(
            30, _YEARS, "days", "neither", "that reports, and the words of appeals, are kept once they are closed"
        ),
        "keep_webhooks_days": Range(30, _YEARS, "days", "neither", "that is known which webhooks of partners came"),
        "keep_support_days": Range(
            30, _YEARS, "days", "neither", "that closed threads of support are kept, and what staff wrote to players"
        ),
        "keep_campaigns_days": Range(
            31, _YEARS, "days", "neither", "after its end that is known whom a campaign was for"
        ),
        "keep_signals_days": Range(30, _YEARS, "days", "neither", "that a sign of help in games counts"),
        "keep_servings_days": Range(7, _YEARS, "days", "neither", "that is known whom a battle was shown, to vote on"),
        "keep_dead_letters_days": Range(
            1, _YEARS, "days", "neither", "that a dead letter has its bytes after it was replayed"
        ),
        "keep_activity_days": Range(8, _YEARS, "days", "neither", "that is known on which days a player was active"),
        "target_integrity_hours": _target("a case of a player with signs of help"),
        "target_questions_hours": _target("a case of a doubted question"),
        "target_entries_hours": _target("a case of an entry of a creative battle"),
        "target_redemptions_hours": _target("a case of a redemption"),
        "target_referrals_hours": _target("a case of a referral"),
        "target_moderation_hours": _target("a case of a reported player"),
        "target_appeals_hours": _target("an appeal"),
        "target_threads_hours": _target("a player's word that nobody answered"),
        "target_breaks_hours": _target("a break"),
    }
)
