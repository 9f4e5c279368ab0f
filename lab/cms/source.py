"""The sources: what a build is of, and the packages it needs."""

import subprocess
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from lab.cms.node import Node
from lab.folder import LAB, ROOT, LabError, Lock, write
from lab.service import Say

FOLDER = ROOT / "admin-ui"
TOP = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
_INSTALLED = FOLDER / "node_modules" / ".lock-installed"


def digest(folder: Path = FOLDER, play: Path = ROOT / "lab" / "play") -> str:
    """Of everything that a build depends on; the preview of questions has the looks of the Play page."""
    total = sha256()
    for path in (*_sources(folder), *sorted(play.glob("*.css"))):
        content = sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.name if path.parent == play else path.relative_to(folder)} {content}\n".encode())
    return total.hexdigest()[:16]


def _sources(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in TOP)
    for below in ("public", "src"):
        yield from sorted(path for path in (folder / below).rglob("*") if path.is_file() and ".test." not in path.name)


def install(node: Node, say: Say) -> None:
    """Have the packages of the lock file. One process at a time."""
    wanted = sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    lock = Lock(LAB / "npm.lock")
    lock.wait()
    try:
        if _INSTALLED.exists() and _INSTALLED.read_text() == wanted:
            return
        say("cms: installing packages into admin-ui/node_modules (once)")
        run(node, [*node.npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"])
        write(_INSTALLED, wanted)
    finally:
        lock.release()


def run(node: Node, argv: Sequence[str]) -> None:
    """Run a program in the sources' folder. Raises LabError with what it said."""
    done = subprocess.run(
        argv, cwd=FOLDER, env=node.environ(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise LabError(f"{Path(argv[0]).name} failed:\n{done.stdout[-6000:]}")


def tool(name: str, *arguments: str) -> list[str]:
    """The command line of a package's program."""
    return [str(FOLDER / "node_modules" / ".bin" / name), *arguments]
