"""What partners' webhooks have in common: a signature over the raw body, a time, and an id that copies share."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

import msgspec

from bridges.partners.port import Forged

WINDOW = timedelta(minutes=5)
_MS_FROM = 10**11
T = TypeVar("T")


def verify(key: str, signed: bytes, signature: str) -> None:
    """Raises Forged."""
    expected = hmac.digest(key.encode(), signed, "sha256").hex()
    if not hmac.compare_digest(expected.encode(), signature.strip().lower().encode()):
        raise Forged("the signature is not theirs")


def is_timely(stamp: str, at: datetime, window: timedelta = WINDOW) -> None:
    """Whether a moment in seconds, or milliseconds, of the epoch is near. Raises Forged."""
    if not stamp.isdecimal() or not stamp.isascii() or len(stamp) > 16:
        raise Forged("it has no time")
    value = int(stamp)
    if abs((value / 1000 if value >= _MS_FROM else value) - at.timestamp()) > window.total_seconds():
        raise Forged("it is of another time")


def is_near(moment: datetime, at: datetime, before: timedelta) -> None:
    """Whether a moment is of so long before `at`, or a little after it. Raises Forged."""
    if moment.tzinfo is None or not at - before <= moment <= at + WINDOW:
        raise Forged("it is of another time")


def digest(body: bytes) -> str:
    """The id of a webhook that has none of its own: copies have the same body."""
    return sha256(body).hexdigest()


def read_hook(body: bytes, kind: type[T]) -> T:
    """What it says. Raises ValueError."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ValueError("it is no event of theirs") from None
