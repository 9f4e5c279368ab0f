"""Files that go with a question: which there may be, told from their bytes. Names are not believed."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal
from uuid import UUID

MediumKind = Literal["image", "audio", "video"]

TYPES: dict[str, MediumKind] = {
    "image/jpeg": "image",
    "image/png": "image",
    "image/webp": "image",
    "image/gif": "image",
    "audio/mpeg": "audio",
    "audio/ogg": "audio",
    "audio/mp4": "audio",
    "audio/wav": "audio",
    "video/mp4": "video",
    "video/webm": "video",
}
SIZE_MOST = 5 * 2**20
PIXELS_MOST = 25_000_000
"""Of an image as it comes: what a telephone's camera makes."""
SIDE_MOST = 1_600
"""Of an image as it is kept."""
DESCRIPTION_MOST = {"image": 500, "audio": 5_000, "video": 5_000}
HEAD = 4_096
"""So many first bytes tell the type of a medium that is kept."""

_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_AUDIO_BRANDS = {b"M4A ", b"M4B "}
_VIDEO_BRANDS = {b"avc1", b"dash", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"M4V ", b"MSNV"}
_BITRATES = (  # kbit/s of MPEG-1 and of MPEG-2 and 2.5, layer III: ISO/IEC 11172-3 and 13818-3
    (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


@dataclass(frozen=True)
class Medium:
    """A file that is shown or played with a question. It never changes: its id says what is in it."""

    id: UUID
    kind: MediumKind
    width: int | None = None
    height: int | None = None
    """Pixels of an image, as it is kept."""


def medium_id(data: bytes) -> UUID:
    """The id of a file: 122 bits of its SHA-256, as a UUID of version 8 (RFC 9562)."""
    digest = bytearray(sha256(data).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))


def sniff(data: bytes) -> str | None:
    """The type of a file by its first bytes, one of TYPES; None if it is none of them."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF"):
        return _RIFF.get(data[8:12])
    if data[4:8] == b"ftyp":
        return "audio/mp4" if data[8:12] in _AUDIO_BRANDS else "video/mp4" if data[8:12] in _VIDEO_BRANDS else None
    if data.startswith(b"\x1aE\xdf\xa3"):
        return "video/webm" if b"\x42\x82\x84webm" in data[:64] else None
    if data.startswith(b"OggS"):
        return "audio/ogg" if data[28:].startswith((b"\x01vorbis", b"OpusHead")) else None
    return "audio/mpeg" if _is_mp3(data[id3_size(data) :]) else None


def id3_size(data: bytes) -> int:
    """How long the ID3v2 tags at the beginning are."""
    at = 0
    while data[at : at + 3] == b"ID3" and len(data) >= at + 10:
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + 10 * bool(data[at + 5] & 0x10)
    return at


def _is_mp3(data: bytes) -> bool:
    """Whether two frames of MPEG layer III follow each other: two bytes alone may be anything."""
    first = _frame(data)
    return first is not None and _frame(data[first:]) is not None


def _frame(data: bytes) -> int | None:
    """The length of the frame that begins here; None: there is none."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return None
    version, bitrate, rate, padding = data[1] >> 3 & 3, data[2] >> 4, data[2] >> 2 & 3, data[2] >> 1 & 1
    if version not in _RATES or rate == 3 or not 1 <= bitrate <= 14:
        return None
    first = version == 3
    return (144 if first else 72) * 1000 * _BITRATES[not first][bitrate - 1] // _RATES[version][rate] + padding
