"""Bytes of anybody's into a medium that may be shown to everybody."""

from dataclasses import dataclass
from hashlib import sha256

from bridges.media.pictures import redraw
from bridges.media.recordings import strip
from bridges.media.refusal import MediumRefused
from rules.media import SIZE_MOST, TYPES, Medium, medium_id, sniff

__all__ = ["MediumRefused", "Prepared", "prepare"]

_TAKEN = "JPEG, PNG, WebP and still GIF; MP3, Ogg, M4A and WAV; MP4 and WebM"


@dataclass(frozen=True)
class Prepared:
    """A medium with its bytes as they are kept and served."""

    medium: Medium
    mime: str
    sha256: bytes
    size: int
    data: bytes


def prepare(data: bytes) -> Prepared:
    """Images come out redrawn and upright, audio and video without the tags that can be taken away.

    Raises MediumRefused, whatever is wrong with the file.
    """
    _weigh(data)
    mime = sniff(data)
    if mime is None:
        raise _unknown(data)
    kind, width, height = TYPES[mime], None, None
    if kind == "image":
        data, mime, width, height = redraw(data, mime)
    else:
        data = strip(data, mime)
    _weigh(data)
    return Prepared(Medium(medium_id(data), kind, width, height), mime, sha256(data).digest(), len(data), data)


def _weigh(data: bytes) -> None:
    if not data:
        raise MediumRefused("media_empty", "The file is empty.")
    if len(data) > SIZE_MOST:
        raise MediumRefused("media_too_big", f"The file has more than {SIZE_MOST} bytes: make it smaller.")


def _unknown(data: bytes) -> MediumRefused:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return MediumRefused("media_type", "SVG and HTML may hold scripts: save the picture as PNG.")
    return MediumRefused("media_type", f"The bytes are of none of the types that are taken: {_TAKEN}.")
