"""Who may redeem what: checks before tokens are held, and what people have to look at before it is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.thresholds import Thresholds

WINDOW = timedelta(hours=24)
"""What a player redeems is counted over it."""


@dataclass(frozen=True)
class Applicant:
    """A player who wants to redeem."""

    country: str | None
    birth_year: int | None
    since: datetime
    """When they came."""
    is_known: bool
    """Whether they proved an address or a phone."""
    suspicion: int


@dataclass(frozen=True)
class Recent:
    """What a player redeems in WINDOW, this one included: all of it, and of the product."""

    count: int
    tokens: int
    of_product: int


@dataclass(frozen=True)
class Refusal:
    """Why not: a stable code, and what to do about it."""

    code: str
    detail: str


def check_contact(is_known: bool) -> Refusal | None:
    """Why a player gets nothing for tokens, nor asks partners about phones."""
    if is_known:
        return None
    return Refusal("contact_unverified", "Prove an e-mail address or a phone first: tokens are for who has.")


def check_applicant(one: Applicant, country: str | None, thresholds: Thresholds, now: datetime) -> Refusal | None:
    """Why a player may not redeem; `country`: where the reward is for, unless that is the recipient's matter alone."""
    if refusal := check_contact(one.is_known):
        return refusal
    if thresholds.redemption_min_age:
        if one.birth_year is None:
            return Refusal("age_unknown", "Say in which year you were born: PATCH /v1/me.")
        if now.year - one.birth_year < thresholds.redemption_min_age:
            return Refusal("too_young", f"Redeeming is for who is {thresholds.redemption_min_age} or older.")
    if now - one.since < timedelta(days=thresholds.redemption_min_account_days):
        days = thresholds.redemption_min_account_days
        return Refusal("account_too_new", f"An account redeems once it is {days} days old.")
    if country is not None and (one.country or "").upper() != country:
        where = one.country.upper() if one.country else "nowhere yet: PATCH /v1/me"
        return Refusal("country_unfit", f"That is for {country}, and you are in {where}.")
    return None


def check_debt(owed: int) -> Refusal | None:
    """Why nobody redeems who owes tokens: what was taken back of them was spent already."""
    if not owed:
        return None
    return Refusal("tokens_owed", f"You owe {owed} tokens: what you earn pays them first.")


def check_recent(recent: Recent, of_product: int | None, thresholds: Thresholds) -> Refusal | None:
    """Why it is too much at once; `of_product`: how many of it a player may have."""
    if recent.count > thresholds.redemption_day_count:
        return Refusal("limit_reached", f"No more than {thresholds.redemption_day_count} redemptions in 24 hours.")
    if recent.tokens > thresholds.redemption_day_tokens:
        return Refusal("limit_reached", f"No more than {thresholds.redemption_day_tokens} tokens in 24 hours.")
    if of_product is not None and recent.of_product > of_product:
        return Refusal("limit_reached", f"No more than {of_product} of this product in 24 hours.")
    return None


def check_country(country: str, tokens: int, thresholds: Thresholds) -> Refusal | None:
    """Why nothing more is redeemed in a country; `tokens`: of all players in WINDOW, with these."""
    if tokens <= thresholds.redemption_country_day_tokens:
        return None
    detail = f"So much is redeemed in {country} just now that no more is within 24 hours: try again later."
    return Refusal("country_limit_reached", detail)


def check_recipient(others: int, thresholds: Thresholds) -> Refusal | None:
    """Why a phone may not be recharged: so many other accounts have."""
    if others < thresholds.recipient_most_accounts:
        return None
    return Refusal("recipient_unfit", "Too many accounts recharge that number.")


def review(one: Applicant, tokens: int, thresholds: Thresholds) -> str | None:
    """Why people look at it first; None: they need not."""
    if one.suspicion >= thresholds.suspicion_review_from:
        return f"suspicion {one.suspicion}"
    if tokens > thresholds.redemption_review_above:
        return f"more than {thresholds.redemption_review_above} tokens"
    return None
