"""gunicorn's hooks, for both apps: shared counts, warm before the first request, nothing lost at the last."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from typing import Any, cast

_COUNTS = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="buzzline-metrics-")
"""Where the workers share their counts: a folder of this gunicorn alone, emptied when it starts."""
shutil.rmtree(_COUNTS, ignore_errors=True)
os.makedirs(_COUNTS)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _COUNTS


control_socket_disable = True
"""Its socket would lie in the home folder, where two installations meet."""


def post_worker_init(worker: Any) -> None:
    """Warm the app's clients; say that it drains before gunicorn stops accepting; refuse in the API's words."""
    from web import unread  # not before gevent has patched what it imports

    unread.install()
    wires = worker.wsgi.extensions.get("wires")
    if wires is None:
        return
    stop = cast("Callable[..., Any]", signal.getsignal(signal.SIGTERM))

    def drain(*args: Any) -> None:
        wires.draining = True
        stop(*args)

    signal.signal(signal.SIGTERM, drain)
    wires.start()


def worker_exit(_server: Any, worker: Any) -> None:
    """Hand over what is still on its way to Kafka."""
    wires = worker.wsgi.extensions.get("wires")
    if wires is not None:
        wires.stop()


def child_exit(_server: Any, worker: Any) -> None:
    """A worker that is gone counts no more among those that live."""
    from prometheus_client import multiprocess

    mark: Callable[[int], None] = multiprocess.mark_process_dead
    mark(worker.pid)


def on_exit(_server: Any) -> None:
    """Leave nothing behind."""
    shutil.rmtree(_COUNTS, ignore_errors=True)
