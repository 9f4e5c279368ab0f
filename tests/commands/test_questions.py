"""`flask questions`: a file comes in whole or not at all, and what goes out comes in again."""

import json
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from bridges import imports
from bridges.formats import write
from bridges.imports import Defaults
from bridges.media import Folder
from models import bank
from models.base import REQUEST_LIMITS, open_engine
from rules.content import Content, Draft, Span, Wording, faults
from tests.clearing import clear

NOWHERE = Folder("/nowhere", "http://media.test")
OPENTDB = Path(__file__).parents[2].parent / "shared" / "data" / "opentdb.json"
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=["questions", *words])


@pytest.fixture
def engine(database_url: str) -> Any:
    """An empty bank."""
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=2)
    with engine.begin() as connection:
        clear(connection, "question_pool, question_revisions, questions")
        connection.execute(text("DELETE FROM categories WHERE id > 0"))
    yield engine
    engine.dispose()


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM questions")).scalar_one())


GIFT = """$CATEGORY: Science/Physics

::speed:: What is fast? {=Light ~Sound #slower}

The earth is flat. {F}

Write an essay. {}
"""


def test_a_dry_run_says_what_would_come_and_changes_nothing(run: Run, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "some.gift"
    file.write_text(GIFT)
    result = run("import", str(file), "--dry-run", "--source", "us", "--licence", "CC0-1.0", "--json")
    report = json.loads(result.output)
    assert result.exit_code == 1
    assert (report["rows"], report["new"], report["fatal"], report["committed"]) == (3, 2, 1, False)
    assert report["new_categories"] == ["Science / Physics"]
    assert {(fault["line"], fault["fatal"]) for fault in report["faults"]} >= {(7, True), (3, False)}
    assert "title_dropped" not in {fault["code"] for fault in report["faults"]}
    assert count(engine) == 0


def test_one_faulty_row_keeps_everything_out_unless_it_is_skipped(run: Run, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "some.gift"
    file.write_text(GIFT)
    words = ("import", str(file), "--source", "us", "--licence", "CC0-1.0", "--json")
    assert run(*words).exit_code == 1
    assert count(engine) == 0
    result = run(*words, "--skip-faulty")
    assert (result.exit_code, json.loads(result.output)["committed"]) == (0, True)
    assert count(engine) == 2
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT c.name, p.name FROM categories c JOIN categories p ON p.id = c.parent_id")
        )
        assert rows.all() == [("Physics", "Science")]
        pooled = "SELECT count(DISTINCT category_id), count(*) FROM question_pool"
        assert connection.execute(text(pooled)).one() == (2, 4)


MOODLE = (
    '<quiz><question type="truefalse"><questiontext><text>The sun is hot.</text></questiontext>{}'
    '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'
    "</question></quiz>"
)


@pytest.mark.parametrize(("inside", "state"), [("<hidden>1</hidden>", "draft"), ("<hidden>0</hidden>", "published")])
def test_what_moodle_hides_comes_in_as_a_draft(
    run: Run, engine: Engine, tmp_path: Path, inside: str, state: str
) -> None:
    file = tmp_path / "some.xml"
    file.write_text(MOODLE.format(inside))
    assert run("import", str(file), "--source", "us", "--licence", "CC0-1.0").exit_code == 0
    with engine.connect() as connection:
        assert connection.execute(text("SELECT state FROM questions")).scalar_one() == state


def test_questions_need_a_source_and_a_licence(run: Run, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "some.gift"
    file.write_text("Is it? {T}\n")
    report = json.loads(run("import", str(file), "--json").output)
    assert {fault["code"] for fault in report["faults"] if fault["fatal"]} == {"source", "licence"}
    assert count(engine) == 0


def test_what_is_there_already_is_a_duplicate_however_it_is_written(run: Run, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "some.gift"
    words = ("import", str(file), "--source", "us", "--licence", "CC0-1.0", "--json")
    file.write_text("Où est-ce? {T}\n")
    run(*words)
    file.write_text("OU  EST CE ?  {F}\n\nNew one? {T}\n\nnew ONE {F}\n")
    report = json.loads(run(*words).output)
    assert (report["new"], report["duplicates"]) == (1, 2)
    assert report["duplicate_rows"] == [{"line": 1, "of": None}, {"line": 5, "of": 3}]
    assert count(engine) == 2


def test_an_export_says_how_many_it_wrote_and_all_of_them_are_duplicates_again(
    run: Run, engine: Engine, tmp_path: Path
) -> None:
    file, out = tmp_path / "some.gift", tmp_path / "q.csv"
    file.write_text("One? {T}\n\nTwo? {F}\n")
    run("import", str(file), "--source", "us", "--licence", "CC0-1.0")
    assert run("export", str(out)).output == f"2 questions written to {out}\n"
    assert json.loads(run("export", str(out), "--json").output) == {"written": 2, "problems": []}
    for words in (["--dry-run"], []):
        again = run("import", str(out), *words)
        assert (again.exit_code, "all rows are duplicates" in again.output) == (0, True)
    assert count(engine) == 2


def test_what_a_format_cannot_hold_is_not_counted_as_written(run: Run, engine: Engine, tmp_path: Path) -> None:
    file, out = tmp_path / "some.gift", tmp_path / "q.json"
    file.write_text("One? {T}\n\nHow many? {#3}\n")
    run("import", str(file), "--source", "us", "--licence", "CC0-1.0")
    assert run("export", str(out), "--format", "opentdb").output.startswith("1 question written to ")
    assert count(engine) == 2


def test_a_refusal_says_why(run: Run, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "some.gift"
    file.write_text(GIFT)
    result = run("import", str(file), "--dry-run", "--source", "us", "--licence", "CC0-1.0")
    assert (result.exit_code, "faulty rows: 1 of 3; nothing comes in" in result.output) == (1, True)
    assert count(engine) == 0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe\x00\xd8\xd8", "unknown_format"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><quiz>&a;</quiz>", "xml"),
        (b"", "unknown_format"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_reason(
    run: Run, engine: Engine, tmp_path: Path, data: bytes, code: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    result = run("import", str(file))
    assert result.exit_code == 1
    assert "Error: " in result.output
    assert code in result.output
    assert "Traceback" not in result.output
    assert count(engine) == 0


def test_the_open_trivia_database_comes_in_whole_and_again_changes_nothing(
    run: Run, engine: Engine, tmp_path: Path
) -> None:
    if not OPENTDB.exists():
        pytest.skip(f"the real questions are not beside the project: {OPENTDB}")
    report = json.loads(run("import", str(OPENTDB), "--json").output)
    assert (report["rows"], report["fatal"], report["committed"]) == (5250, 0, True)
    assert report["new"] + report["duplicates"] == 5250
    assert count(engine) == report["new"] > 5_000
    out = tmp_path / "out.json"
    assert run("export", str(out), "--format", "opentdb").exit_code == 0
    again = json.loads(run("import", str(out), "--json").output)
    assert (again["rows"], again["new"]) == (report["new"], 0)
    assert count(engine) == report["new"]


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Z"]), min_size=1, max_size=12).map(
    lambda text: normalize("NFC", text)
)


@st.composite
def drafts(draw: Any) -> list[Draft]:
    """Questions of several kinds and languages with different stems."""
    made = []
    for stem in draw(st.lists(st.integers(0, 10**6), unique=True, max_size=4)):
        langs = draw(st.sampled_from([("en",), ("en", "ar"), ("es", "en")]))
        kind = draw(st.sampled_from(["single_choice", "short_text", "numeric", "ordering"]))
        texts = draw(st.lists(TEXT, min_size=2, max_size=4, unique=True))
        options = texts if kind in ("single_choice", "ordering") else []
        accepted = texts if kind == "short_text" else []
        words = tuple(Wording(lang, f"{stem} {lang}", tuple(options), tuple(accepted), "why") for lang in langs)
        spans = (Span(Decimal("1.5"), Decimal(2)),) if kind == "numeric" else ()
        content = Content(kind, words, (0,) if kind == "single_choice" else (), spans)
        if not faults(content):
            title = draw(st.just("") | TEXT)
            made.append(Draft(content, ("One", "Two"), "hard", ("tag",), "a book", "CC0-1.0", title, 20_000))
    return made


def test_titles_come_back_in_every_format_that_has_them(run: Run, engine: Engine, tmp_path: Path) -> None:
    file, out, again = (tmp_path / name for name in ("in.gift", "out.gift", "again.gift"))
    long = "x" * 256
    file.write_text(f"::A \\: title::Is it? {{T}}\n\nNone? {{T}}\n\n::{long}::Long? {{T}}\n")
    words = ("--source", "us", "--licence", "CC0-1.0", "--json")
    report = json.loads(run("import", str(file), *words).output)
    assert [(fault["line"], fault["code"]) for fault in report["faults"]] == [(5, "title_dropped")]
    assert run("export", str(out), "--format", "gift").exit_code == 0
    assert "::A \\: title::" in out.read_text()
    with engine.begin() as connection:
        clear(connection, "question_pool, question_revisions, questions")
    run("import", str(out), *words)
    run("export", str(again), "--format", "gift")
    assert again.read_text() == out.read_text()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drafts())
def test_what_goes_out_as_csv_comes_in_as_it_was(engine: Engine, questions: list[Draft]) -> None:
    with engine.connect() as connection:
        clear(connection, "question_pool, question_revisions, questions")
        first = BytesIO()
        write("csv", questions, first)
        imports.take(connection, BytesIO(first.getvalue()), "csv", Defaults(), NOWHERE)
        there = list(bank.drafts(connection, None))
        assert sorted(there, key=str) == sorted(questions, key=str)
        second = BytesIO()
        imports.export(connection, "csv", second, None, "en")
        report = imports.take(connection, BytesIO(second.getvalue()), "csv", Defaults(), NOWHERE)
        assert (report.new, report.fatal, report.duplicates) == (0, 0, len(questions))
        connection.rollback()
