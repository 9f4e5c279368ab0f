"""Kahoot's spreadsheet (its XLSX template): read only.

The header row is the first that names a question, answers and what is correct, wherever it stands. Kahoot's own limits
hold: a row beyond them would not have been one there. Correct answers are numbers, as `1,3`; more than one make a
multiple choice. A spreadsheet set to decimal commas stores `1,3` as the number 1.3: that is read as 1 and 3.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from functools import partial
from typing import NamedTuple

from bridges.formats.prose import plain
from bridges.formats.rows import FileRefused, Notes, Row, Unheld, settle
from bridges.formats.source import Source
from bridges.formats.workbook import Cell, cells
from rules.content import Content, Draft, Kind, Wording

QUESTION_MOST = 120
ANSWER_MOST = 75
SECONDS = (5, 10, 20, 30, 60, 90, 120, 240)
_HEADER_WITHIN = 100
_NAMES = {
    "question": re.compile(r"question\b"),
    **{f"answer {number}": re.compile(rf"answer {number}\b") for number in range(1, 9)},
    "seconds": re.compile(r"time limit"),
    "correct": re.compile(r"correct answer"),
}
_NEEDED = {"question", "answer 1", "answer 2", "correct"}


class Header(NamedTuple):
    """The columns that are known, and what all of them are called."""

    columns: Mapping[str, int]
    titles: Mapping[int, str]


def read(source: Source, lang: str) -> Iterator[Row]:
    """The questions of the first sheet; a row's line is its row there."""
    header: Header | None = None
    of_file = Notes()
    for number, row in enumerate(cells(source, of_file), 1):
        if header is None:
            header = _header(row)
            if header is None and number >= _HEADER_WITHIN:
                break
        elif any(_is_filled(row, column) for name, column in header.columns.items() if name != "seconds"):
            yield settle(number, partial(_draft, row, header, lang), of_file)
            of_file.clear()
    if header is None:
        raise FileRefused("no_header", "No row names a question, its answers and the correct answers.")


def _header(row: Sequence[Cell]) -> Header | None:
    titles = [" ".join(str(cell).split()) if isinstance(cell, str) else "" for cell in row]
    found: dict[str, int] = {}
    for index, title in enumerate(titles):
        for name, pattern in _NAMES.items():
            if pattern.match(title.casefold()):
                found.setdefault(name, index)
    return Header(found, dict(enumerate(titles))) if found.keys() >= _NEEDED else None


def _note_lost(row: Sequence[Cell], header: Header, notes: Notes) -> None:
    """Columns that hold something and are none of ours. What stands before the question without a name counts rows."""
    known, titles = set(header.columns.values()), header.titles
    lost = [
        titles.get(index) or f"no. {index + 1}"
        for index in range(len(row))
        if index not in known and _is_filled(row, index) and (titles.get(index) or index > header.columns["question"])
    ]
    if lost:
        notes.add("column_dropped", f"No place for the columns {', '.join(lost)[:200]}.")


def _is_filled(row: Sequence[Cell], column: int) -> bool:
    return column < len(row) and row[column] is not None and str(row[column]).strip() != ""


def _draft(row: Sequence[Cell], header: Header, lang: str, notes: Notes) -> Draft:
    _note_lost(row, header, notes)
    filled = {name: column for name, column in header.columns.items() if _is_filled(row, column)}
    texts = {name: plain(_text(row[column]), notes) for name, column in filled.items()}
    stem = texts.get("question", "")
    if len(stem) > QUESTION_MOST:
        raise Unheld("question_too_long", f"Kahoot takes at most {QUESTION_MOST} characters.")
    numbers = [number for number in range(1, 9) if texts.get(f"answer {number}")]
    options = tuple(texts[f"answer {number}"] for number in numbers)
    if any(len(option) > ANSWER_MOST for option in options):
        raise Unheld("answer_too_long", f"Kahoot takes at most {ANSWER_MOST} characters.")
    correct = _correct(texts.get("correct", ""), numbers)
    kind: Kind = "single_choice" if len(correct) == 1 else "multiple_choice"
    limit = _limit_ms(texts.get("seconds", ""), notes)
    return Draft(Content(kind, (Wording(lang, stem, options),), correct), time_limit_ms=limit)


def _text(cell: Cell) -> str:
    """What the cell shows, unless its format hides what was typed."""
    if isinstance(cell, date | time | timedelta):
        raise Unheld("not_text", "A cell holds a date or a time: format it as text and type it again.")
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _correct(text: str, numbers: Sequence[int]) -> tuple[int, ...]:
    """Indexes into the answers that are there; an answer that is left empty keeps its number."""
    named = {int(part) for part in re.split(r"[\s,;.]+", text) if re.fullmatch(r"[1-8]", part)}
    if not named or not re.fullmatch(r"[1-8]([\s,;.]+[1-8])*[\s,;.]*", text) or not named <= set(numbers):
        raise Unheld("no_right_answer", f"{text[:40]!r} does not name answers of this row, as in 1,3.")
    return tuple(numbers.index(number) for number in sorted(named))


def _limit_ms(text: str, notes: Notes) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text):
        notes.add("time_limit_changed", f"{text[:40]!r} is no number of seconds; the question has no limit of its own.")
        return None
    nearest = min(SECONDS, key=lambda seconds: abs(seconds - int(text)))
    if nearest != int(text):
        notes.add("time_limit_changed", f"Kahoot has no limit of {int(text)} s; {nearest} s are taken.")
    return nearest * 1000
