"""XLSX files for tests."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook

HEADER = (
    "",
    "Question - max 120 characters",
    "Answer 1 - max 75 characters",
    "Answer 2 - max 75 characters",
    "Answer 3 - max 75 characters",
    "Answer 4 - max 75 characters",
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)
TITLE = (
    ("Quiz template",),
    (),
    ("Add questions, at least two answer alternatives, time limit and choose correct answers.",),
)


def sheet(
    *rows: Sequence[object],
    before: Iterable[Sequence[object]] = TITLE,
    header: Sequence[object] = HEADER,
    more: Sequence[Sequence[object]] = (),
) -> bytes:
    """A workbook as Kahoot's template: a title, the header in row 4, then the rows; `more` is another sheet."""
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in (*before, header, *rows):
        page.append(list(row))
    if more:
        other = book.create_sheet("Other")
        for row in more:
            other.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()
