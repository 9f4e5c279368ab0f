"""Ids of events, derived from what they say: the same thing said again is the same event.

An answer's id is readable: 32 characters of base64url that hold the session (16 bytes), the question's number
(1 byte) and 7 bytes of BLAKE2b over the canonical response. So an answer's outcome is found by its primary key
and needs no index of its own (docs/decisions.md has the measurement).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

_DIGEST_BYTES = 7
_END = b"\xff\xff"
_MOVE = b"m"
_CLAIM = b"c"


class AnswerId(NamedTuple):
    """What can be read from an answer's event id."""

    session_id: UUID
    question_no: int
    digest: bytes

    def is_of(self, response: str) -> bool:
        """Whether this is the id of that response to the question."""
        return self.digest == _digest(response)


def answer_event_id(session_id: UUID, question_no: int, response: str) -> str:
    """The id of the event "this response was given to question `question_no` (0..255) of that session"."""
    return urlsafe_b64encode(session_id.bytes + bytes((question_no,)) + _digest(response)).decode()


def read_answer_event_id(event_id: str) -> AnswerId | None:
    """The parts of an answer's event id, or None if it is not one."""
    if len(event_id) != 32 or not event_id.isascii():
        return None
    try:
        raw = urlsafe_b64decode(event_id)
    except ValueError:
        return None
    if len(raw) != 24 or urlsafe_b64encode(raw).decode() != event_id:
        return None
    return AnswerId(UUID(bytes=raw[:16]), raw[16], raw[17:])


def answers_begin(session_id: UUID) -> str:
    """What the ids of all answers of a session begin with, and that of its end: 21 characters."""
    return urlsafe_b64encode(session_id.bytes).decode()[:21]


def ended_event_id(session_id: UUID) -> str:
    """The id of the event "that session ended": 24 characters of base64url that hold the session."""
    return urlsafe_b64encode(session_id.bytes + _END).decode()


def read_ended_event_id(event_id: str) -> UUID | None:
    """The session whose end an id names, or None if it names none."""
    if len(event_id) != 24 or not event_id.isascii():
        return None
    try:
        raw = urlsafe_b64decode(event_id)
    except ValueError:
        return None
    is_one = len(raw) == 18 and raw.endswith(_END) and urlsafe_b64encode(raw).decode() == event_id
    return UUID(bytes=raw[:16]) if is_one else None


def _digest(response: str) -> bytes:
    return blake2b(response.encode(), digest_size=_DIGEST_BYTES).digest()


def caused_event_id(*cause: object) -> str:
    """The id of an event that follows from another: UUIDv5 of its cause, so a cause met twice makes one event."""
    return str(uuid5(NAMESPACE_URL, "buzzline:" + ":".join(map(str, cause))))


def settled_event_id(session_id: UUID) -> str:
    """The id of the event "what that attempt at a quiz gives was given"."""
    return caused_event_id("settled", session_id)


def move_event_id(battle_id: UUID, life: int, seq: int) -> str:
    """The id of the event "that was the battle's move `seq` in that life" (0..65535): 28 characters that hold it."""
    return urlsafe_b64encode(battle_id.bytes + life.to_bytes(2, "big") + seq.to_bytes(2, "big") + _MOVE).decode()


def read_move_event_id(event_id: str) -> tuple[UUID, int, int] | None:
    """Battle, life and number of the move that an id names, or None if it names none."""
    if len(event_id) != 28 or not event_id.isascii():
        return None
    try:
        raw = urlsafe_b64decode(event_id)
    except ValueError:
        return None
    if len(raw) != 21 or not raw.endswith(_MOVE) or urlsafe_b64encode(raw).decode() != event_id:
        return None
    return UUID(bytes=raw[:16]), int.from_bytes(raw[16:18], "big"), int.from_bytes(raw[18:20], "big")


def vote_event_id(battle_id: UUID, voter_id: UUID, entry_id: UUID) -> str:
    """The id of the event "that voter chose that entry of that battle"."""
    return caused_event_id("vote", battle_id, voter_id, entry_id)


def hint_event_id(partner: str, hint: str) -> str:
    """The id of the event "a partner's webhook of that id came": copies are one event."""
    return caused_event_id("hint", partner, hint)


def claim_event_id(referee: UUID, code: str) -> str:
    """The id of the event "that player claimed that code": 36 characters of base64url that hold the player."""
    return urlsafe_b64encode(referee.bytes + blake2b(code.encode(), digest_size=10).digest() + _CLAIM).decode()


def read_claim_event_id(event_id: str) -> UUID | None:
    """The player whose claim an id names, or None if it names none."""
    if len(event_id) != 36 or not event_id.isascii():
        return None
    try:
        raw = urlsafe_b64decode(event_id)
    except ValueError:
        return None
    is_one = len(raw) == 27 and raw.endswith(_CLAIM) and urlsafe_b64encode(raw).decode() == event_id
    return UUID(bytes=raw[:16]) if is_one else None
