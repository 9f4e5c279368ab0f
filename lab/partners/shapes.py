"""How the partners write times and ids."""

from datetime import UTC, datetime
from hashlib import sha256

from lab.partners.store import Order

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ0123456789"


def stamp(at: float) -> str:
    """Reloadly's: UTC without saying so."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")


def moment(at: float) -> str:
    """Tremendous': RFC 3339."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def order_id(order: Order) -> str:
    """Tremendous' id of an order."""
    return _id("order", order.number)


def reward_id(order: Order) -> str:
    """Tremendous' id of its one reward."""
    return _id("reward", order.number)


def _id(kind: str, number: int) -> str:
    """Twelve letters and digits, of which the last six say the number."""
    noise = sha256(f"{kind} {number}".encode()).digest()
    size = len(_LETTERS)
    digits = [_LETTERS[number // size**place % size] for place in range(5, -1, -1)]
    return "".join([*(_LETTERS[byte % size] for byte in noise[:6]), *digits])


def number_of(text: str, kind: str) -> int | None:
    """The number of the order whose id (or whose reward's) that is."""
    number = 0
    for letter in text[6:]:
        if letter not in _LETTERS:
            return None
        number = number * len(_LETTERS) + _LETTERS.index(letter)
    return number if _id(kind, number) == text else None


def secret_of(key: str, order: Order, what: str, length: int) -> str:
    """Digits of a card. Those of `same_code` are the product's, not the order's."""
    whose = order.product if order.fault == "same_code" else order.number
    return str(int.from_bytes(sha256(f"{key} {what} {whose}".encode()).digest()))[:length]
