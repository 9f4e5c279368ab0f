"""CSV for people with a spreadsheet: the one format that holds the whole of a draft.

The first row names the columns, in any order; `kind` and `stem` are needed, all others may be left out or left empty:

    key             joins the languages of a question: rows in sequence with the same key are one question
    lang            as `en` or `pt-BR`; empty: what the reader of the file says
    kind            single_choice, multiple_choice, true_false, short_text, numeric or ordering
    stem            the question
    option_1..8     of a choice; of true_false the words for true and for false (empty: True, False);
                    of ordering in the right order
    correct         numbers of the right options, as `1,3`; of true_false also `true` or `false`
    accepted        of short_text: the right answers, as `Paris|City of Light`
    numbers         of numeric: what is right, as `3.14`, `3.14:0.01` (a tolerance), `1..5`, or several: `7|9..11`
    explanation, description    of the answer; of the medium
    wording_state   of a translation: draft, review, published or retired; empty: published
    category        the path, as `Science|Physics`
    difficulty      easy, medium or hard; empty: medium
    tags            as `school|light`
    source, licence, title
    time_limit_s    as `20` or `7.5`
    media_id        a medium that is here already (`flask media list`); paths and addresses are not fetched
    media_name, media_base64    a medium that comes with the file

What does not depend on the language (kind, correct, numbers and all from category on) stands in a question's first
row; its other rows repeat it or leave it empty. `|` and `\\` in an item of a list are written `\\|` and `\\\\`.
Columns may be separated by commas, semicolons or tabs, or by what Excel's line before the table says, as `sep=;`.

A cell that a spreadsheet could take for a formula, or whose text reading would change (HTML, blanks at its ends), has
an apostrophe before it (see `sheet_cells.py`); reading takes it away.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import partial
from io import StringIO
from typing import BinaryIO

from bridges.formats.exports import write_each
from bridges.formats.rows import FileRefused, Notes, Row, settle
from bridges.formats.sheet_rows import COLUMNS, LANGUAGES_MOST, Record, cells_of, draft_of
from bridges.formats.source import HEAD, LIMITS, Source, encoding_of
from rules.content import Draft

_MARK = b"\xef\xbb\xbf"
"""Excel takes a CSV without it for the computer's old encoding."""
_NEEDED = {"kind", "stem"}
_SAID = re.compile(r'"?sep=([,;|\t])"?', re.IGNORECASE)
ROWS_MOST = 1_048_576
"""A spreadsheet's own limit; it bounds the rows that are empty, or in yet another language."""
CELLS_MOST = 100_000
"""Separators in one line; more would be a list of cells larger than the file."""

csv.field_size_limit(LIMITS.file_bytes)
"""An attachment is one field; the cap on the file bounds it. The module knows only one limit for all of its users."""


def read(source: Source, lang: str) -> Iterator[Row]:
    """The questions in file order; a row's line is that of its first row in the table, the header being 1."""
    seen: set[str] = set()
    group: list[Record] = []
    for record in _records(source):
        key = record.key
        if group and key and key == group[0].key:
            if len(group) <= LANGUAGES_MOST:
                group.append(record)
            continue
        yield from _settled(group, lang, seen)
        group = [record]
    yield from _settled(group, lang, seen)


def _settled(group: list[Record], lang: str, seen: set[str]) -> Iterator[Row]:
    if group:
        key = group[0].key
        yield settle(group[0].number, partial(draft_of, group, lang, key in seen))
        seen.update(filter(None, [key]))


def _records(source: Source) -> Iterator[Record]:
    """Rows that are not empty, by column name. Raises FileRefused."""
    said = said_separator(source.head())
    mark = said or separator(source.head())
    lines = source.lines(newline="")
    if said:
        next(lines)
    reader = csv.reader(_narrow(lines, mark), delimiter=mark, strict=True)
    names: list[str] = []
    try:
        for number, cells in enumerate(reader, 1):
            if number > ROWS_MOST:
                raise FileRefused("too_many_rows", f"The table has more than {ROWS_MOST} rows, empty ones included.")
            if not names:
                names = _header(cells)
            elif any(cell.strip() for cell in cells):
                yield Record(number, dict(zip(names, cells, strict=False)), cells[len(names) :])
    except csv.Error as error:
        raise FileRefused("malformed", f"The CSV breaks near line {reader.line_num}: {error}") from error
    if not names:
        raise FileRefused("no_header", "The file is empty.")


def _narrow(lines: Iterable[str], mark: str) -> Iterator[str]:
    for line in lines:
        if line.count(mark) > CELLS_MOST:
            raise FileRefused("malformed", f"A line has more than {CELLS_MOST} cells.")
        yield line


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    if missing := _NEEDED - set(names):
        raise FileRefused("no_header", f"The first row does not name the columns: {', '.join(sorted(missing))}.")
    if twice := {name for name in names if name and names.count(name) > 1}:
        raise FileRefused("no_header", f"Columns are named twice: {', '.join(sorted(twice))[:200]}.")
    return [name or f"no. {number}" for number, name in enumerate(names, 1)]


def separator(head: bytes) -> str:
    """What stands between columns: whatever of comma, semicolon and tab is most in the first line."""
    return max(",;\t", key=_first_line(head).count)


def said_separator(head: bytes) -> str:
    """What a line before the table says, as Excel reads it and writes it for itself: `sep=;`. Empty: no such line."""
    said = _SAID.fullmatch(_first_line(head))
    return said[1] if said else ""


def _first_line(head: bytes) -> str:
    return "".join(head[:HEAD].decode(encoding_of(head), "ignore").splitlines()[:1])


def write(drafts: Iterable[Draft], out: BinaryIO, lang: str) -> Iterator[Row]:
    """One row a wording; every field quoted. `lang` is not needed: each row says its own."""
    del lang
    number = iter(range(1, 2**31))
    out.write(_MARK + _line(COLUMNS).encode())

    def spell(draft: Draft, notes: Notes) -> str:
        rows = cells_of(draft, str(next(number)), notes)
        return "".join(_line([cells.get(name, "") for name in COLUMNS]) for cells in rows)

    yield from write_each(drafts, out, spell)


def _line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow(cells)
    return line.getvalue()
