"""What options are called in one session: names that say nothing, and whose order is the shuffle.

A live quiz has one session's names for everyone, and an order of each player's own.
"""

from collections.abc import Sequence
from hashlib import blake2b

LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
"""Without those that look like others."""
_LENGTH = 5


def option_ids(seed: bytes, no: int, count: int) -> list[str]:
    """Ids for `count` options of question `no`, in the content's order; shown in the order of their ids.

    Derived from the session's secret seed, so that a review years later finds the same ones and nothing else is kept.
    """
    ids: list[str] = []
    number = 0
    while len(ids) < count:
        digest = blake2b(bytes((no, number)), key=seed, digest_size=8).digest()
        id_ = _spell(int.from_bytes(digest))
        if id_ not in ids:
            ids.append(id_)
        number += 1
    return ids


def own_order(seed: bytes, no: int, player: bytes, ids: Sequence[str]) -> list[str]:
    """The ids of question `no` in a player's own order: each order as likely as another, and the same whoever asks.

    One number, divided by what is left each time, picks the places.
    """
    number = int.from_bytes(blake2b(bytes((no,)) + player, key=seed, digest_size=8).digest())
    left, found = list(ids), []
    while left:
        number, place = divmod(number, len(left))
        found.append(left.pop(place))
    return found


def _spell(number: int) -> str:
    letters = []
    for _ in range(_LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)
