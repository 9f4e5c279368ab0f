"""Whatever bytes come: rows or FileRefused."""

from io import BytesIO
from random import Random

import pytest

from bridges.formats import FORMATS, FileRefused, detect, read
from bridges.formats.source import Source
from tests.bridges.formats.reading import refusal, rows
from tests.bridges.formats.samples import NASTY, SAMPLES, mutated


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_detected_and_read(name: str) -> None:
    assert detect(SAMPLES[name]) == name
    found = rows(SAMPLES[name])
    assert len([row for row in found if row.draft]) >= 2
    assert found == rows(SAMPLES[name], name)


def attempt(data: bytes, name: str) -> int:
    """How many rows there are; nothing but FileRefused may come out, and each row keeps its promise."""
    count = 0
    try:
        for row in read(BytesIO(data), name):
            assert (row.draft is None) == any(problem.fatal for problem in row.problems)
            assert row.line >= 1
            count += 1
    except FileRefused:
        pass
    return count


@pytest.mark.parametrize("name", SAMPLES)
def test_mutated_files(name: str) -> None:
    random = Random(name)
    found = [attempt(mutated(SAMPLES[name], random), random.choice([name, "auto"])) for _ in range(600)]
    assert any(found)


def test_garbage_under_any_name() -> None:
    random = Random(7)
    names = [*FORMATS, "auto"]
    for _ in range(600):
        text = b"".join(
            random.choice([*NASTY, *SAMPLES.values()])[: random.randrange(1, 400)] for _ in range(random.randrange(9))
        )
        attempt(random.choice([text, random.randbytes(random.randrange(300)), text.decode("latin-1").encode("utf-16")]),
                random.choice(names))  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        ("Q{=é}".encode("utf-16-le"), "auto", "unknown_format"),
        ("Q{=é}".encode("utf-16-le"), "gift", "bad_encoding"),
        ("Q{=e}".encode("utf-16-le"), "gift", "not_text"),
        ("kind,stem\n".encode("utf-16-be"), "csv", "not_text"),
        (b"\xff\xfeQ\x00{\x00=\x00\x00\xd8}\x00", "gift", "bad_encoding"),
        (b"\xff\xfe\x00\x00Q\x00\x00\x00", "gift", "not_text"),
        ("Q{=é}".encode("latin-1"), "gift", "bad_encoding"),
        (b"Q{=\xed\xa0\x80}", "gift", "bad_encoding"),
        (b"Q?\nA. \x00\n", "aiken", "not_text"),
        (b"kind,stem\nnumeric,\x00", "csv", "not_text"),
        (b"", "auto", "unknown_format"),
        (b"Just a text.", "auto", "unknown_format"),
        (b"Q{T}", "word", "unknown_format"),
    ],
)
def test_what_is_no_text_of_ours(data: bytes, name: str, code: str) -> None:
    assert refusal(data, name) == code


@pytest.mark.parametrize("newline", [None, ""])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("mark", "encoding", "bad"),
    [
        (b"", "utf-8", b"\xff"),
        (b"\xef\xbb\xbf", "utf-8", b"\xed\xa0\x80"),
        (b"\xff\xfe", "utf-16-le", b"\x00\xd8"),
        (b"\xfe\xff", "utf-16-be", b"\xd8\x00"),
    ],
)
def test_a_bad_encoding_is_found_on_its_line(
    mark: bytes, encoding: str, bad: bytes, end: str, newline: str | None
) -> None:
    """However far ahead of its lines a file is decoded."""
    after = f"x{end}more{end}".encode(encoding) * 2_000
    for line in (1, 2, 5, 3_000, 3_001, 3_002, 3_003):
        before = f"wörter {end}".encode(encoding) * (line - 1)
        given: list[str] = []
        with pytest.raises(FileRefused, match=f"^bad_encoding: Line {line} "):
            given.extend(Source(BytesIO(mark + before + bad + after)).lines(newline))
        assert all(letter < "\ud800" for text in given for letter in text)
