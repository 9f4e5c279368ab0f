"""A server of the lab as a process: until it is told to stop."""

import signal
from socketserver import BaseServer
from types import FrameType
from typing import NoReturn


def leave_on_sigterm() -> None:
    """SIGTERM ends the process as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _leave)


def serve_until_told(server: BaseServer) -> int:
    """Serve until SIGTERM or Ctrl-C; the exit code."""
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    return 0


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
