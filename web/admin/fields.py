"""Fields of what staff send."""

from typing import Any

import marshmallow as ma

from web.fields import Matches

REASON_MOST = 500


class Said(ma.fields.String):
    """A text of a person, so long at most; not empty, and without control characters but for line breaks."""

    def __init__(self, most: int, **options: Any) -> None:
        shape = Matches(r"[^\x00-\x08\x0b-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x08\x0b-\x1f\x7f]*", error=_SHAPE)
        super().__init__(validate=[ma.validate.Length(1, most), shape], **options)


_SHAPE = "Must say something, without control characters."


_TOLD = {"description": "for the audit log", "example": "Asked by their guardian."}


class ReasonSchema(ma.Schema):
    """Why."""

    reason = Said(REASON_MOST, required=True, metadata=_TOLD)


class ReasonIfAnySchema(ma.Schema):
    """Why, if there is something to say."""

    reason = Said(REASON_MOST, metadata=_TOLD)
