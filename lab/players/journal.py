"""What a player did and was told, line by line: intents before they are sent, acknowledgements after.

The judge knows nothing else of the players. A line is one JSON object; the file is only ever added to.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self
from uuid import UUID

import msgspec

Said = Literal["accepted", "late", "rejected", "silence"]
"""What became of an intent, as the player was told: 202; 409 `answer_late`; another 4xx; nothing until the deadline."""


class Intent(msgspec.Struct, frozen=True, tag="intent"):
    """About to answer a question, with this event id."""

    event_id: str
    session_id: UUID
    question_no: int
    player_id: UUID
    category: str
    response: str
    delivered_at: datetime


class Ending(msgspec.Struct, frozen=True, tag="ending"):
    """About to end a session, with this event id."""

    event_id: str
    session_id: UUID
    player_id: UUID


class Told(msgspec.Struct, frozen=True, tag="told"):
    """What the server said of an event id, in the end, and when by this machine's clock."""

    event_id: str
    said: Said
    code: str = ""
    at: datetime | None = None


class Aid(msgspec.Struct, frozen=True, tag="aid"):
    """A lifeline, as the server said it was used."""

    session_id: UUID
    kind: str
    no: int
    hidden: list[str]


class Revealed(msgspec.Struct, frozen=True, tag="revealed"):
    """What a player was told of a question of a live quiz after it: everyone's figures, and their own.

    `kind` is the question's, empty for who came too late to be asked.
    """

    quiz_id: UUID
    player_id: UUID
    no: int
    kind: str
    complete: bool
    answered: int
    right: int
    distribution: dict[str, int]
    response: str | None
    points: int
    total: int
    rank: int | None


class Closed(msgspec.Struct, frozen=True, tag="closed"):
    """What a player was told at the end of a live quiz: how many played, and their own place and points, if any."""

    quiz_id: UUID
    player_id: UUID
    players: int
    rank: int | None
    points: int | None


class Moved(msgspec.Struct, frozen=True, tag="moved"):
    """A move of a battle was confirmed: it counts."""

    battle_id: UUID
    player_id: UUID
    move_id: str


class Claimed(msgspec.Struct, frozen=True, tag="claimed"):
    """The claim of another's code was acknowledged."""

    referee_id: UUID
    referrer_id: UUID


Line = Intent | Ending | Told | Aid | Revealed | Closed | Moved | Claimed
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Line).decode


class Journal:
    """Appends lines to a file, each handed to the operating system before the call returns.

    One that nobody will judge may have a greatest size, at which it begins anew.
    """

    def __init__(self, path: Path, most_bytes: int | None = None) -> None:
        self._file: IO[bytes] = path.open("ab", buffering=0)
        self._most_bytes = most_bytes

    def write(self, line: Line) -> None:
        """Add one line. Our own death cannot take it back."""
        if self._most_bytes and self._file.tell() > self._most_bytes:
            self._file.truncate(0)
        self._file.write(_encode(line) + b"\n")

    def close(self) -> None:
        """The end of it."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def read(path: Path) -> Iterator[Line]:
    """The lines of a journal, in order. A last line that was cut off by a death is left out."""
    with path.open("rb") as file:
        for raw in file:
            if raw.endswith(b"\n"):
                yield _decode(raw)
