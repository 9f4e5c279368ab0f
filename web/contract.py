"""What the OpenAPI document says of a view, put onto the view without a call in between; and of a body as a whole."""

from collections.abc import Callable
from typing import Any

import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter

View = Callable[..., Any]


def documented(*decorators: Callable[[View], View]) -> Callable[[View], View]:
    """The documentation that flask-smorest's decorators would add, without what they would do at each request."""

    def decorate(view: View) -> View:
        carrier = view
        for decorator in reversed(decorators):
            carrier = decorator(carrier)
        view._apidoc = carrier._apidoc  # type: ignore[attr-defined]  # flask-smorest keeps it there
        return view

    return decorate


class _Converter(OpenAPIConverter):
    def schema2jsonschema(self, schema: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]  # apispec's is not
        together: Callable[[dict[str, Any]], dict[str, Any]] | None = getattr(schema, "together", None)
        return together(found) if together else found


class Documents(MarshmallowPlugin):
    """apispec's; a schema with a method `together` says what holds for its fields taken together."""

    Converter = _Converter


def _itself(schema: ma.Schema, _memo: dict[int, Any]) -> ma.Schema:
    return schema


ma.Schema.__deepcopy__ = _itself  # type: ignore[attr-defined]  # it has none
"""flask-smorest and apispec copy all that they are told deeply, and change no schema: it was half of making an app."""
