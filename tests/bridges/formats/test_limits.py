"""What a file may cost: bytes, rows and memory."""

import tracemalloc
from collections.abc import Iterable
from io import BytesIO, RawIOBase
from itertools import chain, repeat

import pytest

from bridges.formats import FileRefused, Limits, read
from tests.bridges.formats.reading import codes, refusal
from tests.bridges.formats.sheets import sheet


class Generated(RawIOBase):
    """A file made while it is read, so that only its reader's memory is measured."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.rest = b""
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self.rest or next(self.pieces, b"")
        chunk, self.rest = chunk[:size], chunk[size:]
        self.taken += len(chunk)
        return chunk


@pytest.mark.parametrize(
    ("name", "head", "body"),
    [
        ("gift", b"Q", b"\n//" + b"x" * 100),
        ("gift", b"Q", b"x"),
        ("aiken", b"Q", b"x"),
        ("csv", b'kind,stem\nnumeric,"', b"x" * 100 + b"\n"),
        ("csv", b"kind,stem\nnumeric,", b"x"),
        ("opentdb", b'{"results":[', b" "),
        ("moodle", b"<quiz>", b"<!-- x -->"),
        ("moodle", b"<quiz><question><x a='", b"x"),
        ("moodle", b"<quiz><question>", b"x"),
        ("kahoot", b"PK\x03\x04", b"x"),
    ],
)
def test_a_file_is_read_to_the_cap_and_no_further(name: str, head: bytes, body: bytes) -> None:
    file = Generated(chain([head], repeat(body * (2**16 // len(body)))))
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused) as refused:
            list(read(file, name))  # type: ignore[arg-type]  # it is read, no more
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused.value.code == "too_big"
    assert file.taken <= 33 * 2**20
    assert peak < 200 * 2**20


def test_the_cap_is_exact() -> None:
    assert len(list(read(BytesIO(b"Q{T}"), limits=Limits(file_bytes=4)))) == 1
    with pytest.raises(FileRefused):
        list(read(BytesIO(b"Q{T}\n"), limits=Limits(file_bytes=4)))


MANY = 100_001
FILES = {
    "csv": (b"kind,stem\n", b"essay,Q\n", b""),
    "gift": (b"", b"Q{}\n\n", b""),
    "aiken": (b"", b"A. x\nANSWER: A\n", b""),
    "moodle": (b"<quiz>", b"<question/>", b"</quiz>"),
    "opentdb": (b'{"results":[0', b",0", b"]}"),
}


@pytest.mark.parametrize("name", FILES)
def test_one_question_too_many(name: str) -> None:
    head, body, tail = FILES[name]
    assert refusal(head + body * MANY + tail, name) == "too_many_rows"


def test_empty_rows_end_as_well() -> None:
    assert refusal(b"kind,stem\n" + b",\n" * 1_100_000, "csv") == "too_many_rows"


@pytest.mark.parametrize("name", FILES)
def test_exactly_as_many_as_may_be(name: str) -> None:
    head, body, tail = FILES[name]
    first = name == "opentdb"
    found = list(read(BytesIO(head + body * (5 - first) + tail), name, limits=Limits(rows=5)))
    assert len(found) == 5
    assert all(codes(row) for row in found)


def test_one_row_too_many_of_a_sheet() -> None:
    data = sheet(*[(1, "Q?", "a", "b", "", "", 20, 1)] * 6)
    assert len(list(read(BytesIO(data), limits=Limits(rows=6)))) == 6
    with pytest.raises(FileRefused) as refused:
        list(read(BytesIO(data), limits=Limits(rows=5)))
    assert refused.value.code == "too_many_rows"


@pytest.mark.parametrize(
    ("name", "head", "piece", "most"),
    [
        ("csv", b"kind,stem,option_1,option_2,correct\n", b"single_choice,Question %d or some?,yes,no,1\n", 2**20),
        ("gift", b"", b"::Title %d::A question with some words?{=yes it is ~no ~perhaps####because}\n\n", 2**20),
        ("aiken", b"", b"Question %d and some words?\nA. yes it is\nB. no\nANSWER: A\n\n", 2**20),
        ("moodle", b"<quiz>", b"<question type='shortanswer'><questiontext><text>Q %d</text></questiontext>"
         b"<answer fraction='100'><text>a</text></answer></question>\n", 2**24),
    ],
)  # fmt: skip
def test_memory_does_not_grow_with_the_file(name: str, head: bytes, piece: bytes, most: int) -> None:
    many = 10_000
    pieces = (piece % number for number in range(many))
    file = Generated(chain([head] if head else [], pieces, [b"</quiz>"] if name == "moodle" else []))
    tracemalloc.start()
    try:
        count = sum(row.draft is not None for row in read(file, name))  # type: ignore[arg-type]  # it is read, no more
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == many
    assert peak < most
