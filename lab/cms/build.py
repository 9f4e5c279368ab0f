"""The CMS as static files: `admin-ui/dist`, replaced as a whole when the sources changed."""

import os
import shutil
from pathlib import Path

from lab.cms.node import find
from lab.cms.source import FOLDER, digest, install, run, tool
from lab.folder import LAB, Lock, write
from lab.service import Say

DIST = FOLDER / "dist"
_OF = "built-of"


def is_current(dist: Path = DIST) -> bool:
    """Whether what lies there was built of the present sources."""
    mark = dist / _OF
    return mark.exists() and mark.read_text() == digest()


def build(say: Say) -> Path:
    """Build unless that has been done; the folder. Raises LabError with what went wrong."""
    lock = Lock(LAB / "cms.lock")
    lock.wait()
    try:
        if not is_current():
            _build(say)
    finally:
        lock.release()
    return DIST


def _build(say: Say) -> None:
    node = find(say)
    install(node, say)
    of, making = digest(), FOLDER / "dist.making"
    say("cms: building it (once, and when its sources changed)")
    run(node, ["nice", *tool("vite", "build", "--outDir", making.name, "--emptyOutDir", "--logLevel", "warn")])
    write(making / _OF, of)
    old = FOLDER / "dist.old"
    shutil.rmtree(old, ignore_errors=True)
    if DIST.exists():
        os.replace(DIST, old)
    os.replace(making, DIST)
    shutil.rmtree(old, ignore_errors=True)
