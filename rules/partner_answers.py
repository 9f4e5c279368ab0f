"""What partners' answers mean for an order: tables and pure rules, one for each of docs/partners.md."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from rules.partnering import Answer, Headers, Verdict

RETRY_LEAST_S, RETRY_MOST_S = 1.0, 3600.0
"""What a partner says of when to come again is believed within these."""
_EPOCH_FROM, _MS_FROM = 1e9, 1e11

RELOADLY_REFUSALS: Mapping[str, tuple[Verdict, float | None]] = {
    # Said of the order itself: nothing was issued, and the same order would be refused again.
    "INVALID_RECIPIENT_PHONE": ("refused", None),
    "INVALID_AMOUNT_FOR_OPERATOR": ("refused", None),
    "COULD_NOT_AUTO_DETECT_OPERATOR": ("refused", None),
    "INVALID_AMOUNT": ("refused", None),
    "PRODUCT_NOT_FOUND": ("refused", None),
    "OPERATOR_NOT_FOUND": ("refused", None),
    "PRODUCT_OUT_OF_STOCK": ("refused", None),
    "COUNTRY_NOT_SUPPORTED": ("refused", None),
    # Of us.
    "INSUFFICIENT_BALANCE": ("parked", None),
    "INVALID_CREDENTIALS": ("parked", None),
    "INVALID_TOKEN": ("parked", None),
    "TOKEN_EXPIRED": ("parked", None),
    # Of the moment: it was not carried out, and may be later. The first is two minutes by their word; days end.
    "PHONE_RECENTLY_RECHARGED": ("throttled", 150.0),
    "TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT": ("throttled", 60.0),
    "MAX_DAILY_TRANSACTION_AMOUNT_REACHED": ("throttled", RETRY_MOST_S),
    "MAX_DAILY_TRANSACTION_COUNT_REACHED": ("throttled", RETRY_MOST_S),
    # It was ordered under this reference before, with an answer that we may not have.
    "CUSTOM_IDENTIFIER_ALREADY_USED": ("ambiguous", None),
}
RELOADLY_STATUSES: Mapping[str, Verdict] = {
    "SUCCESSFUL": "succeeded",
    "PROCESSING": "in_progress",
    "PENDING": "in_progress",
    "FAILED": "refused",
    "REFUNDED": "reversed",
}
STALE_TOKEN = frozenset({"INVALID_TOKEN", "TOKEN_EXPIRED"})
"""With these, nothing was carried out, and a new token may be all that is lacking."""

TREMENDOUS_STATUSES: Mapping[str, Verdict] = {
    "EXECUTED": "succeeded",
    "OPEN": "in_progress",
    "PENDING APPROVAL": "in_progress",
    "PENDING INTERNAL PAYMENT APPROVAL": "in_progress",
    "PENDING SETTLEMENT": "in_progress",
    "FAILED": "refused",
    "CANCELED": "refused",
}
_OF_THE_ORDER = frozenset({"reward", "rewards"})
"""Parts of Tremendous' request that say what is ordered; others (payment, campaign) are our account's."""


def code_of(text: object) -> str:
    """A partner's code, as far as it is one: their words may name a phone."""
    return text if isinstance(text, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,59}", text) else ""


def retry_after(headers: Headers, now: datetime) -> float | None:
    """When to come again, as `Retry-After` or `X-RateLimit-Reset` says: seconds, or a moment."""
    for name in ("retry-after", "x-ratelimit-reset"):
        seconds = _seconds(headers.get(name, "").strip(), now)
        if seconds is not None:
            return min(max(seconds, RETRY_LEAST_S), RETRY_MOST_S)
    return None


def _seconds(text: str, now: datetime) -> float | None:
    if re.fullmatch(r"[0-9]{1,16}(\.[0-9]{1,9})?", text):
        value = float(text)
        if value < _EPOCH_FROM:
            return value
        return (value / 1000 if value >= _MS_FROM else value) - now.timestamp()
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()


def of_status(status: int, headers: Headers, now: datetime, code: str = "") -> Answer | None:
    """What a status says by itself, whoever sent it; None: it depends on what the partner says of it."""
    said = code or f"http_{status}"
    if status == 429:
        return Answer("throttled", said, retry_after_s=retry_after(headers, now), http_status=status)
    if status in (401, 402, 403):
        return Answer("parked", said, http_status=status)
    if not 400 <= status < 500 or status in (408, 409, 425):
        return Answer("ambiguous", said, http_status=status)
    return None


def of_reloadly(status: int, headers: Headers, error_code: str, now: datetime) -> Answer:
    """What an answer of Reloadly's that is no success says of the order that was sent."""
    if 400 <= status < 500 and error_code in RELOADLY_REFUSALS:
        verdict, wait = RELOADLY_REFUSALS[error_code]
        told = retry_after(headers, now) if verdict == "throttled" else None
        return Answer(verdict, error_code, retry_after_s=told or wait, http_status=status)
    # A code that nobody wrote down says nothing: it is looked up, and people see it.
    unknown = Answer("ambiguous", error_code or f"http_{status}", http_status=status)
    return of_status(status, headers, now, error_code) or unknown


def of_tremendous(status: int, headers: Headers, wrong: Mapping[str, Any] | None, now: datetime) -> Answer:
    """The same of Tremendous', which names no code, but the parts of the request that were wrong."""
    if status in (400, 422) and wrong and set(wrong) <= _OF_THE_ORDER:
        return Answer("refused", f"wrong_{_field(wrong)}", http_status=status)
    return of_status(status, headers, now) or Answer("ambiguous", f"http_{status}", http_status=status)


def _field(wrong: Mapping[str, Any]) -> str:
    """The path to what was wrong, by its names alone."""
    names: list[str] = []
    found: object = wrong
    while isinstance(found, Mapping) and found and len(names) < 3:
        name = next(iter(found))
        names.append(code_of(name) or "field")
        found = found[name]
    return "_".join(names)[:50]


def of_tremendous_order(status: str, refunded: bool) -> Verdict:
    """What an order of Tremendous' is. One that was paid back was issued before, and is no more."""
    verdict = TREMENDOUS_STATUSES.get(status, "ambiguous")
    return "reversed" if refunded and verdict in ("succeeded", "refused") else verdict


def of_look_up(answer: Answer) -> Answer:
    """What an answer that is no success says to a look-up: a question that is refused says nothing of the order."""
    return answer._replace(verdict="ambiguous") if answer.verdict == "refused" else answer


_RANK: tuple[Verdict, ...] = ("succeeded", "in_progress", "ambiguous", "reversed", "refused")


def of_several(found: Iterable[Answer]) -> Answer:
    """What became of a reference that stands for several orders, as happens where two were in flight: the one that
    was issued counts, and that there are more is said."""
    ordered = sorted(found, key=lambda one: (_RANK.index(one.verdict), one.partner_id or ""))
    if not ordered:
        return Answer("absent")
    first = ordered[0]
    return first._replace(code="issued_twice") if [one.verdict for one in ordered[:2]] == ["succeeded"] * 2 else first
