"""Passwords: Argon2id, and which ones are too well known."""

from collections.abc import Iterator
from functools import cache
from string import digits, punctuation, whitespace

import marshmallow as ma
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from bridges.offload import offload
from web.errors import Problem, field_errors

LEAST, MOST = 8, 128
_WORD_LEAST = 4
_PRODUCT = "buzzline"
_ENDS = punctuation + whitespace
_LETTERS = [str.maketrans("@4830$57+91!|", f"aabeossttg{one * 3}") for one in "il"]
"""What is typed in the place of letters; a 1 is an i to some, and an l to others."""
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
    """The 30,000 passwords found most often in what leaked, and more words and names, of the package zxcvbn."""
    words = {word for known in FREQUENCY_LISTS.values() for word in known if len(word) >= _WORD_LEAST}
    return frozenset(words | set(FREQUENCY_LISTS["passwords"]) | {_PRODUCT})


def check_new(password: str) -> None:
    """Raises ValidationError for a password that nobody should choose."""
    if not LEAST <= len(password) <= MOST:
        raise ma.ValidationError(f"Must have {LEAST} to {MOST} characters.")
    if len(set(password)) < 3 or not _common().isdisjoint(_stems(password)):
        raise ma.ValidationError("Is one of those that are tried first, or a word and little more; choose another.")


def check_not_address(password: str, email: str) -> None:
    """Raises ValidationError for a password that the address gives away."""
    name = email.casefold().partition("@")[0]
    own = {email.casefold(), name, name.rstrip(digits + _ENDS)} - {""}
    if not own.isdisjoint(_stems(password)):
        raise ma.ValidationError({"password": ["Must not be the address, or little more than the part before its @."]})


def must_not_be_address(password: str, email: str) -> None:
    """As check_not_address, once it is known whose password it is to be. Raises Problem 422."""
    try:
        check_not_address(password, email)
    except ma.ValidationError as error:
        errors = field_errors({"json": error.messages_dict})
        raise Problem(422, "invalid", "The fields named in `errors` are wrong.", errors=errors) from None


def _stems(password: str) -> Iterator[str]:
    """What a password may be made of: without case and what is put around a word, with letters in their places."""
    said = password.casefold()
    for stem in (said, said.rstrip(_ENDS), said.rstrip(digits + _ENDS), said.strip(digits + _ENDS)):
        yield stem
        for letters in _LETTERS:
            yield stem.translate(letters)
