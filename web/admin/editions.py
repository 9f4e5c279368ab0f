"""What two may edit at once: an ETag with what is read, If-Match with what is written, both where they cross."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import marshmallow as ma
from flask import request

from web.bodies import Blueprint
from web.contract import View, documented
from web.errors import Problem, ProblemSchema

ETAG = {"ETag": {"description": "for `If-Match`", "schema": {"type": "string"}}}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string", "pattern": '^"e[0-9]{1,9}"$'},
    "example": '"e3"',
}
_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": {"type": "string", "enum": ["*"]},
    "description": "to make it: 412 if it was made already. What is there takes `If-Match`: 428 without it",
}
_REQUIRED = "`ETag` of what was seen: 428 without it, 412 if it was changed since"
_OPTIONAL = "`ETag` of what was seen: refused with 412 if it was changed since"
_CHANGED = "`changed_meanwhile`: `current` is what is there now, `ETag` its edition; nothing was changed"
_GONE = "; without either, it is gone"
Answer = tuple[Any, int, dict[str, str]]


def etag(edition: int) -> dict[str, str]:
    """The header of an edition."""
    return {"ETag": f'"e{edition}"'}


def guarded(
    schema: type[ma.Schema], *, required: bool = True, makes: bool = False, beside: Sequence[dict[str, Any]] = ()
) -> Callable[[View], View]:
    """Say in the document that a view takes If-Match, and shows `schema` as `current` where it refuses.

    One that `makes` what is not there takes If-None-Match, too (`check_put`). `beside` are the view's other
    parameters, which the document would lose otherwise.
    """
    told = Blueprint("editions", __name__).alt_response(
        412,
        schema=_conflict(schema, makes),
        content_type="application/problem+json",
        description=_CHANGED + (_GONE if makes else ""),
        headers=ETAG,
    )
    required = required and not makes
    parameter = {**_IF_MATCH, "required": required, "description": _REQUIRED if required else _OPTIONAL}
    return documented(told, Blueprint.doc(parameters=[parameter, *([_IF_NONE_MATCH] if makes else []), *beside]))


@cache
def _conflict(schema: type[ma.Schema], makes: bool) -> type[ma.Schema]:
    current = ma.fields.Nested(schema, required=True, allow_none=makes)
    name = f"{schema.__name__.removesuffix('Schema')}{'Put' if makes else ''}ConflictSchema"
    return type(name, (ProblemSchema,), {"__doc__": "A change that crossed another.", "current": current})


def check(edition: int, current: Callable[[], Any], *, required: bool = True) -> None:
    """Refuse a change of another edition than this, with what is there now. Raises Problem 412, 428."""
    if "If-Match" not in request.headers:
        if required:
            raise Problem(428, "precondition_required", "Send If-Match with the ETag of what you have seen.")
        return
    if request.if_match.star_tag or not request.if_match.contains(f"e{edition}"):
        raise _changed(edition, current())


def check_put(edition: int | None, current: Callable[[], Any]) -> None:
    """The same where a PUT makes what is not there (no edition): with If-None-Match: *, or without either header.

    Raises Problem 412, 428.
    """
    if edition is None:
        if "If-Match" in request.headers:
            raise Problem(412, "changed_meanwhile", "Somebody took it away since you read it.", current=None)
        return
    if request.if_none_match.star_tag:
        raise _changed(edition, current())
    check(edition, current)


def _changed(edition: int, current: Any) -> Problem:
    detail = "Somebody changed it since you read it; `current` is what is there now."
    return Problem(412, "changed_meanwhile", detail, headers=etag(edition), current=current)
