"""A progress bar on standard error, and lines of text above it; silent bar when nobody looks."""

import sys

_WIDTH = 30


class Bar:
    """Draws itself over its own last line. Without a terminal only what is said is printed."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._drawn = False

    def show(self, share: float, text: str) -> None:
        """Draw it at a share of 0..1."""
        if self._on:
            full = round(min(max(share, 0.0), 1.0) * _WIDTH)
            print(f"\r\x1b[K[{'#' * full}{'.' * (_WIDTH - full)}] {text}", end="", file=sys.stderr, flush=True)
            self._drawn = True

    def say(self, line: str) -> None:
        """Print a line above it."""
        self.end()
        print(line, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Remove it."""
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._drawn = False
