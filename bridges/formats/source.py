"""The file being read: capped, looked at before it is read, decoded line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, RawIOBase, TextIOWrapper
from typing import BinaryIO

from bridges.formats.rows import FileRefused

HEAD = 64 * 1024
_ESCAPED = re.compile("[\udc80-\udcff]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Limits:
    """What a file may cost at most; beyond, it is refused."""

    file_bytes: int = 32 * 2**20
    rows: int = 100_000
    unzipped_bytes: int = 64 * 2**20
    unzipped_ratio: int = 100
    """Of one part of an XLSX, and asked only of parts above 1 MB: short ones are dense by nature."""
    xml_depth: int = 50
    xml_elements: int = 5_000
    """Of one question."""


LIMITS = Limits()


class _Capped(RawIOBase):
    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._most = most
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase's takes any buffer
        """Fill the buffer unless the file ends: short reads would shorten the head that is looked at."""
        done = 0
        while done < len(buffer) and (chunk := self._file.read(len(buffer) - done)):
            buffer[done : done + len(chunk)] = chunk
            done += len(chunk)
        self._left -= done
        if self._left < 0:
            raise FileRefused("too_big", f"The file has more than {self._most} bytes.")
        return done


class Source:
    """A file on its way in. Whatever is read from it, FileRefused is raised where it is too big or not text."""

    def __init__(self, file: BinaryIO, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.stream = BufferedReader(_Capped(file, limits.file_bytes), HEAD)

    def head(self) -> bytes:
        """The first bytes, without taking them; fewer than HEAD only when the file is shorter."""
        return self.stream.peek(HEAD)

    def whole(self) -> bytes:
        """Everything, at most `limits.file_bytes`."""
        return self.stream.read()

    def lines(self, newline: str | None = None) -> Iterator[str]:
        """Decoded lines. UTF-8, or UTF-16 with its mark; `newline` as for `open`."""
        head = self.head()
        encoding = encoding_of(head)
        is_wide, wide = encoding == "utf-16", "utf-16-be" if head.startswith(b"\xfe\xff") else "utf-16-le"
        # Text is decoded far ahead of the line that is given: what is no UTF-8 is let by as lone surrogates until then.
        text = TextIOWrapper(self.stream, encoding, "strict" if is_wide else "surrogateescape", newline)
        number = 0
        try:
            for number, line in enumerate(text, 1):
                if not is_wide and _ESCAPED.search(line):
                    raise _bad_encoding(number)
                if "\x00" in line:
                    raise FileRefused("not_text", f"Line {number} holds NUL: this is not a text file in UTF-8.")
                yield line
        except UnicodeDecodeError as error:
            decoded = error.object[: error.start].decode(wide, "ignore")
            raise _bad_encoding(number + 1 + len(_LINE_END.findall(decoded))) from error


def _bad_encoding(line: int) -> FileRefused:
    return FileRefused("bad_encoding", f"Line {line} is not what its encoding has: save the file as UTF-8.")


def encoding_of(head: bytes) -> str:
    """The encoding that a file's mark names; UTF-8 without one."""
    return next((encoding for mark, encoding in _BOMS if head.startswith(mark)), "utf-8")
