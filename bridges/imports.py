"""Question files into the bank: looked at as a whole first, then taken all or not at all; and out of it again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import BinaryIO, TypeVar
from uuid import UUID

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from bridges.attachments import Attachments
from bridges.exports import Counted
from bridges.formats import Row, read, write
from bridges.media import MediumRefused, Store
from models import bank, categories
from models.bank import NewQuestion
from models.findings import Found
from rules.content import CATEGORY_MOST, TITLE_MOST, Draft, faults, origin_faults

T = TypeVar("T")
Told = Callable[[int], object]
"""Is told now and then how many rows have been looked at."""
_AT_ONCE = 500
FOUND_MOST = 10_000
"""Faults that a report names, and duplicates; it counts all of them."""


@dataclass(frozen=True)
class Defaults:
    """What a file that does not say it means."""

    category: str = "Imported"
    lang: str = "en"
    source: str = ""
    licence: str = ""
    state: str = "published"


@dataclass(frozen=True)
class Fault:
    """Something about a row: it keeps the row out (`fatal`), or says what of it cannot be held."""

    line: int
    code: str
    detail: str
    fatal: bool


@dataclass(frozen=True)
class Duplicate:
    """A row whose stem the bank has already (`of` None), or an earlier row of the file."""

    line: int
    of: int | None


@dataclass
class Report:
    """What a file holds, and what would become of it."""

    rows: int = 0
    new: int = 0
    fatal: int = 0
    notes: int = 0
    duplicates: int = 0
    media: int = 0
    """New questions with a medium."""
    by_kind: dict[str, int] = field(default_factory=dict)
    new_categories: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    """The first of them, fatal or not."""
    duplicate_rows: list[Duplicate] = field(default_factory=list)
    """The first of them."""
    left_out: int = 0
    """Faults and duplicates that are not named."""


def _nobody(_rows: int) -> None:
    pass


def examine(connection: Connection, file: BinaryIO, form: str, defaults: Defaults, told: Told = _nobody) -> Report:
    """What a file would bring; the bank stays as it is. Raises FileRefused."""
    report = Report()
    for _ in _fresh(connection, file, form, defaults, report, Attachments(connection), told):
        pass
    return report


def take(
    connection: Connection, file: BinaryIO, form: str, defaults: Defaults, store: Store, told: Told = _nobody
) -> Report:
    """Put a file's new questions into the bank, in the caller's transaction; faulty rows and duplicates stay out.

    It is the caller's to say whether a report with faults is committed. Raises FileRefused.
    """
    report = Report()
    tree = categories.Tree(connection)
    attachments = Attachments(connection, store)
    for chunk in _chunks(_fresh(connection, file, form, defaults, report, attachments, told)):
        attachments.record(chunk)
        bank.add(connection, [_new(tree, draft, defaults) for draft in chunk])
    return report


def findings(report: Report) -> list[Found]:
    """The faults and duplicates that a report names, in the file's order."""
    twice = (
        Found(one.line, "duplicate", f"as line {one.of}" if one.of else "the bank has it", False)
        for one in report.duplicate_rows
    )
    faults = (Found(one.line, one.code, one.detail, one.fatal) for one in report.faults)
    return sorted([*faults, *twice], key=lambda one: one.line)


def export(connection: Connection, form: str, out: BinaryIO, category: str | None, lang: str) -> tuple[int, list[Row]]:
    """Write the bank's published questions: how many, and what the format cannot say, by number. Raises KeyError."""
    counted = Counted(bank.drafts(connection, category))
    rows = write(form, counted, out, lang)
    return counted.count - sum(row.draft is None for row in rows), rows


def _fresh(
    connection: Connection,
    file: BinaryIO,
    form: str,
    defaults: Defaults,
    report: Report,
    attachments: Attachments,
    told: Told,
) -> Iterator[Draft]:
    """The drafts of a file that the bank does not have yet, while everything is counted in the report."""
    known: dict[str, int] = {}
    paths: set[tuple[str, ...]] = set(categories.paths(connection))
    for rows in _chunks(read(file, form, defaults.lang)):
        told(report.rows)
        checked = [(row.line, _check(row, defaults, report, attachments)) for row in rows]
        keys = {line: bank.stem_key(draft.content) for line, draft in checked if draft}
        there = bank.known_stems(connection, list(keys.values()))
        for line, draft in checked:
            if draft is None:
                continue
            key = keys[line]
            if key in there or key in known:
                _note_duplicate(report, Duplicate(line, known.get(key)))
                continue
            known[key] = line
            report.new += 1
            report.media += draft.content.medium is not None
            report.by_kind[draft.content.kind] = report.by_kind.get(draft.content.kind, 0) + 1
            if draft.category not in paths:
                paths.add(draft.category)
                report.new_categories.append(" / ".join(draft.category))
            yield draft


def _chunks(items: Iterator[T]) -> Iterator[list[T]]:
    while chunk := list(islice(items, _AT_ONCE)):
        yield chunk


def _check(row: Row, defaults: Defaults, report: Report, attachments: Attachments) -> Draft | None:
    """The row's draft with its medium and what the defaults say, unless something keeps it out, which is noted."""
    report.rows += 1
    found = [Fault(row.line, *problem) for problem in row.problems]
    draft = row.draft and _completed(row.draft, defaults)
    if draft:
        if len(draft.title) > TITLE_MOST:
            found.append(Fault(row.line, "title_dropped", f"A title has at most {TITLE_MOST} characters.", False))
            draft = replace(draft, title="")
        found += [Fault(row.line, code, detail, True) for code, detail in _reasons(draft)]
        try:
            draft = attachments.attach(draft)
            found += _of_medium(row.line, draft)
        except MediumRefused as refusal:
            found.append(Fault(row.line, refusal.code, refusal.detail, True))
    fatal = any(fault.fatal for fault in found)
    report.fatal += fatal
    report.notes += bool(found) and not fatal
    named = found[: FOUND_MOST - len(report.faults)]
    report.faults += named
    report.left_out += len(found) - len(named)
    return None if fatal else draft


def _of_medium(line: int, draft: Draft) -> list[Fault]:
    """What is wrong now that the draft has its medium; the format's reader has looked at all the rest."""
    wrong = faults(draft.content) if draft.content.medium else []
    return [Fault(line, "faulty", f"{pointer}: {detail}", True) for pointer, detail in wrong]


def _completed(draft: Draft, defaults: Defaults) -> Draft:
    return replace(
        draft,
        category=draft.category or (defaults.category,),
        source=draft.source or defaults.source,
        licence=draft.licence or defaults.licence,
    )


def _reasons(draft: Draft) -> Iterable[tuple[str, str]]:
    """What the bank does not take, and the file's format did not see."""
    for pointer, detail in origin_faults(draft.tags, draft.source, draft.licence):
        yield pointer[1:], detail if pointer == "/tags" else f"{detail[:-1]}; a default can be given."
    if any(not name.strip() or len(name) > CATEGORY_MOST for name in draft.category):
        yield "category", f"Names of categories have 1 to {CATEGORY_MOST} characters."


def _note_duplicate(report: Report, duplicate: Duplicate) -> None:
    report.duplicates += 1
    if len(report.duplicate_rows) < FOUND_MOST:
        report.duplicate_rows.append(duplicate)
    else:
        report.left_out += 1


def _new(tree: categories.Tree, draft: Draft, defaults: Defaults) -> NewQuestion:
    id_: UUID = uuid7()
    return NewQuestion(
        id=id_,
        category_id=tree.find_or_make(draft.category),
        content=draft.content,
        difficulty=draft.difficulty,
        source=draft.source,
        licence=draft.licence,
        tags=draft.tags,
        state=draft.state or defaults.state,
        time_limit_ms=draft.time_limit_ms or bank.DEFAULT_LIMIT_MS,
        title=draft.title,
    )
