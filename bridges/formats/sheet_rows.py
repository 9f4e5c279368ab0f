"""Rows of our CSV into a draft, and back; what the columns mean stands in `spreadsheet.py`."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple
from unicodedata import normalize
from uuid import UUID

from bridges.formats import quantities
from bridges.formats.exports import kept
from bridges.formats.rows import Notes, Unheld
from bridges.formats.sheet_cells import joined, list_of, raw_of, raw_written, text_of, written
from rules.content import DIFFICULTIES, KINDS, Attachment, Content, Difficulty, Draft, Kind, Wording
from rules.states import STATES

LANGUAGES_MOST = 100
_OPTIONS = tuple(f"option_{number}" for number in range(1, 9))
_WORDED = ("lang", "stem", *_OPTIONS, "accepted", "explanation", "description", "wording_state")
_MEDIA = ("media_id", "media_name", "media_base64")
_SAID = ("category", "difficulty", "tags", "source", "licence", "title", "time_limit_s", *_MEDIA)
_SHARED = ("kind", "correct", "numbers", *_SAID)
COLUMNS = ("key", "lang", "kind", "stem", *_OPTIONS, "correct", "accepted", "numbers", *_WORDED[-3:], *_SAID)
_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}")
_INDEXES = re.compile(r"[1-8]([\s,;.]+[1-8])*")
_SECONDS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")
_TRUTH = {"true": (0,), "false": (1,)}


class Record(NamedTuple):
    """A row by column name."""

    number: int
    cells: dict[str, str]
    extra: Sequence[str] = ()
    """Cells beyond the last column that has a name."""

    @property
    def key(self) -> str:
        return raw_of(self.cells.get("key", ""))

    def text(self, name: str, notes: Notes) -> str:
        return text_of(self.cells.get(name, ""), notes)

    def raw(self, name: str) -> str:
        return raw_of(self.cells.get(name, ""))

    def items(self, name: str, notes: Notes) -> tuple[str, ...]:
        return list_of(self.cells.get(name, ""), notes)


def draft_of(records: Sequence[Record], lang: str, is_repeated: bool, notes: Notes) -> Draft:
    """The question of one row, or of several in as many languages. Raises Unheld."""
    first, *others = records
    if is_repeated:
        raise Unheld("key_repeated", f"The key {first.key[:40]!r} stood further above: keep its rows together.")
    if len(records) > LANGUAGES_MOST:
        raise Unheld("too_many_languages", f"More than {LANGUAGES_MOST} rows have the key {first.key[:40]!r}.")
    _check(records, notes)
    for other in others:
        _check_agreement(first, other)
    kind = next((kind for kind in KINDS if kind == first.raw("kind").lower()), None)
    if kind is None:
        raise Unheld("kind_unsupported", f"{first.raw('kind')[:40]!r} is not one of {', '.join(KINDS)}.")
    wordings = tuple(_wording(record, kind, lang, notes) for record in records)
    spans = tuple(quantities.span(item) for item in first.raw("numbers").split("|") if item.strip())
    return Draft(
        Content(kind, wordings, _correct(first.raw("correct").lower(), kind), spans),
        first.items("category", notes),
        _difficulty(first.raw("difficulty").lower() or "medium"),
        first.items("tags", notes),
        first.text("source", notes),
        first.text("licence", notes),
        first.text("title", notes),
        _limit_ms(first.raw("time_limit_s")),
        _attachment(first, notes),
        _medium_id(first.raw("media_id")),
    )


def _check(records: Sequence[Record], notes: Notes) -> None:
    for record in records:
        if any(cell.strip() for cell in record.extra):
            raise Unheld("extra_cells", f"Row {record.number} has more cells than the first row has names.")
        if unknown := sorted(name for name in record.cells.keys() - set(COLUMNS) if record.cells[name].strip()):
            notes.add("column_dropped", f"No place for the columns {', '.join(unknown)[:200]}.")


def _check_agreement(first: Record, other: Record) -> None:
    for name in _SHARED:
        if other.raw(name) not in ("", first.raw(name)):
            raise Unheld("rows_disagree", f"Row {other.number} says another {name} than row {first.number}.")


def _wording(record: Record, kind: Kind, lang: str, notes: Notes) -> Wording:
    said = record.raw("lang") or lang
    if not _LANG.fullmatch(said):
        raise Unheld("bad_lang", f"{said[:40]!r} is no language code, as en or pt-BR.")
    options = [record.text(name, notes) for name in _OPTIONS]
    while options and not options[-1]:
        options.pop()
    if kind == "true_false" and not options:
        options = ["True", "False"]
    stem, explanation, description = (record.text(name, notes) for name in ("stem", "explanation", "description"))
    state = next((state for state in STATES if state == (record.raw("wording_state").lower() or "published")), None)
    if state is None:
        raise Unheld("bad_state", f"{record.raw('wording_state')[:40]!r} is not one of {', '.join(STATES)}.")
    return Wording(said, stem, tuple(options), record.items("accepted", notes), explanation, description, state)


def _correct(text: str, kind: Kind) -> tuple[int, ...]:
    if kind == "true_false" and text in _TRUTH:
        return _TRUTH[text]
    if text and not _INDEXES.fullmatch(text):
        raise Unheld("no_right_answer", f"{text[:40]!r} does not name options, as in 1,3.")
    return tuple(sorted({int(part) - 1 for part in re.findall(r"[1-8]", text)}))


def _difficulty(text: str) -> Difficulty:
    for known in DIFFICULTIES:
        if known == text:
            return known
    raise Unheld("bad_difficulty", f"{text[:40]!r} is not one of {', '.join(DIFFICULTIES)}.")


def _limit_ms(text: str) -> int | None:
    if not text:
        return None
    if not _SECONDS.fullmatch(text):
        raise Unheld("bad_time_limit", f"{text[:40]!r} is no number of seconds, as 20 or 7.5.")
    return int(Decimal(text) * 1000)


def _medium_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Unheld(
            "bad_media_id", f"{text[:40]!r} is no id of a medium; paths and addresses are not fetched."
        ) from None


def _attachment(record: Record, notes: Notes) -> Attachment | None:
    name, data = record.text("media_name", notes), record.raw("media_base64")
    try:
        content = b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        notes.add("media_dropped", f"What stands in media_base64 is no base64: {error}")
        return None
    if name and not content:
        notes.add("media_dropped", f"{name[:80]!r} comes without its content in media_base64.")
    return Attachment(name, content) if content else None


def cells_of(draft: Draft, key: str, notes: Notes) -> list[dict[str, str]]:
    """The row of each wording, by column; what all share stands in the first. Raises Unheld."""
    rows = [{"key": key, "kind": draft.content.kind, **_worded(wording, notes)} for wording in draft.content.wordings]
    rows[0] |= _shared(draft, notes)
    return rows


def _worded(wording: Wording, notes: Notes) -> dict[str, str]:
    if not _LANG.fullmatch(wording.lang):
        raise Unheld("bad_lang", f"{wording.lang[:40]!r} is no language code.")
    return {
        "lang": wording.lang,
        "stem": _cell(wording.stem, notes),
        **{name: _cell(option, notes) for name, option in zip(_OPTIONS, wording.options, strict=False)},
        "accepted": _list("accepted", wording.accepted, notes),
        "explanation": _cell(wording.explanation, notes),
        "description": _cell(wording.description, notes),
        "wording_state": wording.state,
    }


def _shared(draft: Draft, notes: Notes) -> dict[str, str]:
    attachment = draft.attachment
    if attachment and not attachment.data:
        notes.add("media_dropped", "A medium without content cannot be told from none.")
    return {
        "correct": ",".join(str(index + 1) for index in draft.content.correct),
        "numbers": raw_written("|".join(quantities.spelled(right) for right in draft.content.spans)),
        "category": _list("category", draft.category, notes),
        "difficulty": draft.difficulty,
        "tags": _list("tags", draft.tags, notes),
        "source": _cell(draft.source, notes),
        "licence": _cell(draft.licence, notes),
        "title": _cell(draft.title, notes),
        "time_limit_s": _seconds(draft.time_limit_ms, notes),
        "media_id": str(draft.medium_id or ""),
        "media_name": _cell(attachment.name, notes) if attachment and attachment.data else "",
        "media_base64": raw_written(b64encode(attachment.data).decode()) if attachment else "",
    }


def _cell(text: str, notes: Notes) -> str:
    kept(text, normalize("NFC", text), notes)
    return written(text)


def _list(name: str, texts: tuple[str, ...], notes: Notes) -> str:
    cell = joined(texts)
    if list_of(cell, Notes()) != texts:
        notes.add(f"{name}_changed", f"Of {name}, what is empty or not in NFC is read back as something else.")
    return cell


def _seconds(limit_ms: int | None, notes: Notes) -> str:
    if limit_ms is None:
        return ""
    if not 0 <= limit_ms < 10**9:
        notes.add("time_limit_ms_dropped", "The time limit is none that can be.")
        return ""
    return f"{limit_ms // 1000}.{limit_ms % 1000:03}".rstrip("0").rstrip(".")
