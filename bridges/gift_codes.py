"""Gift cards under seal: AES-256-GCM under a key of each card's own, which is wrapped by one of ours.

The seal is for the redemption and the number of the card: moved to another row, it does not open.
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rules.partnering import Card

_KEY_BYTES, _NONCE_BYTES = 32, 12


class Broken(Exception):
    """What is sealed cannot be opened: its key is not there any more, or it is another row's, or was changed."""


@dataclass(frozen=True)
class Sealed:
    """A card as it is kept."""

    key_id: str
    wrapped: bytes
    sealed: bytes
    fingerprint: bytes
    fingerprint_key: str


class GiftCodes:
    """Wraps with the first key, unwraps with all of them."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)

    @property
    def first(self) -> str:
        """The id of the key that wraps. Raises Broken if there is none."""
        if not self._keys:
            raise Broken("there is no key: GIFT_CODE_KEYS is not set")
        return next(iter(self._keys))

    def seal(self, redemption: UUID, number: int, card: Card) -> Sealed:
        """Seal a card. Raises Broken."""
        key, about = AESGCM.generate_key(_KEY_BYTES * 8), _about(redemption, number)
        sealed = _encrypt(key, msgspec.msgpack.encode(card), about)
        wrapped = _encrypt(self._keys[self.first], key, about)
        return Sealed(self.first, wrapped, sealed, self.fingerprint(self.first, card), self.first)

    def open(self, redemption: UUID, number: int, one: Sealed) -> Card:
        """What is sealed. Raises Broken."""
        about = _about(redemption, number)
        return msgspec.msgpack.decode(_decrypt(self._unwrap(one, about), one.sealed, about), type=Card)

    def wrap_again(self, redemption: UUID, number: int, one: Sealed) -> Sealed:
        """The same under the first key; what is sealed is not touched, nor seen. Raises Broken."""
        about = _about(redemption, number)
        wrapped = _encrypt(self._keys[self.first], self._unwrap(one, about), about)
        return Sealed(self.first, wrapped, one.sealed, one.fingerprint, one.fingerprint_key)

    def fingerprints(self, card: Card) -> list[bytes]:
        """Of a card, under all keys: any may have been the first when it came before."""
        return [self.fingerprint(key_id, card) for key_id in self._keys]

    def fingerprint(self, key_id: str, card: Card) -> bytes:
        """Of a card under one key: the same code has the same, and who has no key learns nothing from it."""
        secret = hmac.digest(self._keys[key_id], b"buzzline card fingerprint 1", "sha256")
        return hmac.digest(secret, (card.code or card.url or card.pin or "").encode(), "sha256")

    def _unwrap(self, one: Sealed, about: bytes) -> bytes:
        if one.key_id not in self._keys:
            raise Broken(f"key {one.key_id} is not one of GIFT_CODE_KEYS")
        return _decrypt(self._keys[one.key_id], one.wrapped, about)


def _about(redemption: UUID, number: int) -> bytes:
    return redemption.bytes + number.to_bytes(2, "big")


def _encrypt(key: bytes, plain: bytes, about: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def _decrypt(key: bytes, raw: bytes, about: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about)
    except InvalidTag:
        raise Broken("it was sealed for something else, or under another key, or changed") from None
