"""Frames byte by byte, as right or as wrong as a test wants them, and what comes back until the stream's end."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import UUID

from tests.realtime.client import Client

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
_MASK = b"\x37\xfa\x21\x3d"

Frame = tuple[int, bytes]


def frame(
    opcode: int, payload: bytes = b"", fin: bool = True, rsv: int = 0, masked: bool = True, size: bytes | None = None
) -> bytes:
    """A client's frame. `size` in place of the right length: seven bits, and what follows them."""
    size = size if size is not None else _size(len(payload))
    head = bytes([fin << 7 | rsv << 4 | opcode, masked << 7 | size[0]]) + size[1:]
    if not masked:
        return head + payload
    return head + _MASK + bytes(byte ^ _MASK[at % 4] for at, byte in enumerate(payload))


def _size(length: int) -> bytes:
    if length < 126:
        return bytes([length])
    return b"\x7e" + length.to_bytes(2, "big") if length < 65_536 else b"\x7f" + length.to_bytes(8, "big")


def split(opcode: int, payload: bytes, *cuts: int) -> bytes:
    """A message in fragments, cut at these places, in ascending order."""
    pieces = [payload[begin:end] for begin, end in zip((0, *cuts), (*cuts, len(payload)), strict=True)]
    last = len(pieces) - 1
    return b"".join(frame(CONTINUATION if at else opcode, piece, at == last) for at, piece in enumerate(pieces))


def goodbye(code: int, reason: bytes = b"") -> bytes:
    """A close frame."""
    return frame(CLOSE, code.to_bytes(2, "big") + reason)


class Raw:
    """A connection that has said hello; what is read from it is whole frames of a server."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self._file = connected.makefile("rb")

    def close(self) -> None:
        """Read no more."""
        self._file.close()

    def send(self, data: bytes) -> None:
        """Any bytes."""
        self.socket.sendall(data)

    def read(self) -> Frame | None:
        """The next frame; None at the end of the stream. Raises ConnectionResetError where it has none."""
        head = self._file.read(2)
        if not head:
            return None
        size = head[1]
        assert size < 128, "a server's frames are not masked"
        if size > 125:
            size = int.from_bytes(self._file.read(2 if size == 126 else 8), "big")
        return head[0], self._file.read(size)

    def ending(self) -> tuple[int, str]:
        """Read to the end: code and reason of the close frame, which must be the last, before a clean end."""
        frames: list[Frame] = []
        while (found := self.read()) is not None:
            frames.append(found)
        assert frames, "not even a close frame"
        opcode, payload = frames.pop()
        assert opcode == 0x80 | CLOSE
        assert all(opcode != 0x80 | CLOSE for opcode, _ in frames)
        return int.from_bytes(payload[:2], "big"), payload[2:].decode()


@contextmanager
def raw(address: str, player: UUID) -> Iterator[Raw]:
    """A connection after its welcome."""
    with Client(address, player) as client, closing(Raw(client.socket.sock)) as connection:
        yield connection
