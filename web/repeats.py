"""A request that comes again because its answer was lost: with an `Idempotency-Key` it is done once.

What the key stood for is kept in the transaction of its effect. (draft-ietf-httpapi-idempotency-key-header)
"""

from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import sha256
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec
from flask import g, request
from sqlalchemy import Connection

from models import idempotency_keys
from models.idempotency_keys import InFlight, Use
from web.bodies import Blueprint
from web.contract import View, documented
from web.errors import Problem, document_problems
from web.fields import Matches
from web.wires import wires

HEADER = "Idempotency-Key"
REUSED = "; `idempotency_key_reused`: that key was used for another request"

_blueprint = Blueprint("repeats", __name__)
_encode = msgspec.json.Encoder(order="sorted").encode
_VISIBLE = r"[!#-\[\]-~]{1,64}"
_IN_FLIGHT = "`idempotency_in_flight`: the first request with that key is still under way"
_GONE = "what was made under the `Idempotency-Key` is there no more"


class KeySchema(ma.Schema):
    """What a request is known by when it comes again."""

    key = ma.fields.String(
        data_key=HEADER,
        load_default=None,
        validate=Matches(
            f'"{_VISIBLE}"|{_VISIBLE}',
            error="1 to 64 visible ASCII characters, in quotes or not, none of them a quote or backslash: best a UUID.",
        ),
        metadata={
            "description": "chosen anew for each request, and sent again with the same one when its answer was lost: "
            "within a day nothing is done twice, and the answer shows what the first one made, as it is now",
            "example": '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
        },
    )


class RequiredKeySchema(KeySchema):
    """The same, where a request without it is refused."""

    key = ma.fields.String(
        data_key=HEADER,
        required=True,
        validate=KeySchema._declared_fields["key"].validators,
        metadata=KeySchema._declared_fields["key"].metadata,
    )

    def handle_error(self, error: ma.ValidationError, data: Any, **_: Any) -> None:  # noqa: ARG002 - marshmallow's
        """A key that is missing is told in a way of its own. Raises Problem 400."""
        if HEADER not in data:
            raise Problem(
                400, "idempotency_key_missing", f"Send an {HEADER}: it is what keeps this from happening twice."
            )


class _Repeated(Exception):
    def __init__(self, subject_id: str) -> None:
        self.subject_id = subject_id


def once(
    again: Callable[[Connection, str], Any], *, whose: Callable[[], tuple[str, UUID]], required: bool = False
) -> Callable[[View], View]:
    """Do what a view does once for each key of `whose`; `again` answers a repetition, from the id of what was made.

    It stands next to the view: the payload is whatever the view is given, so how its JSON was written does not matter.
    With `required` a request without a key is refused.
    """

    def decorate(view: View) -> View:
        @_blueprint.arguments(RequiredKeySchema if required else KeySchema, location="headers")
        @wraps(view)
        def guarded(*given: Any, **named: Any) -> Any:
            *payload, sent = given
            g.use = _use(whose(), sent["key"], [*payload, *named.values()])
            try:
                return view(*payload, **named)
            except _Repeated as repeated:
                g.audited = True  # the first one's row stands
                with wires().postgres.connect() as connection:
                    return again(connection, repeated.subject_id)

        return documented(document_problems(404, 409, s404=_GONE, s409=_IN_FLIGHT))(guarded)

    return decorate


def must_be_first(connection: Connection) -> None:
    """Leave the transaction if what the request asks for was done already. Raises Problem 409, 422."""
    use: Use | None = g.get("use")
    if use is None:
        return
    try:
        found = idempotency_keys.first(connection, use)
    except InFlight:
        detail = f"What this {HEADER} stands for is being done just now. Send the same again in a moment."
        raise Problem(409, "idempotency_in_flight", detail, headers={"Retry-After": "1"}) from None
    if found is None:
        return
    if (found.route, found.digest) != (use.route, use.digest):
        what = "with other values" if found.route == use.route else f"for {found.route}"
        detail = f"This {HEADER} was used {what}, which was done. Send a new key to have this done, too."
        raise Problem(422, "idempotency_key_reused", detail)
    raise _Repeated(found.subject_id)


def keep(connection: Connection, subject_id: str) -> None:
    """Write down what the request's key stands for from now on."""
    if use := g.get("use"):
        idempotency_keys.keep(connection, use, subject_id)


def _use(owner: tuple[str, UUID], key: str | None, payload: Iterable[Any]) -> Use | None:
    """What this request does under its key; None: it has none."""
    if key is None:
        return None
    digest = sha256()
    for part in payload:
        digest.update(sha256(part if isinstance(part, bytes) else _encode(part)).digest())
    return Use(*owner, key.strip('"'), f"{request.method} {request.path}", digest.digest())
