"""Fields of what staff send."""

import marshmallow as ma

from web.fields import Matches, Said

__all__ = ["REASON_MOST", "PieceSchema", "ReasonIfAnySchema", "ReasonSchema", "Said"]

REASON_MOST = 500
_TOLD = {"description": "for the audit log", "example": "Asked by their guardian."}


class ReasonSchema(ma.Schema):
    """Why."""

    reason = Said(REASON_MOST, required=True, metadata=_TOLD)


class PieceSchema(ma.Schema):
    """A change of many: counted first, then made piece by piece."""

    dry_run = ma.fields.Boolean(load_default=True, truthy={True}, falsy={False})
    cursor = ma.fields.String(
        load_default=None,
        validate=Matches("[A-Za-z0-9_-]{22}", error="Not a cursor; take it from `next` of the piece before."),
        metadata={"description": "`next` of the piece before"},
    )
    reason = ma.fields.String(load_default=None, validate=ma.validate.Length(1, REASON_MOST))


class ReasonIfAnySchema(ma.Schema):
    """Why, if there is something to say."""

    reason = Said(REASON_MOST, metadata=_TOLD)
