"""Calls in a real thread, beside gevent: what they raise is the caller's, and nobody else prints it."""

import subprocess
import sys

_SCRIPT = """
from gevent import monkey
monkey.patch_all()
from bridges.offload import offload

def fails(word, *, more):
    raise ValueError(word + more)

try:
    offload(fails, "of the ", more="caller")
except ValueError as error:
    print(error, offload(divmod, 7, 2))
"""


def test_an_error_is_raised_to_the_caller_and_printed_by_nobody() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("of the caller (3, 1)\n", "")
