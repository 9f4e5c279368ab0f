"""Codes: by mail eight letters and digits that nobody takes for another, by SMS six digits; long ones to keep."""

from collections.abc import Iterable

from rules.decency import is_decent_code

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
DIGITS = "0123456789"
INVITING = "2679bcdfghjkmnpqrtvwxz"
"""Without vowels, and digits that are read as some: nothing is spelt by chance."""
LENGTH, SHORT_LENGTH, LONG_LENGTH = 8, 6, 16
ATTEMPTS_MOST = 5
LIFE_S = 15 * 60


def spell(entropy: bytes) -> str:
    """A code of at least 16 random bytes: one of 31^8, evenly but for 1 in 2^88."""
    return _spell(entropy, ALPHABET, LENGTH)


def spell_short(entropy: bytes) -> str:
    """Six digits of as many bytes."""
    return _spell(entropy, DIGITS, SHORT_LENGTH)


def spell_long(entropy: bytes) -> str:
    """A code to be kept, of at least 32 random bytes: nobody finds it by its hash."""
    return _spell(entropy, ALPHABET, LONG_LENGTH)


def spell_inviting(entropies: Iterable[bytes]) -> str:
    """A code to invite by, of the first 16 random bytes that make a decent one: one of some 22^8."""
    spelt = (_spell(entropy, INVITING, LENGTH) for entropy in entropies)
    return next(code for code in spelt if is_decent_code(code))


def is_inviting(said: str) -> bool:
    """Whether a cleaned one can be one of `spell_inviting`."""
    return len(said) == LENGTH and set(said) <= set(INVITING)


def _spell(entropy: bytes, alphabet: str, length: int) -> str:
    number = int.from_bytes(entropy)
    letters = []
    for _ in range(length):
        number, digit = divmod(number, len(alphabet))
        letters.append(alphabet[digit])
    return "".join(letters)


def show(code: str) -> str:
    """As people read it: `k7mp-2qxd`."""
    return "-".join(code[begin : begin + 4] for begin in range(0, len(code), 4))


def clean(said: str) -> str:
    """As it is compared: without what people put in between."""
    return "".join(said.split()).replace("-", "").lower()


def is_code(said: str) -> bool:
    """Whether a cleaned one can be one of `spell`."""
    return len(said) == LENGTH and set(said) <= set(ALPHABET)
