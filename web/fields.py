"""Fields and validators whose documentation says exactly what they take; marshmallow's own say a little less."""

import re
from typing import Any

import marshmallow as ma


class Matches(ma.validate.Regexp):
    """The whole text is as the pattern says, in the document and here: ECMA-262 knows no `\\Z`, and searches."""

    def __init__(self, pattern: str, error: str) -> None:
        super().__init__(f"^(?:{pattern})$", error=error)
        self._whole = re.compile(pattern).fullmatch

    def __call__(self, value: str) -> str:  # type: ignore[override]  # marshmallow's takes Any
        """Raises ValidationError."""
        if not self._whole(value):
            raise ma.ValidationError(self._format_error(value))
        return value


class Whole(ma.fields.Integer):
    """A whole number, and no text of one; 1.0 is a whole number in JSON Schema."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strict=True, **options)

    def _validated(self, value: Any) -> int:
        whole = isinstance(value, float) and value.is_integer()
        return int(super()._validated(int(value) if whole else value))


LANG_TAG = Matches(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", error="Must be a BCP 47 tag, like `en`.")
NO_NUL = Matches(r"[^\x00]*", error="Holds the character U+0000.")
LINE = Matches(r"[^\x00-\x1f\x7f]*", error="Holds a control character.")


class Said(ma.fields.String):
    """A text of a person, so long at most; not empty, and without control characters but for line breaks."""

    def __init__(self, most: int, **options: Any) -> None:
        shape = Matches(r"[^\x00-\x08\x0b-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x08\x0b-\x1f\x7f]*", error=_SHAPE)
        super().__init__(validate=[ma.validate.Length(1, most), shape], **options)


_SHAPE = "Must say something, without control characters."
