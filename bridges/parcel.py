"""A slice's events as one short argument of a Celery message.

Celery's worker reads a message's body twice, and its transport writes it once more into Redis, where the append-only
file keeps both: what a message weighs is paid for six times over. Events of one slice are alike, so they compress well.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence

import msgspec
import zstandard

_LEVEL = 1
_write = msgspec.msgpack.Encoder().encode
_read = msgspec.msgpack.Decoder(list[bytes]).decode


def pack(values: Sequence[bytes]) -> str:
    """Events' bytes, whatever they are, as text."""
    return b64encode(zstandard.compress(_write(values), _LEVEL)).decode()


def unpack(parcel: str) -> list[bytes]:
    """The same bytes. Raises ValueError or ZstdError for what `pack` did not make."""
    return _read(zstandard.decompress(b64decode(parcel, validate=True)))
