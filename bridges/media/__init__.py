"""Media: files made safe to show, and the store that keeps them.

What comes in is told by its bytes, redrawn or stripped of what it says about its maker, and kept under an id that
follows from its content. It may import rules, and the breaker's word for what is away: no database, no web.
"""

from collections.abc import Sequence

from bridges.media.arrivals import Arrivals, FolderArrivals, folder_of
from bridges.media.bucket import Bucket, BucketArrivals
from bridges.media.intake import MediumRefused, Prepared, prepare
from bridges.media.store import CACHED, Folder, Store

__all__ = [
    "CACHED",
    "Arrivals",
    "Folder",
    "MediumRefused",
    "Prepared",
    "Store",
    "open_arrivals",
    "open_store",
    "prepare",
]


def open_store(place: str, base_url: str) -> Store:
    """The media that are served, of a folder or of `s3://bucket/prefix`. Raises ValueError."""
    return Bucket(place, base_url) if place.startswith("s3:") else Folder(place, base_url)


def open_arrivals(place: str, api_url: str, keys: Sequence[bytes] = ()) -> Arrivals:
    """What players send, of the same place. Raises ValueError."""
    if place.startswith("s3:"):
        return BucketArrivals(place)
    return FolderArrivals(folder_of(place), f"{api_url}/v1/uploads", keys)
