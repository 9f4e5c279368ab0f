"""Fields of what staff send."""

import marshmallow as ma

from web.fields import Said

__all__ = ["REASON_MOST", "ReasonIfAnySchema", "ReasonSchema", "Said"]

REASON_MOST = 500
_TOLD = {"description": "for the audit log", "example": "Asked by their guardian."}


class ReasonSchema(ma.Schema):
    """Why."""

    reason = Said(REASON_MOST, required=True, metadata=_TOLD)


class ReasonIfAnySchema(ma.Schema):
    """Why, if there is something to say."""

    reason = Said(REASON_MOST, metadata=_TOLD)
