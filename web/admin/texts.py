"""What staff type is plain text, as what imports bring: markup is taken away, and told."""

from collections.abc import Collection
from typing import Any

import marshmallow as ma

from bridges.formats.prose import plain, tidy
from bridges.formats.rows import Notes, Unheld
from web.errors import Problem
from web.fields import Matches


class TextNoteSchema(ma.Schema):
    """Something that was written another way than it was sent."""

    pointer = ma.fields.String(required=True, metadata={"example": "/wordings/0/stem"})
    code = ma.fields.String(required=True, metadata={"example": "markup_dropped"})
    detail = ma.fields.String(required=True)


class Typist:
    """Reads the texts of one request. Those in `kept` stand there already, and stay as they are.

    A stored text may hold what looks like markup and is none, as `What does <b> do?`: it came as `&lt;b&gt;`.
    """

    def __init__(self, kept: Collection[str] = ()) -> None:
        self._kept = frozenset(kept)
        self.notes: list[dict[str, str]] = []

    def read(self, text: str, pointer: str) -> str:
        """The text as it is kept. Raises Problem 422."""
        if text in self._kept:
            return text
        notes = Notes()
        try:
            found = plain(text, notes)
        except Unheld as error:
            fault = {"pointer": pointer, "detail": error.problem.detail}
            raise Problem(422, "invalid", fault["detail"], errors=[fault]) from None
        for note in notes:
            detail = f"{note.detail} To have a tag stand there as text, write it as &lt;b&gt;."
            self.notes.append({"pointer": pointer, "code": note.code, "detail": detail})
        return found

    def read_all(self, texts: Collection[str], pointer: str) -> list[str]:
        """A list of texts as it is kept."""
        return [self.read(text, f"{pointer}/{index}") for index, text in enumerate(texts)]


class Line(ma.fields.String):
    """One line of plain text: 1 to `most` characters, not all of them blanks. Markup is taken away."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(validate=[ma.validate.Length(1, most), _SAYS_SOMETHING], **options)
        self._most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        if len(text) > self._most:
            raise ma.ValidationError(f"Longer than maximum length {self._most}.")
        return _cleaned(text)


_BLANK = "\\x00-\\x20\\x7f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
_SAYS_SOMETHING = Matches(
    rf"[^\x00-\x1f\x7f]*[^{_BLANK}][^\x00-\x1f\x7f]*", error="Is blank, or holds a control character."
)


def _cleaned(text: str) -> str:
    if "<" not in text and "&" not in text:
        return tidy(text)
    try:
        return plain(text, Notes()).replace("\n", " ")
    except Unheld as error:
        raise ma.ValidationError(error.problem.detail) from None
