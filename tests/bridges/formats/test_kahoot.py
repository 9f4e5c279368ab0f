"""Kahoot's spreadsheet."""

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bridges.formats import FileRefused, Limits, read
from rules.content import Content, Draft, Wording
from tests.bridges.formats.reading import codes, draft, only, rows
from tests.bridges.formats.sheets import HEADER, sheet


def choice(stem: str, options: tuple[str, ...], *correct: int) -> Content:
    return Content(
        "single_choice" if len(correct) == 1 else "multiple_choice", (Wording("en", stem, options),), correct
    )


ABCD = ("a", "b", "c", "d")
ROW = (1, "Q?", "a", "b", "c", "d", 20, "1,3")


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (ROW, choice("Q?", ABCD, 0, 2)),
        ((1, "Q?", *ABCD, 20, 1.3), choice("Q?", ABCD, 0, 2)),
        ((1, "Q?", "a", "b", None, None, 20, 2), choice("Q?", ("a", "b"), 1)),
        ((1, "Q?", "a", None, "c", " ", 20, 3), choice("Q?", ("a", "c"), 1)),
        ((1, "Q?", 3, 4.0, 4.5, True, 20, "4 "), choice("Q?", ("3", "4", "4.5", "True"), 3)),
        ((1, "a<b & c?", "x", "y", "", "", "20", "1; 2"), choice("a<b & c?", ("x", "y"), 0, 1)),
        ((1, "q" * 120, "a" * 75, "b", "", "", 20, 1), choice("q" * 120, ("a" * 75, "b"), 0)),
    ],
)
def test_what_it_says(row: tuple[object, ...], wanted: Content) -> None:
    assert draft(sheet(row)) == Draft(wanted, time_limit_ms=20_000)


@pytest.mark.parametrize(
    ("seconds", "limit", "lost"),
    [(5, 5_000, []), (240, 240_000, []), (None, None, []), (25, 20_000, ["time_limit_changed"]),
     (1000, 240_000, ["time_limit_changed"]), ("soon", None, ["time_limit_changed"]),
     ("9" * 5000, None, ["time_limit_changed"])],
)  # fmt: skip
def test_time_limits(seconds: object, limit: int | None, lost: list[str]) -> None:
    row = only(sheet((*ROW[:6], seconds, 1)))
    assert row.draft is not None
    assert row.draft.time_limit_ms == limit
    assert codes(row) == lost


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((1, "q" * 121, "a", "b", "", "", 20, 1), "question_too_long"),
        ((1, "Q?", "a" * 76, "b", "", "", 20, 1), "answer_too_long"),
        ((1, "Q?", "a", "b", "", "", 20, 3), "no_right_answer"),
        ((1, "Q?", "a", "b", "", "", 20, None), "no_right_answer"),
        ((1, "Q?", "a", "b", "", "", 20, "x"), "no_right_answer"),
        ((1, "Q?", "a", "b", "", "", 20, "1,9"), "no_right_answer"),
        ((1, "", "a", "b", "", "", 20, 1), "faulty"),
        ((1, "Q?", "a", "", "", "", 20, 1), "faulty"),
        ((1, "Q?", datetime(2020, 1, 2), "b", "", "", 20, 1), "not_text"),  # noqa: DTZ001 as Excel has it
    ],
)
def test_rows_at_fault(row: tuple[object, ...], code: str) -> None:
    found = only(sheet(row))
    assert (found.line, found.draft) == (5, None)
    assert codes(found) == [code]


def test_the_header_is_found_by_its_words_and_empty_rows_are_none() -> None:
    columns = (7, 1, 2, 3, 6)
    shuffled = [HEADER[column].upper() for column in columns]
    row = [ROW[column] for column in columns]
    found = rows(sheet([None] * 5, row, [None], ["", " "], row, before=[["x"]] * 20, header=shuffled))
    assert [row.line for row in found] == [23, 26]
    assert codes(found[0]) == ["no_right_answer"]


def test_pictures_above_the_sheet_are_said_to_be_left_out_once() -> None:
    found = rows(repacked(sheet(ROW, ROW), "xl/media/image1.png", b"\x89PNG"))
    assert [codes(row) for row in found] == [["media_dropped"], []]


def test_columns_that_are_none_of_ours_are_told_of_where_they_hold_something() -> None:
    header = (*HEADER, "Image link", "", "Question 2")
    full, empty, short = (*ROW, "https://x/y.png", "z", "P?"), (*ROW, None, " ", ""), ROW
    found = rows(sheet(full, empty, short, header=header))
    assert [codes(row) for row in found] == [["column_dropped"], [], []]
    assert found[0].problems[0].detail == "No place for the columns Image link, no. 10, Question 2."
    assert found[0].draft is not None


def test_sheets_behind_the_first_are_told_of_where_they_hold_something() -> None:
    assert [codes(row) for row in rows(sheet(ROW, ROW, more=[("a", None), (3,)]))] == [["sheets_dropped"], []]
    assert [codes(row) for row in rows(sheet(ROW, more=[(None,)]))] == [[]]


@pytest.mark.parametrize("data", [sheet(before=(), header=("no", "header")), sheet(ROW, before=[["x"]] * 200)])
def test_without_a_header(data: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        rows(data)
    assert refused.value.code == "no_header"


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in {*old.namelist(), part}:
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
ROWS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (repacked(sheet(ROW), SHEET, b" " * 2**24), "zip_bomb"),
        (repacked(sheet(ROW), "xl/media/x.bin", b"\0" * (2**26 + 1)), "zip_bomb"),
        (repacked(sheet(ROW), "xl/styles.xml", bytes(range(256)) * 2**15), "zip_bomb"),
        (repacked(sheet(ROW), SHEET, b"<x"), "malformed"),
        (repacked(sheet(ROW), "xl/workbook.xml", b"<x/>"), "malformed"),
        (repacked(sheet(ROW), "xl/workbook.xml", ENTITY), "malformed"),
        (repacked(sheet(ROW), SHEET, ENTITY), "malformed"),
        (repacked(sheet(ROW), SHEET, ROWS % b'<row r="1"><c r="A1" t="s"><v>9</v></c></row>'), "malformed"),
        (repacked(sheet(ROW), SHEET, ROWS % b'<row r="9999999999"><c><v>9</v></c></row>'), "no_header"),
        (sheet(ROW)[:-30], "malformed"),
        (sheet(ROW)[:500], "malformed"),
        (b"PK\x03\x04", "malformed"),
        (b"", "malformed"),
    ],
)  # fmt: skip
def test_bombs_and_broken_files(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        rows(data, "kahoot")
    assert refused.value.code == code


def test_a_row_number_beyond_any_sheet_ends_the_reading() -> None:
    header = b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % cell.encode() for cell in HEADER)
    inside = b'<row r="1">%s</row><row r="9999999999"><c><v>9</v></c></row>' % header
    with pytest.raises(FileRefused) as refused:
        rows(repacked(sheet(ROW), SHEET, ROWS % inside))
    assert refused.value.code == "too_many_rows"


def test_limits_are_parameters() -> None:
    with pytest.raises(FileRefused) as refused:
        list(read(BytesIO(sheet(ROW)), limits=Limits(unzipped_bytes=1000)))
    assert refused.value.code == "zip_bomb"
