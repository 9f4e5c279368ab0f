"""Passwords: Argon2id, and which ones are too well known."""

from functools import cache

import marshmallow as ma
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from bridges.offload import offload

LEAST, MOST = 8, 128
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
"""OWASP's least for Argon2id: 19 MiB, twice."""


def hash_password(password: str) -> str:
    """The password's hash, with a salt of its own. It takes tens of milliseconds, and holds up nobody else."""
    return offload(_HASHER.hash, password)


def verify(password_hash: str | None, password: str) -> bool:
    """Whether that is the password; None: there is no such account, which takes as long to find out."""
    matches = offload(_matches, password_hash or _nobodys(), password)
    return matches and password_hash is not None


def must_rehash(password_hash: str) -> bool:
    """Whether it was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(password_hash)


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("of no account")


@cache
def _common() -> frozenset[str]:
    """The 30,000 passwords that were found most often in what leaked, of the package zxcvbn."""
    return frozenset(FREQUENCY_LISTS["passwords"])


def check_new(password: str) -> None:
    """Raises ValidationError for a password that nobody should choose."""
    if not LEAST <= len(password) <= MOST:
        raise ma.ValidationError(f"Must have {LEAST} to {MOST} characters.")
    if password.casefold() in _common() or len(set(password)) < 3:
        raise ma.ValidationError("Is one of the passwords that are tried first; choose another.")


def check_not_address(password: str, email: str) -> None:
    """Raises ValidationError for a password that the address gives away."""
    said = password.casefold()
    if said in (email.casefold(), email.casefold().partition("@")[0]):
        raise ma.ValidationError({"password": ["Must not be the address, or the part before its @."]})
