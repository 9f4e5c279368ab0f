"""What becomes of files that were sent: made fit to be shown, served once somebody has looked at them, or forgotten."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from sqlalchemy import Connection, Engine

from bridges.media import Arrivals, MediumRefused, Prepared, Store
from models import media, uploads
from models.media import NewMedium
from models.uploads import Upload
from rules.media import SIZE_MOST, sniff

_AT_ONCE = 500


class NotCome(Exception):
    """Nothing was put where the file is expected."""


def take(arrivals: Arrivals, upload: Upload) -> bytes:
    """The file that came, as it was announced. Raises NotCome; MediumRefused with what is wrong about it."""
    try:
        data = arrivals.take(upload.id, SIZE_MOST)
    except FileNotFoundError:
        raise NotCome from None
    if len(data) > SIZE_MOST:
        raise MediumRefused("media_too_big", f"The file has more than {SIZE_MOST} bytes: make it smaller.")
    if len(data) != upload.size:
        raise MediumRefused("media_size", f"{upload.size} bytes were announced, and {len(data)} came.")
    if sniff(data) != upload.mime:
        raise MediumRefused("media_type", f"The bytes are not those of the type that was announced, {upload.mime}.")
    return data


def keep(connection: Connection, arrivals: Arrivals, upload: UUID, came: Prepared) -> Upload | None:
    """Hold the file for whoever looks at it; None: there is no such upload. Held before, it stays as it was."""
    found = uploads.lock(connection, upload)
    if found is not None and found.state == "expected":
        arrivals.keep(upload, came.data)
        uploads.complete(connection, upload, NewMedium(came.medium, came.mime, came.sha256, came.size))
        return uploads.lock(connection, upload)
    return found


def approve(connection: Connection, arrivals: Arrivals, store: Store, upload: UUID) -> bool:
    """Serve an upload to everybody from the commit on, under its medium's id; False: it does not wait for that."""
    found = uploads.lock(connection, upload)
    if found is None or found.state != "pending":
        return False
    media.hold(connection)
    with arrivals.open(upload) as file:
        store.put(file.read())
    media.add(connection, [found.medium])
    uploads.decide(connection, upload, "approved")
    return True


def reject(connection: Connection, upload: UUID, reason: str) -> bool:
    """Nobody sees it, its owner neither; False: it does not wait for that."""
    found = uploads.lock(connection, upload)
    if found is None or found.state != "pending":
        return False
    uploads.decide(connection, upload, "rejected", reason)
    return True


def clear(engine: Engine, arrivals: Arrivals) -> int:
    """Forget files that never came, and remove what need not be held; how many were removed."""
    with engine.begin() as connection:
        uploads.remove_expired(connection)
    removed = 0
    for ids in _chunks(arrivals.ids()):
        with engine.connect() as connection:
            gone = uploads.not_kept(connection, ids)
        for upload in gone:
            arrivals.remove(upload)
        removed += len(gone)
    return removed


def _chunks(ids: Iterator[UUID]) -> Iterator[list[UUID]]:
    while chunk := list(dict.fromkeys(islice(ids, _AT_ONCE))):
        yield chunk
