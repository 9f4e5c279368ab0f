"""Codes that were sent: made of a ticket and our key whenever they are needed."""

import hmac
from collections.abc import Sequence
from uuid import UUID

from models.codes import Purpose
from rules import codes


class Codes:
    """Makes with the first key, compares with all of them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = [hmac.digest(key, b"buzzline code 1", "sha256") for key in keys]

    def make(self, ticket: UUID, purpose: Purpose) -> str:
        """The code that belongs to a ticket."""
        return _spell(self._keys[0], ticket, purpose)

    def fits(self, ticket: UUID, purpose: Purpose, said: str) -> bool:
        """Whether that is the ticket's code, however it is written."""
        given = codes.clean(said).encode()
        return any(hmac.compare_digest(_spell(key, ticket, purpose).encode(), given) for key in self._keys)


def _spell(key: bytes, ticket: UUID, purpose: Purpose) -> str:
    entropy = hmac.digest(key, ticket.bytes + purpose.encode(), "sha256")
    return codes.spell_short(entropy) if purpose == "phone" else codes.spell(entropy)
