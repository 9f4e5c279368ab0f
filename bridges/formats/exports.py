"""What writers share: one draft after the other, and what a format cannot hold of each."""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from bridges.formats.rows import Notes, Problem, Row, Unheld, reasons
from rules.content import Draft, Wording

_UNSAID = {
    "category": (),
    "difficulty": "medium",
    "tags": (),
    "source": "",
    "licence": "",
    "title": "",
    "time_limit_ms": None,
    "attachment": None,
    "medium_id": None,
}
"""What a draft is read as where a file says nothing."""

_MEDIA = {"attachment", "medium_id"}

Spell = Callable[[Draft, Notes], str]
"""The draft in the format. Raises Unheld where the format has no words for it."""


def write_each(drafts: Iterable[Draft], out: BinaryIO, spell: Spell, between: str = "") -> Iterator[Row]:
    """Write what can be written; give the rows that have problems."""
    written = False
    for number, draft in enumerate(drafts, 1):
        notes = Notes()
        try:
            wrong: tuple[Problem, ...] = tuple(reasons(draft))
            text = "" if wrong else spell(draft, notes)
        except Unheld as error:
            wrong = (error.problem,)
        if not wrong:
            out.write(((between if written else "") + text).encode())
            written = True
        if notes or wrong:
            yield Row(number, None if wrong else draft, (*notes, *wrong))


def note_unheld(draft: Draft, held: Iterable[str], notes: Notes) -> None:
    """Note every field that says something and is not among those that the format holds."""
    for field in _UNSAID.keys() - set(held):
        if getattr(draft, field) != _UNSAID[field]:
            notes.add("media_dropped" if field in _MEDIA else f"{field}_dropped", f"No place for {field}.")


def only_wording(draft: Draft, lang: str, notes: Notes) -> Wording:
    """The one wording that a format without languages takes: that in `lang`, else the original."""
    wordings = draft.content.wordings
    chosen = next((wording for wording in wordings if wording.lang == lang), wordings[0])
    if len(wordings) > 1:
        notes.add("wordings_dropped", f"Only the wording in {chosen.lang} is written.")
    if chosen.lang != lang:
        notes.add("lang_dropped", f"The file does not say that it is in {chosen.lang}.")
    return chosen


def kept(text: str, back: str, notes: Notes) -> None:
    """Note that a text comes back as another one: blanks at its ends, carriage returns, letters not in NFC."""
    if text != back:
        notes.add("text_changed", f"{text[:40]!r} is read back as {back[:40]!r}.")
