"""A type follows from bytes, an id from content."""

from hashlib import sha256

import pytest

from rules.media import TYPES, medium_id, sniff
from tests.bridges.media.files import EVERY, mp3


@pytest.mark.parametrize("mime", TYPES)
def test_a_type_is_told_from_the_bytes(mime: str) -> None:
    assert sniff(EVERY[mime]) == mime


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"RIFF\x00\x00\x00\x00AVI ",
        b"\x00\x00\x00\x18ftypheic",
        b"\x1aE\xdf\xa3\x9fB\x82\x88matroska",
        b"OggS\x00\x02" + bytes(22) + b"\x80theora",
        b"ID3\x04\x00\x00\x00\x00\x00\x05hello<script>",
        b"\xff\xfb\x90\x00<script>" + bytes(420),
        mp3(frames=1),
    ],
)
def test_what_is_none_of_them_has_no_type(data: bytes) -> None:
    assert sniff(data) is None


def test_the_id_is_the_start_of_the_hash_marked_as_version_8() -> None:
    id_ = medium_id(b"some")
    assert (id_.version, id_.variant) == (8, "specified in RFC 4122")
    assert id_ == medium_id(b"some") != medium_id(b"other")
    assert id_.hex[:12] == sha256(b"some").hexdigest()[:12]
