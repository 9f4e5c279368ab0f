"""Where media are kept: a port, and the folder of this machine behind it."""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from rules.media import medium_id

CACHED = "public, max-age=60, s-maxage=1"
"""As HTTP says how long a file may be kept by who has seen it, and by what serves it to others: that has to ask whether
it is still shown. A file is the same for ever, so the answer is mostly 304."""
_NAME = re.compile(r"[0-9a-f]{32}")


class Store(Protocol):
    """Keeps files under the ids that follow from their content, so that one never changes and none is there twice."""

    def put(self, data: bytes) -> UUID:
        """Keep a file: whole, or not at all. Its id."""

    def open(self, id_: UUID) -> BinaryIO:
        """The file, to be read and sought in. Raises FileNotFoundError."""

    def url(self, id_: UUID) -> str:
        """Where clients get it."""

    def ids(self) -> Iterator[UUID]:
        """All that is kept."""

    def remove(self, id_: UUID) -> None:
        """Forget a file; harmless if there is none."""


class Folder:
    """A folder of this machine, or one that machines share. `base_url` is that of `/v1/media`, or of a CDN's."""

    def __init__(self, folder: str, base_url: str) -> None:
        self._folder = Path(folder)
        self._base_url = base_url.rstrip("/")

    def put(self, data: bytes) -> UUID:
        """Keep a file; it lies on the disk when this returns, so that a row that names it may commit."""
        id_ = medium_id(data)
        path = self._path(id_)
        if path.exists():
            return id_
        write_whole(path, data)
        _sync(self._folder)  # always: another writer who made the shelf a moment ago may not have come so far
        return id_

    def open(self, id_: UUID) -> BinaryIO:
        """The file."""
        return self._path(id_).open("rb")

    def url(self, id_: UUID) -> str:
        """Where clients get it."""
        return f"{self._base_url}/{id_}"

    def ids(self) -> Iterator[UUID]:
        """All that is kept, and what was only half written when its writer died."""
        for path in self._folder.glob("??/*"):
            if name := _NAME.match(path.name):
                yield UUID(name.group())

    def remove(self, id_: UUID) -> None:
        """Forget a file, and halves of it."""
        path = self._path(id_)
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink(missing_ok=True)

    def _path(self, id_: UUID) -> Path:
        return self._folder / id_.hex[:2] / id_.hex


def write_whole(path: Path, data: bytes) -> None:
    """A file is there whole or not at all, and lies on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
