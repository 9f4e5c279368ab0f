"""What reading and writing give: rows, each a draft or the reason why there is none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rules.content import Draft, faults


class FileRefused(Exception):
    """The whole file is refused: nothing of it may be kept, whatever rows came before."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Problem(NamedTuple):
    """What is wrong with a row (`fatal`), or what it says and the other side cannot hold."""

    code: str
    detail: str
    fatal: bool = False


@dataclass(frozen=True)
class Row:
    """One question of a file; `draft` is None exactly when a problem is fatal."""

    line: int
    """Where it begins, from 1: the line; the row of a table; the element of JSON; when writing, the draft's number."""
    draft: Draft | None
    problems: tuple[Problem, ...] = ()


class Unheld(Exception):
    """Inside this package: the row at hand cannot become a draft, or the draft at hand a row."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = Problem(code, detail, fatal=True)


class Notes(list[Problem]):
    """The problems of a row that are not fatal, each said once."""

    def add(self, code: str, detail: str) -> None:
        """Say that something is lost on the way."""
        problem = Problem(code, detail)
        if problem not in self:
            self.append(problem)


def settle(line: int, make: Callable[[Notes], Draft], before: Iterable[Problem] = ()) -> Row:
    """The row that `make` gives; its draft has no faults and holds nothing that is not text.

    `before` are problems known already.
    """
    notes = Notes(before)
    try:
        draft = make(notes)
    except Unheld as error:
        return Row(line, None, (*notes, error.problem))
    wrong = tuple(reasons(draft))
    return Row(line, None if wrong else draft, (*notes, *wrong))


def reasons(draft: Draft) -> Iterator[Problem]:
    """Why a draft may pass in neither direction."""
    for fault in faults(draft.content):
        yield Problem("faulty", f"{fault.pointer}: {fault.detail}", fatal=True)
    if any("\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text) for text in _texts(draft)):
        yield Problem("not_text", "A text holds NUL or a lone surrogate.", fatal=True)


def _texts(draft: Draft) -> Iterator[str]:
    yield from (*draft.category, *draft.tags, draft.source, draft.licence, draft.title)
    for wording in draft.content.wordings:
        yield from (wording.lang, wording.explanation, wording.description)
    if draft.attachment:
        yield draft.attachment.name
