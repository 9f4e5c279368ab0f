"""Refresh tokens: opaque to clients, made anew whenever they are needed from a login's seed and our key.

So Postgres holds no token and no key, and the successor of a token is the same however often it is asked for.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from web.tokens import InvalidToken

SEED_BYTES = 32
LENGTH = 70
"""Characters: 16 bytes of id, 4 of generation, 32 of mac."""
_SHAPE = re.compile(r"[A-Za-z0-9_-]{70}").fullmatch


class RefreshToken(NamedTuple):
    """A token as it was given; whether it is ours is not known before `is_ours`."""

    device: UUID
    generation: int
    mac: bytes


class RefreshTokens:
    """Signs with the first key, verifies with all of them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = [hmac.digest(key, b"buzzline refresh token 1", "sha256") for key in keys]

    def sign(self, device: UUID, generation: int, seed: bytes) -> str:
        """base64url(device, generation, mac)."""
        head = _head(device, generation)
        return urlsafe_b64encode(head + hmac.digest(self._keys[0], seed + head, "sha256")).rstrip(b"=").decode()

    def is_ours(self, token: RefreshToken, seed: bytes) -> bool:
        """Whether we made this token for a login with that seed."""
        said = seed + _head(token.device, token.generation)
        return any(hmac.compare_digest(hmac.digest(key, said, "sha256"), token.mac) for key in self._keys)

    def read(self, token: str) -> RefreshToken:
        """The parts of a token. Raises InvalidToken if it has not the shape of one."""
        if not _SHAPE(token):
            raise InvalidToken("that is no refresh token of ours")
        raw = urlsafe_b64decode(token + "==")
        return RefreshToken(UUID(bytes=raw[:16]), int.from_bytes(raw[16:20]), raw[20:])


def _head(device: UUID, generation: int) -> bytes:
    return device.bytes + generation.to_bytes(4)
