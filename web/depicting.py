"""How a question shows its medium."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

import msgspec

from rules.media import Medium

MediaUrl = Callable[[UUID], str]


class Media(msgspec.Struct, frozen=True):
    """The medium of a question. `alt` is an image's, `transcript` that of audio and video; neither gives it away."""

    kind: Literal["image", "audio", "video"]
    url: str
    width: int | None
    height: int | None
    alt: str | None
    transcript: str | None


def shown(medium: Medium | None, description: str, url: MediaUrl) -> Media | None:
    """A medium as clients see it."""
    if medium is None:
        return None
    alt, transcript = (description, None) if medium.kind == "image" else (None, description)
    return Media(medium.kind, url(medium.id), medium.width, medium.height, alt, transcript)
