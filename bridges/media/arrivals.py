"""Where files of players come in: apart from what is served, as nobody else may see them before they were looked at."""

import hmac
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import time
from typing import BinaryIO, NamedTuple, Protocol
from urllib.parse import urlencode
from uuid import UUID

from bridges.media.store import write_whole

_NAME = re.compile(r"([0-9a-f]{32})(\.kept)?")
CONTENT_TYPE = "application/octet-stream"
"""What every file is sent as: its type is told by its bytes."""


class Place(NamedTuple):
    """Where a file is to be PUT, once, with these headers."""

    url: str
    headers: dict[str, str]


class Arrivals(Protocol):
    """Holds what came for an upload as it came, then what was made of it, by the upload's id."""

    def place(self, upload: UUID, size: int, seconds: int) -> Place:
        """Where a client may put a file of exactly that size, for so long."""

    def take(self, upload: UUID, most: int) -> bytes:
        """What was put there, and of what is longer one byte more than `most`. Raises FileNotFoundError."""

    def keep(self, upload: UUID, data: bytes) -> None:
        """What was made of it, whole or not at all; what was put there is forgotten."""

    def open(self, upload: UUID) -> BinaryIO:
        """What was made of it, to be read and sought in. Raises FileNotFoundError."""

    def ids(self) -> Iterator[UUID]:
        """Uploads of which anything is there."""

    def remove(self, upload: UUID) -> None:
        """Forget all of an upload; harmless if there is nothing."""


class Pass(NamedTuple):
    """What a signed address allows."""

    size: int
    expires: int
    signature: str


class FolderArrivals:
    """A folder; files come to the API itself, by addresses that it has signed."""

    def __init__(self, folder: str, base_url: str, keys: Sequence[bytes]) -> None:
        """`base_url` is that of `/v1/uploads`. Without keys no address can be signed."""
        self._folder = Path(folder)
        self._base_url = base_url
        self._keys = [hmac.digest(key, b"buzzline upload 1", "sha256") for key in keys]

    def place(self, upload: UUID, size: int, seconds: int) -> Place:
        """An address of ours with a signature."""
        expires = int(time()) + seconds
        query = {"size": size, "expires": expires, "signature": _sign(self._keys[0], upload, size, expires)}
        return Place(f"{self._base_url}/{upload}/file?{urlencode(query)}", {"Content-Type": CONTENT_TYPE})

    def admits(self, upload: UUID, shown: Pass) -> bool:
        """Whether an address is one that we signed, and still good."""
        signed = (_sign(key, upload, shown.size, shown.expires) for key in self._keys)
        good = any(hmac.compare_digest(one.encode(), shown.signature.encode()) for one in signed)
        return good and time() < shown.expires

    def put(self, upload: UUID, data: bytes) -> None:
        """What came by a signed address; a second time takes the place of the first."""
        write_whole(self._path(upload), data)

    def take(self, upload: UUID, most: int) -> bytes:
        """What was put there."""
        with self._path(upload).open("rb") as file:
            return file.read(most + 1)

    def keep(self, upload: UUID, data: bytes) -> None:
        """What was made of it."""
        write_whole(self._path(upload, ".kept"), data)
        self._path(upload).unlink(missing_ok=True)

    def open(self, upload: UUID) -> BinaryIO:
        """What was made of it."""
        return self._path(upload, ".kept").open("rb")

    def ids(self) -> Iterator[UUID]:
        """Uploads of which anything is there, halves of writers that died too."""
        for path in self._folder.glob("*"):
            if name := _NAME.match(path.name):
                yield UUID(name[1])

    def remove(self, upload: UUID) -> None:
        """Forget all of an upload."""
        for path in self._folder.glob(f"{upload.hex}*"):
            path.unlink(missing_ok=True)

    def _path(self, upload: UUID, suffix: str = "") -> Path:
        return self._folder / f"{upload.hex}{suffix}"


def _sign(key: bytes, upload: UUID, size: int, expires: int) -> str:
    return hmac.digest(key, f"{upload}|{size}|{expires}".encode(), "sha256").hex()


def folder_of(media_dir: str) -> str:
    """Beside the shelves of what is served, whose names have two letters."""
    return os.path.join(media_dir, "arrivals")
