"""What an unsubscribe link carries: whose mail of which category is not wanted, under our signature, for ever.

Who has the link can do no more with it than that; it is in a mail, and a mail may be passed on.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from uuid import UUID

from rules.notice_forms import CATEGORIES, Category

_PURPOSE = b"unsubscribe"
_MAC_BYTES = 16
_LENGTH = 16 + 1 + _MAC_BYTES


@dataclass(frozen=True)
class Links:
    """The links of an installation."""

    api_url: str
    keys: Sequence[bytes] = field(repr=False)

    def to(self, player: UUID, category: Category) -> str:
        """Where mail of a category to a player is ended."""
        return f"{self.api_url}/v1/unsubscribes/{sign(self.keys, player, category)}"


def sign(keys: Sequence[bytes], player: UUID, category: Category) -> str:
    """A token of 44 characters, signed with the first key."""
    payload = player.bytes + bytes((CATEGORIES.index(category),))
    return urlsafe_b64encode(payload + _mac(keys[0], payload)).decode()


def read(keys: Sequence[bytes], token: str) -> tuple[UUID, Category] | None:
    """Whose and what a token names, if one of the keys has signed it; None: it is none of ours, or was changed."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except (UnicodeEncodeError, Error):
        return None
    payload, mac = raw[:17], raw[17:]
    if len(raw) != _LENGTH or urlsafe_b64encode(raw).decode() != token or payload[16] >= len(CATEGORIES):
        return None
    if not any(hmac.compare_digest(_mac(key, payload), mac) for key in keys):
        return None
    return UUID(bytes=payload[:16]), CATEGORIES[payload[16]]


def _mac(key: bytes, payload: bytes) -> bytes:
    return blake2b(payload, key=blake2b(key).digest(), digest_size=_MAC_BYTES, person=_PURPOSE).digest()
