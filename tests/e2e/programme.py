"""What an operator does with `flask`: quizzes for all are made, and players' pictures approved."""

import json
import os
import shlex
import subprocess
import sys
from typing import Any

from lab.folder import ROOT
from tests.e2e.visitor import lab


def quiz(mode: str, **options: Any) -> str:
    """Put a quiz on the lab's programme with `flask quizzes create`; its id."""
    words = [word for name, value in options.items() for word in _option(name, value)]
    return str(json.loads(_flask("quizzes", "create", "--mode", mode, "--json", *words))["id"])


def approve(upload: str) -> None:
    """Have a player's picture shown."""
    _flask("uploads", "approve", upload)


def _flask(*words: str) -> str:
    command = [sys.executable, "-m", "flask", *words]
    env = {**os.environ, **environment()}
    return subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True, text=True).stdout


def _option(name: str, value: object) -> list[str]:
    flag = f"--{name.replace('_', '-')}"
    return [flag] if value is True else [flag, str(value)]


def environment() -> dict[str, str]:
    """The addresses of the lab that runs, as a shell would have them."""
    lines = (shlex.split(line)[-1].partition("=") for line in lab("env").splitlines())
    return {name: value for name, _, value in lines if name != "PATH"}
