"""Where the lab keeps what it makes, and how it writes there so that a crash leaves no half file."""

import fcntl
import importlib.util
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LAB = ROOT / ".lab"
CACHE = LAB / "cache"


class LabError(Exception):
    """Something the person at the keyboard should read; its text says what to do."""


def write(path: Path, text: str) -> None:
    """Replace `path` whole or not at all; only its owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(name, path)


def read_json(path: Path) -> dict[str, Any]:
    """What `write` left there, or nothing."""
    try:
        content = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def secret(path: Path, make: Callable[[], str]) -> str:
    """The secret kept at `path`, made at the first call."""
    if not path.exists():
        write(path, make())
    return path.read_text().strip()


def package(name: str) -> Path:
    """Where an installed package lies. Not imported: some act at import, and only their files are wanted."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise LabError(f"the wheel {name} is not installed; `make .venv` installs it")
    return Path(spec.origin).parent


class Lock:
    """A lock of a whole process that the kernel lets go of when the process dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """True when it is ours now (or was already); False when another process has it."""
        if self._handle is not None:
            return True
        handle = self._open()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def wait(self) -> None:
        """Come back when it is ours."""
        self._handle = self._open()
        fcntl.flock(self._handle, fcntl.LOCK_EX)

    def _open(self) -> int:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError as error:
            raise LabError(f"{self.path.parent} is another user's; `make clean` as that user removes it") from error

    def release(self) -> None:
        """Let it go; harmless when it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
