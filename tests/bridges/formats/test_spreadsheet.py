"""CSV: its columns, its languages, and cells that are no formulas."""

import csv
from base64 import b64encode
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import UUID

import pytest

from bridges.formats import FileRefused
from rules.content import Attachment, Content, Draft, Span, Wording
from tests.bridges.formats.reading import codes, content, draft, only, rows, written


def table(header: str, *lines: str) -> str:
    return "\r\n".join((header, *lines))


def short(stem: str, *accepted: str) -> Content:
    return Content("short_text", (Wording("en", stem, accepted=accepted),))


CHOICE = Content("single_choice", (Wording("en", "Q", ("a", "b")),), (1,))
FULL = Draft(
    Content(
        "multiple_choice",
        (
            Wording("en", "=1+1", ("-a", "<b>", "c;'\"", "d\r\ne"), (), " e ", "@d"),
            Wording("es", "'=x", ("'a", "''", "ç", "\tx"), (), "", ""),
        ),
        (0, 3),
    ),
    ("Art|Nature\\", "+x"),
    "hard",
    ("=t", "u|v"),
    "-s",
    "@l",
    "'Tis",
    7_500,
    Attachment("=x.png", b"\xfb\xef"),
    UUID(int=7),
)

HUGE = Span(Decimal(0), Decimal("1e5000"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (table("kind,stem,option_1,option_2,correct", "single_choice,Q,a,b,2"), CHOICE),
        (table("\ufeffkind;stem;option_1;option_2;correct", "single_choice;Q;a;b;2"), CHOICE),
        (table("kind\tstem\toption_1\toption_2\tcorrect", "Single_Choice\tQ\ta\tb\t2"), CHOICE),
        (table(" Stem , KIND,correct,option_2,option_1", "Q,single_choice,2,b,a", ",,,,", ""), CHOICE),
        (
            table("kind,stem,option_1,option_2,correct", 'multiple_choice,Q,a,b,"1, 2"'),
            replace(CHOICE, kind="multiple_choice", correct=(0, 1)),
        ),
        (
            table("kind,stem,correct", "true_false,Q,FALSE"),
            Content("true_false", (Wording("en", "Q", ("True", "False")),), (1,)),
        ),
        (
            table("kind,stem,option_1,option_2,correct", "true_false,Q,sí,no,1"),
            Content("true_false", (Wording("en", "Q", ("sí", "no")),), (0,)),
        ),
        (table("kind,stem,accepted", r"short_text,Q,Paris | a\|b|c\\"), short("Q", "Paris", "a|b", "c\\")),
        (table("kind,stem,accepted", "short_text,'Tis <b?,'90s"), short("'Tis <b?", "'90s")),
        (table("kind,stem,accepted", "short_text,'=1+1,'-5|-6|'+7"), short("=1+1", "-5", "-6", "+7")),
        (
            table("kind,stem,numbers", "numeric,Q,'-5..5|3.14:0.01| 7"),
            Content(
                "numeric",
                (Wording("en", "Q"),),
                (),
                (Span(Decimal(-5), Decimal(5)), Span(Decimal("3.13"), Decimal("3.15")), Span(Decimal(7), Decimal(7))),
            ),
        ),
        (
            table("kind,stem,option_1,option_2,correct", '"ordering","Q\nR",a,b,'),
            Content("ordering", (Wording("en", "Q\nR", ("a", "b")),)),
        ),
    ],
)
def test_what_it_says(text: str, wanted: Content) -> None:
    assert content(text) == wanted


def test_a_draft_with_everything_in_it() -> None:
    data, problems = written("csv", [FULL, replace(FULL, title="another")])
    assert problems == []
    assert [row.draft for row in rows(data)] == [FULL, replace(FULL, title="another")]
    assert [row.problems for row in rows(data)] == [(), ()]


def test_no_cell_is_a_formula() -> None:
    data, _ = written("csv", [FULL])
    cells = [cell for line in csv.reader(StringIO(data.decode("utf-8-sig"))) for cell in line]
    assert "'=1+1" in cells
    assert "'++8=" in cells
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n"))]
    assert data.count(b'","') + len(data.splitlines()) >= len(cells)


HEADER = (
    "key,lang,kind,stem,option_1,option_2,correct,category,tags,difficulty,time_limit_s,"
    "media_name,media_base64,x,media_id"
)
BASE = [
    "1",
    "en",
    "single_choice",
    "Q",
    "a",
    "b",
    "2",
    "Art|Nature",
    "t|u",
    "easy",
    "7.5",
    "p.png",
    b64encode(b"p").decode(),
    "",
    "",
]


def line(**changed: str) -> str:
    return ",".join(changed.get(name, value) for name, value in zip(HEADER.split(","), BASE, strict=True))


def test_languages_of_a_question() -> None:
    empty = dict.fromkeys(
        ("correct", "category", "tags", "difficulty", "time_limit_s", "media_name", "media_base64"), ""
    )
    text = table(HEADER, line(), line(lang="es", stem="P", **empty), line(key=""), line(key=""), line(key="2"))
    found = rows(text)
    assert [row.line for row in found] == [2, 4, 5, 6]
    assert [row.problems for row in found] == [()] * 4
    wanted = Content("single_choice", (Wording("en", "Q", ("a", "b")), Wording("es", "P", ("a", "b"))), (1,))
    parts: tuple[Any, ...] = (("Art", "Nature"), "easy", ("t", "u"), "", "", "", 7_500, Attachment("p.png", b"p"))
    assert found[0].draft == Draft(wanted, *parts)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([line(kind="essay")], "kind_unsupported"),
        ([line(lang="no language")], "bad_lang"),
        ([line(correct="b")], "no_right_answer"),
        ([line(correct="9")], "no_right_answer"),
        ([line(correct="3")], "faulty"),
        ([line(stem="")], "faulty"),
        ([line(difficulty="odd")], "bad_difficulty"),
        ([line(time_limit_s="-1")], "bad_time_limit"),
        ([line(time_limit_s="1e9")], "bad_time_limit"),
        ([line() + ",more"], "extra_cells"),
        ([line(media_id="https://evil.test/x.png")], "bad_media_id"),
        ([line(media_id="../x.png")], "bad_media_id"),
        ([line(), line()], "faulty"),
        ([line(), line(lang="es", correct="1")], "rows_disagree"),
        ([line(), line(lang="es", kind="ordering")], "rows_disagree"),
        ([line()] * 200, "too_many_languages"),
    ],
)
def test_rows_at_fault(lines: list[str], code: str) -> None:
    row = only(table(HEADER, *lines))
    assert row.draft is None
    assert codes(row)[-1] == code


def test_a_medium_may_be_named_by_its_id() -> None:
    found = only(table(HEADER, line(media_id=str(UUID(int=9)), media_name="", media_base64=""))).draft
    assert found is not None
    assert (found.medium_id, found.attachment) == (UUID(int=9), None)


def test_a_key_that_comes_back_is_no_question_of_its_own() -> None:
    found = rows(table(HEADER, line(), line(key="2"), line(lang="es")))
    assert [codes(row) for row in found] == [[], [], ["key_repeated"]]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"x": "y"}, "column_dropped"),
        ({"media_base64": "#"}, "media_dropped"),
        ({"media_base64": ""}, "media_dropped"),
        ({"stem": "<b>Q</b>"}, "markup_dropped"),
    ],
)
def test_what_is_lost_is_said(changed: dict[str, str], code: str) -> None:
    row = only(table(HEADER, line(**changed)))
    assert row.draft is not None
    assert codes(row) == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_header"),
        ("kind,question\nx,y", "no_header"),
        ("kind,stem,stem\nx,y,z", "no_header"),
        ('kind,stem\nx,"y', "malformed"),
        ('kind,stem\nx,"y"z', "malformed"),
        ("kind,stem\n" + "," * 200_000, "malformed"),
    ],
)
def test_a_file_that_is_none(text: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        rows(text, "csv")
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": "cafe\u0301"}, "text_changed"),
        ({"tags": ("",)}, "tags_changed"),
        ({"category": ("a", "")}, "category_changed"),
        ({"time_limit_ms": -1}, "time_limit_ms_dropped"),
        ({"attachment": Attachment("x", b"")}, "media_dropped"),
    ],
)
def test_what_even_this_cannot_hold(changed: dict[str, Any], code: str) -> None:
    _, (row,) = written("csv", [replace(FULL, **changed)])
    assert codes(row) == [code]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": "\ud800"}, "not_text"),
        ({"source": "x" * 200_000}, "text_too_long"),
        ({"content": replace(FULL.content, correct=())}, "faulty"),
        ({"content": Content("numeric", (Wording("en", "Q"),), (), (HUGE,))}, "not_a_number"),
        ({"content": replace(CHOICE, wordings=(replace(CHOICE.wordings[0], lang="=x"),))}, "bad_lang"),
    ],
)  # fmt: skip
def test_what_is_not_written(changed: dict[str, Any], code: str) -> None:
    data, (row,) = written("csv", [replace(FULL, **changed), FULL])
    assert (row.line, row.draft, codes(row)[-1]) == (1, None, code)
    assert draft(data) == FULL


def test_a_column_without_a_name_is_told_of_even_if_the_next_one_is_empty() -> None:
    row = only("kind,stem,numbers,,\nnumeric,Q?,1,lost,\n")
    assert row.draft is not None
    assert [(problem.code, problem.detail) for problem in row.problems] == [
        ("column_dropped", "No place for the columns no. 4.")
    ]


@pytest.mark.parametrize("said", ["sep=;", '"sep=;"', "SEP=;"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_excels_line_about_the_separator(said: str, encoding: str) -> None:
    row = only(f"{said}\r\nkind;stem;numbers\r\nnumeric;Q?;1.5\r\n".encode(encoding))
    assert row.draft is not None
    assert (row.line, row.problems, row.draft.content.spans) == (2, (), (Span(Decimal("1.5"), Decimal("1.5")),))


@pytest.mark.parametrize("mark", [",", "|", "\t"])
def test_a_separator_that_is_said_counts(mark: str) -> None:
    row = only(f"sep={mark}\nkind{mark}stem{mark}numbers\nnumeric{mark}Q?{mark}7\n")
    assert row.draft is not None
    assert row.problems == ()
