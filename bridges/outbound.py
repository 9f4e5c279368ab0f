"""What mail, SMS and push share: a message with its own id, a port that sends it, a file in place of people."""

import os
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote
from uuid import UUID

import msgspec


class Outbound(msgspec.Struct, frozen=True):
    """A message. Its id is the same at each attempt, so that a receiver can know a copy."""

    id: UUID
    recipient: str
    subject: str
    body: str
    unsubscribe: str | None = None
    """Of a mail: the address that ends mail of its category by one POST (RFC 8058)."""
    category: str | None = None
    link: str | None = None
    """Of a push: what it is about, and the path in the app that it leads to."""


class Undelivered(Exception):
    """It may have been sent or not; the same message may be sent again later. The text names no recipient."""


class Refused(Exception):
    """It was not sent, and never will be. The text names no recipient."""


class Unregistered(Refused):
    """The recipient is none any more, nor ever will be: forget it."""


class Port(Protocol):
    """A way out."""

    def send(self, message: Outbound) -> None:
        """Send a message. Raises Undelivered or Refused."""


class Sink:
    """Messages go into a file, a JSON line each, in place of people: the lab's way out. Only its owner may read it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def send(self, message: Outbound) -> None:
        """Append a line, whole or not at all. Raises Undelivered or Refused."""
        if not message.recipient.isprintable() or not message.subject.isprintable():
            raise Refused("a header holds a line break")
        line = msgspec.json.encode(message) + b"\n"
        try:
            handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)
        except OSError as error:
            raise Undelivered(f"the sink cannot be written: {error.strerror}") from error


def open_sink(url: SplitResult) -> Sink:
    """The file of a `file:///path`."""
    return Sink(Path(unquote(url.path)))


def read_sink(file: Path) -> list[Outbound]:
    """The messages of a sink, in their order, a copy of one left out."""
    try:
        lines = file.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    messages = map(msgspec.json.Decoder(Outbound).decode, lines)
    return list({message.id: message for message in messages}.values())
