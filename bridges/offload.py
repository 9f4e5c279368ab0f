"""Calls into C that block: from a gevent worker they go to a real thread, so that other requests go on."""

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def offload(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call, and wait without holding up the hub; outside gevent a plain call.

    `call` must use nothing that gevent has patched: no lock, no socket, no log.
    """
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None or not monkey.is_module_patched("threading"):
        return call(*args, **kwargs)
    import gevent

    return cast(T, gevent.get_hub().threadpool.apply(call, args, kwargs))
