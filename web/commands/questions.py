"""`flask questions`: question files into the bank, and out of it; which questions need a look."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import BinaryIO
from uuid import UUID

import click

from bridges import imports
from bridges.formats import FORMATS, FileRefused
from bridges.imports import Defaults, Report
from models import bank, items, reports, revisions
from rules.states import STATES, Forbidden, State
from web.admin.acting import Act
from web.commands.acting import acting, write_down
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db
from web.wires import wires

commands = Group("questions", help="The question bank.")

_READ = ["auto", *FORMATS]
_WRITTEN = [form.name for form in FORMATS.values() if form.is_written]


@commands.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--format", "form", type=click.Choice(_READ), default="auto", show_default=True)
@click.option("--dry-run", is_flag=True, help="only say what it would do")
@click.option("--skip-faulty", is_flag=True, help="take the rows that are right though others are not")
@click.option("--category", default=Defaults.category, show_default=True, help="of rows that name none")
@click.option("--lang", default=Defaults.lang, show_default=True, help="language of a file that does not say it")
@click.option("--source", default="", help="of rows that name none")
@click.option("--licence", default="", help="of rows that name none, as an SPDX identifier")
@click.option("--state", type=click.Choice(["draft", "review", "published"]), default="published", show_default=True)
@as_json
def import_questions(
    file: BinaryIO,
    form: str,
    dry_run: bool,
    skip_faulty: bool,
    category: str,
    lang: str,
    source: str,
    licence: str,
    state: str,
    as_json: bool,
) -> None:
    """Take the questions of FILE: all of them, or none if a row is faulty, with exit code 1. Duplicates stay out."""
    defaults = Defaults(category, lang, source, licence, state)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        try:
            given = (connection, file, form, defaults)
            report = imports.examine(*given) if dry_run else imports.take(*given, wires().media)
        except FileRefused as refusal:
            raise click.ClickException(str(refusal)) from None
        committed = not dry_run and (skip_faulty or not report.fatal)
        if committed:
            told = {"new": report.new, "media": report.media, "state": state}
            write_down(Act(connection, "questions.import", "file", click.format_filename(file.name), after=told))
            connection.commit()
    refused = report.fatal > 0 and not skip_faulty
    _show(report, committed, refused, as_json)
    if refused:
        sys.exit(1)


def _show(report: Report, committed: bool, refused: bool, as_json: bool) -> None:
    document = asdict(report)
    if as_json:
        show_one({"committed": committed, **document}, as_json)
        return
    lists = {name: document.pop(name) for name in ("faults", "duplicate_rows")}
    show_one({"committed": committed, **document}, as_json)
    if refused:
        click.echo(f"\nfaulty rows: {report.fatal} of {report.rows}; nothing comes in, --skip-faulty takes the others")
    elif report.rows and report.duplicates == report.rows:
        click.echo("\nall rows are duplicates: nothing is new, and nothing is wrong")
    for name, rows in lists.items():
        if rows:
            click.echo(f"\n{name}")
            show(rows, as_json)


def _check_category(slug: str, known: Sequence[str]) -> None:
    if slug not in known:
        detail = f"there is no {slug!r}; there are {', '.join(known) or 'none'}"
        raise click.BadParameter(detail, param_hint="--category")


@commands.command("export")
@click.argument("file", type=click.File("wb"))
@click.option("--format", "form", type=click.Choice(_WRITTEN), default="csv", show_default=True)
@click.option("--category", default=None, help="slug; every category without it")
@click.option("--lang", default="en", show_default=True, help="the wording to take where a format has one")
@as_json
def export_questions(file: BinaryIO, form: str, category: str | None, lang: str, as_json: bool) -> None:
    """Write the published questions to FILE, and say how many, and what of them the format cannot hold."""
    with db.engine.connect() as connection:
        if category is not None:
            _check_category(category, [found.slug for found in bank.categories(connection)])
        file.write(b"")  # it is there even if there is nothing to write
        written, rows = imports.export(connection, form, file, category, lang)
    problems = [{"line": row.line, **problem._asdict()} for row in rows for problem in row.problems]
    if as_json:
        show_one({"written": written, "problems": problems}, as_json)
        return
    click.echo(f"{written} question{'' if written == 1 else 's'} written to {click.format_filename(file.name)}")
    if problems:
        show(problems, as_json)


@commands.command()
@click.argument("id_", metavar="ID", type=click.UUID)
@click.option("--to", type=click.Choice(STATES), required=True)
@click.option("--lang", default=None, help="of its translation into this language, not of the question")
@as_json
def transition(id_: UUID, to: State, lang: str | None, as_json: bool) -> None:
    """Bring the question ID into another state. Only published ones are drawn; what was asked of it stays."""
    try:
        with acting("questions.transition", "question", id_) as act:
            if lang is None:
                before = revisions.transition(act.connection, id_, to)
            else:
                before = revisions.transition_wording(act.connection, id_, lang, to)
            if before is None:
                raise click.ClickException(f"there is no question {id_}{f' in {lang}' if lang else ''}")
            of = {"lang": lang} if lang else {}
            act.before, act.after = {**of, "state": before}, {**of, "state": to}
    except (Forbidden, revisions.Unready) as error:
        raise click.ClickException(str(error)) from None
    show_one({"id": id_, "before": before, "state": to}, as_json)


_limit = click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)


@commands.command("flags")
@_limit
@as_json
def list_flags(limit: int, as_json: bool) -> None:
    """Questions whose answers look as if they were broken, with the evidence, latest first."""
    with db.engine.connect() as connection:
        show([asdict(flag) for flag in items.flagged(connection, limit)], as_json)


@commands.command("reports")
@click.option("--question", type=click.UUID, help="of one question only")
@_limit
@as_json
def list_reports(question: UUID | None, limit: int, as_json: bool) -> None:
    """Players' open reports, latest first."""
    with db.engine.connect() as connection:
        show(reports.waiting(connection, question, limit), as_json)
