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


class Told(msgspec.Struct, frozen=True, tag="told"):
    """What the server said of an event id, in the end."""

    event_id: str
    said: Said
    code: str = ""


Line = Intent | Told
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
