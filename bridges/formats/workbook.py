"""An XLSX as rows of cells, read one by one, after its parts were weighed: a zip says how large it will be."""

import warnings
from collections.abc import Iterator
from itertools import islice
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from bridges.formats.rows import FileRefused, Notes
from bridges.formats.source import Limits, Source

Cell = object
"""A string, a number, a truth, a date or a time of any kind, or None."""
PARTS_MOST = 1_000
COLUMNS_MOST = 50
SHEET_MOST = 1_048_576
"""Rows of a sheet in Excel, empty ones included."""
_LOOKED_AT = 1_000
"""Rows of each sheet that is not read."""
_DENSE = 2**20
_PICTURES = "xl/media/"
_DATA = ("xl/worksheets/", "xl/sharedStrings.xml")
_OTHER_MOST = 2**22
"""Bytes of styles and the like, which are read whole."""


def cells(source: Source, notes: Notes) -> Iterator[tuple[Cell, ...]]:
    """The rows of the first sheet, empty ones included. Raises FileRefused, whatever is wrong with the file.

    What no cell holds is noted with the first row.
    """
    with TemporaryFile() as file:
        copyfileobj(source.stream, file)
        _weigh(file, source.limits, notes)
        rows = _rows(file, notes)
        number = 0
        while True:
            try:
                with warnings.catch_warnings(action="ignore"):
                    row = next(rows, None)
            except Exception as error:  # openpyxl raises whatever its reading stumbles over
                raise FileRefused("malformed", f"Row {number + 1} cannot be read: {error}") from error
            if row is None:
                return
            number += 1
            if number > SHEET_MOST:
                raise FileRefused("too_many_rows", f"A sheet has at most {SHEET_MOST} rows.")
            yield row


def _rows(file: IO[bytes], notes: Notes) -> Iterator[tuple[Cell, ...]]:
    """Lazy from the first row on, the workbook's own parts included."""
    book = load_workbook(file, read_only=True, data_only=True)
    try:
        sheet, *others = book.worksheets
        if lost := [other.title for other in others if _holds_something(other)]:
            notes.add("sheets_dropped", f"Only the first sheet is read; left out: {', '.join(lost)[:200]}.")
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=COLUMNS_MOST, values_only=True)
    finally:
        book.close()


def _holds_something(sheet: Any) -> bool:
    """Whether a cell among the first is filled."""
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(max_col=COLUMNS_MOST, values_only=True), _LOOKED_AT)
    return any(str(cell or "").strip() for row in rows for cell in row)


def _weigh(file: IO[bytes], limits: Limits, notes: Notes) -> None:
    """Refuse what would unpack too large; what lies about its size fails in reading, at the size that it named."""
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError) as error:
        raise FileRefused("malformed", f"Not an XLSX file: {error}") from error
    if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > limits.unzipped_bytes:
        raise FileRefused("zip_bomb", f"Unpacked, the file has more than {limits.unzipped_bytes} bytes or many parts.")
    for part in parts:
        if part.file_size > _DENSE and part.file_size > limits.unzipped_ratio * part.compress_size:
            raise FileRefused("zip_bomb", f"{part.filename[:80]!r} unpacks to too many times its size.")
        if part.file_size > _OTHER_MOST and not part.filename.startswith(_DATA):
            raise FileRefused("zip_bomb", f"{part.filename[:80]!r} is too large for what it is.")
    if pictures := sum(part.filename.startswith(_PICTURES) for part in parts):
        notes.add("media_dropped", f"Pictures lie above a sheet, in no row: {pictures} of this file are left out.")
