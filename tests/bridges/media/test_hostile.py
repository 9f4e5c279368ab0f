"""Files that mean harm: each is refused with its reason, or comes out harmless, and none costs much memory."""

import resource
import subprocess
import sys
from io import BytesIO
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bridges.media import MediumRefused, prepare
from lab.folder import ROOT
from rules.media import SIDE_MOST, TYPES, sniff
from tests.bridges.media.files import EVERY

_FILES = 1_500
_MEMORY_MOST_KB = 450_000


def refusal(data: bytes) -> MediumRefused | None:
    """Why a file is not taken. Whatever else is raised fails the test."""
    try:
        prepare(data)
    except MediumRefused as error:
        return error
    return None


def accepted(data: bytes) -> bool:
    """Whether it was taken, and then it is harmless."""
    if why := refusal(data):
        assert why.code.startswith("media_")
        assert why.detail
        return False
    prepared = prepare(data)
    assert TYPES[prepared.mime] == prepared.medium.kind
    assert sniff(prepared.data) == prepared.mime
    if prepared.medium.kind == "image":
        with Image.open(BytesIO(prepared.data)) as image:
            image.load()
            assert max(image.size) <= SIDE_MOST
        assert prepare(prepared.data).medium.kind == "image"
    return True


def spoilt(random: Random) -> bytes:
    """A file of some type, cut, flipped, joined with another, or under another's beginning."""
    data = bytearray(random.choice(list(EVERY.values())))
    other = random.choice(list(EVERY.values()))
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(data) + 1)
        match random.randrange(7):
            case 0:
                del data[at:]
            case 1:
                data[at : at + 4] = random.randbytes(4)
            case 2:
                data[at:at] = other[random.randrange(len(other)) :]
            case 3:
                data[: random.randrange(40)] = other[: random.randrange(40)]
            case 4:
                data[at : at + random.randrange(60)] = b"\xff" * random.randrange(60)
            case 5:
                data += b"<script>alert(1)</script>PK\x03\x04"
            case _:
                for _ in range(8):
                    if data:
                        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(data)


def test_spoilt_files_are_refused_or_harmless() -> None:
    random = Random(20261125)
    taken = sum(accepted(spoilt(random)) for _ in range(_FILES))
    assert 0 < taken < _FILES / 2


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([data[:24] for data in EVERY.values()]), st.binary(max_size=200))
def test_anything_behind_a_right_beginning_is_refused_or_harmless(begin: bytes, rest: bytes) -> None:
    accepted(begin + rest)


_BOMBS = """
import resource, struct, sys, zlib
from io import BytesIO
from PIL import Image
from bridges.media import MediumRefused, prepare

def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

def png(width, height, body=b"", *more):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\\x89PNG\\r\\n\\x1a\\n" + head + b"".join(more) + chunk(b"IDAT", body) + chunk(b"IEND", b"")

def flat(width, height):
    squeeze = zlib.compressobj()
    return b"".join(squeeze.compress(bytes(4 * width + 1)) for _ in range(height)) + squeeze.flush()

text = zlib.compress(bytes(200_000_000))
canvas = (16_383).to_bytes(3, "little") * 2
bombs = [
    png(50_000, 50_000, flat(50, 50)),
    png(5_001, 5_000, flat(5_001, 5_000)),
    png(10, 10, flat(5_000, 5_000)),
    png(10, 10, flat(10, 10), chunk(b"zTXt", b"a\\0\\0" + text)),
    png(10, 10, flat(10, 10), chunk(b"iCCP", b"a\\0\\0" + text)),
    png(10, 10, flat(10, 10), *[chunk(b"tEXt", b"a\\0" + b"x" * 1_000_000)] * 4),
    b"RIFF" + (100).to_bytes(4, "little") + b"WEBPVP8X\\x0a\\0\\0\\0\\x02\\0\\0\\0" + canvas + b"ANIM" + bytes(80),
    b"RIFF" + (100).to_bytes(4, "little") + b"WEBPVP8L\\x19\\0\\0\\0\\x2f\\xff\\xff\\xff\\x0f" + bytes(80),
    b"GIF89a\\xff\\xff\\xff\\xff\\0\\0\\0,\\0\\0\\0\\0\\xff\\xff\\xff\\xff\\0\\x08" + b"\\xff" * 1000,
    b"\\xff\\xd8\\xff\\xc0\\0\\x11\\x08\\xff\\xff\\xff\\xff\\x03\\x01\\x22\\0\\x02\\x11\\x01\\x03\\x11\\x01",
    b"\\0\\0\\0\\x10ftypisom\\0\\0\\0\\0" + b"\\0\\0\\0\\x08moov" * 600_000,
    b"ID3\\x04\\0\\0\\x7f\\x7f\\x7f\\x7f" * 500_000,
    b"RIFF\\0\\0\\0\\0WAVE" + b"fmt \\0\\0\\0\\0" * 600_000,
]
for number, bomb in enumerate(bombs):
    try:
        prepare(bomb)
        print("taken", number)
    except MediumRefused as refusal:
        print(refusal.code, number)
prepare(png(5_000, 5_000, flat(5_000, 5_000)))  # the most that is taken
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_bombs_cost_little_memory() -> None:
    limit = 3 * 2**29  # less than the canvas that a WebP may name
    done = subprocess.run(
        [sys.executable, "-c", _BOMBS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert done.returncode == 0, done.stderr
    *said, peak_kb = done.stdout.splitlines()
    assert len(said) == 13
    assert "media_too_many_pixels 6" in said
    assert {line.split()[1] for line in said if line.startswith("taken")} <= {"2", "3", "4", "5"}, said
    assert int(peak_kb) < _MEMORY_MOST_KB, said
