"""What the OpenAPI document says of a view, put onto the view without a call in between."""

from collections.abc import Callable
from typing import Any

View = Callable[..., Any]


def documented(*decorators: Callable[[View], View]) -> Callable[[View], View]:
    """The documentation that flask-smorest's decorators would add, without what they would do at each request."""

    def decorate(view: View) -> View:
        carrier = view
        for decorator in reversed(decorators):
            carrier = decorator(carrier)
        view._apidoc = carrier._apidoc  # type: ignore[attr-defined]
        return view

    return decorate
