"""Lists into files: questions in the formats that imports read, every other list as CSV without formulas."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import Connection

from bridges.formats import FORMATS, write
from bridges.formats.sheet_cells import raw_written
from bridges.listing import Filters
from bridges.listings import LISTINGS
from models import question_lists
from models.question_lists import Filter
from rules.content import Draft

QUESTIONS = "questions"
QUESTION_FORMS = tuple(form.name for form in FORMATS.values() if form.is_written)
NOTES_MOST = 1_000
_MARK = b"\xef\xbb\xbf"
"""Excel takes a CSV without it for the computer's old encoding."""


@dataclass
class Written:
    """What a file came to hold."""

    rows: int
    notes: list[dict[str, Any]]
    """What the format cannot say, the first of it."""


def export(connection: Connection, subject: str, form: str, filters: Filters, out: BinaryIO) -> Written:
    """Write a list. Raises KeyError for one that there is not."""
    if subject == QUESTIONS:
        return _questions(connection, form, filters, out)
    listing, count = LISTINGS[subject], 0
    out.write(_MARK + _line(listing.columns))
    for row in listing.rows(connection, filters):
        out.write(_line(row))
        count += 1
    return Written(count, [])


def _questions(connection: Connection, form: str, filters: Filters, out: BinaryIO) -> Written:
    counted = Counted(question_lists.drafts(connection, question_filter(filters)))
    problems = write(form, counted, out, filters.get("lang") or "en")
    notes = [
        {"row": row.line, "code": problem.code, "detail": problem.detail, "left_out": problem.fatal}
        for row in problems
        for problem in row.problems
    ]
    return Written(counted.count, notes[:NOTES_MOST])


class Counted:
    """Drafts, counted as they pass."""

    def __init__(self, drafts: Iterator[Draft]) -> None:
        self._drafts = drafts
        self.count = 0

    def __iter__(self) -> Iterator[Draft]:
        for draft in self._drafts:
            self.count += 1
            yield draft


def question_filter(filters: Filters) -> Filter:
    """The filter of a list of questions, out of JSON."""
    names = {"id": "ids", "q": "text", "media": "has_media"}
    found = {names.get(name, name): value for name, value in filters.items()}
    if "ids" in found:
        found["ids"] = [UUID(str(id_)) for id_ in found["ids"]]
    if isinstance(found.get("changed_since"), str):
        found["changed_since"] = datetime.fromisoformat(found["changed_since"])
    return Filter(**found)


def _line(cells: Iterable[object]) -> bytes:
    line = StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow([_cell(cell) for cell in cells])
    return line.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    """A value that no spreadsheet takes for a formula; numbers of ours are none."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return raw_written(str(value))
