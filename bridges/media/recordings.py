"""Audio and video are kept as they are, but for tags: who made it where is nobody's business.

MP3 loses ID3 and APE, WAV every chunk but format and samples, MP4 and M4A the boxes for user data and metadata, which
hold the place. Ogg and WebM keep their comments: taking them out means building the file anew.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from bridges.media.refusal import MediumRefused
from rules.media import id3_size

_TAGS = {b"udta", b"meta", b"uuid"}
_HOLDERS = {b"moov", b"trak"}
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_APE_FOOTER = 32


def strip(data: bytes, mime: str) -> bytes:
    """The recording without tags. Raises MediumRefused for one that is cut short."""
    if mime == "audio/mpeg":
        return _mp3(data)
    if mime == "audio/wav":
        return _wav(data)
    if mime in ("audio/mp4", "video/mp4"):
        return _mp4(data)
    return data


def _mp3(data: bytes) -> bytes:
    data = data[id3_size(data) :]
    if data[-128:-125] == b"TAG":
        data = data[:-128]
    footer = data[-_APE_FOOTER:]
    if footer.startswith(b"APETAGEX"):
        size, flags = struct.unpack_from("<I4xI", footer, 12)
        data = data[: max(len(data) - size - _APE_FOOTER * (flags >> 31), 0)]
    return data


def _wav(data: bytes) -> bytes:
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        chunks.setdefault(name, data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    form, samples = chunks.get(b"fmt ", b""), chunks.get(b"data", b"")
    if len(form) < 16 or int.from_bytes(form[:2], "little") not in (_PCM, _FLOAT, _EXTENSIBLE) or not samples:
        raise MediumRefused("media_malformed", "The WAV has no samples, or is compressed: save it anew, as PCM.")
    body = b"WAVE" + b"".join(
        struct.pack("<4sI", name, len(part)) + part + b"\0" * (len(part) % 2)
        for name, part in ((b"fmt ", form), (b"data", samples))
    )
    return struct.pack("<4sI", b"RIFF", len(body)) + body


class _Box(NamedTuple):
    name: bytes
    begin: int
    content: int
    end: int


def _mp4(data: bytes) -> bytes:
    """Boxes of tags become free space of the same size, so that no offset changes."""
    blanked = bytearray(data)
    boxes = list(_boxes(data, 0, len(data)))
    if not {b"moov", b"mdat"} <= {box.name for box in boxes} and b"moof" not in {box.name for box in boxes}:
        raise MediumRefused("media_malformed", "The MP4 lacks its table or its content: it is cut short.")
    while boxes:
        box = boxes.pop()
        if box.name in _TAGS:
            blanked[box.begin + 4 : box.begin + 8] = b"free"
            blanked[box.content : box.end] = bytes(box.end - box.content)
        elif box.name in _HOLDERS:
            boxes += _boxes(data, box.content, box.end)
    return bytes(blanked)


def _boxes(data: bytes, at: int, end: int) -> Iterator[_Box]:
    """The boxes between two places. Raises MediumRefused for one that does not fit."""
    while at < end:
        head = 8
        size, name = struct.unpack_from(">I4s", data, at) if at + head <= end else (0, b"")
        if size == 1 and at + 16 <= end:
            head, (size,) = 16, struct.unpack_from(">Q", data, at + 8)
        elif size == 0 and name:
            size = end - at
        if size < head or at + size > end:
            raise MediumRefused("media_malformed", "A box of the MP4 does not fit: it is cut short.")
        yield _Box(name, at, at + head, at + size)
        at += size
