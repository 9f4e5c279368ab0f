"""Calls into C that block: from a gevent worker they go to a real thread, so that other requests go on."""

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def offload(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call, and wait without holding up the hub; outside gevent a plain call.

    `call` must use nothing that gevent has patched: no lock, no socket, no log. What it raises is raised here.
    """
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None or not monkey.is_module_patched("threading"):
        return call(*args, **kwargs)
    import gevent

    def outcome() -> tuple[T | None, Exception | None]:
        """An error that left the thread would be printed by gevent, whoever catches it."""
        try:
            return call(*args, **kwargs), None
        except Exception as error:
            return None, error

    found, error = gevent.get_hub().threadpool.apply(outcome)
    if error is not None:
        raise error
    return cast(T, found)
