"""The CMS under /admin: its files once they are built, and until then a page that says so."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

from lab.folder import LabError

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_REFRESH = '<meta http-equiv="refresh" content="2">\n'
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{refresh}<title>Buzzline CMS</title>
<link rel="icon" href="/mark.svg">
<link rel="stylesheet" href="/look.css">
<main class="card"><h1>{title}</h1><p>{text}</p>{more}</main>
</html>
"""


@dataclass(frozen=True)
class File:
    """What to answer."""

    body: bytes
    type: str
    status: int = 200
    for_ever: bool = False
    """Whether its name changes with its content."""


class Cms:
    """`build` gives the folder of the files, or raises LabError; it runs on a thread of its own from `begin` on."""

    def __init__(self, build: Callable[[], Path]) -> None:
        self._build = build
        self._folder: Path | None = None
        self._fault: str | None = None
        self._thread = Thread(target=self._run, name="cms", daemon=True)

    def begin(self) -> None:
        """Start the build."""
        self._thread.start()

    def _run(self) -> None:
        try:
            self._folder = self._build()
        except (LabError, OSError) as error:
            self._fault = str(error)

    def file(self, path: str) -> File | None:
        """What /admin/<path> is; None: there is no such file."""
        if self._fault is not None:
            more = f"<pre>{escape(self._fault)}</pre>"
            text = "The game goes on without it. What the build said:"
            return _page("The CMS could not be built", text, more=more, status=500)
        if self._folder is None:
            text = "That takes about a minute the first time. This page goes on by itself."
            return _page(
                "The CMS is being built", text, refresh='<meta http-equiv="refresh" content="2">\n', status=503
            )
        return _read(self._folder.resolve(), unquote(path) or "index.html")


def _page(title: str, text: str, *, refresh: str = "", more: str = "", status: int = 200) -> File:
    body = _PAGE.format(title=title, text=text, refresh=refresh, more=more).encode()
    return File(body, _TYPES[".html"], status)


def _read(folder: Path, name: str) -> File | None:
    """A file below the folder, and nothing above it."""
    if "\0" in name:
        return None
    path = (folder / name.lstrip("/")).resolve()
    if not path.is_relative_to(folder) or not path.is_file() or path.suffix not in _TYPES:
        return None
    return File(path.read_bytes(), _TYPES[path.suffix], for_ever=path.parent.name == "assets")
