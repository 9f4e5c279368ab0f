"""Quizzes for all, made as an operator makes them."""

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
    command = [sys.executable, "-m", "flask", "quizzes", "create", "--mode", mode, "--json", *words]
    env = {**os.environ, **environment()}
    made = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True, text=True).stdout
    return str(json.loads(made)["id"])


def _option(name: str, value: object) -> list[str]:
    flag = f"--{name.replace('_', '-')}"
    return [flag] if value is True else [flag, str(value)]


def environment() -> dict[str, str]:
    """The addresses of the lab that runs, as a shell would have them."""
    lines = (shlex.split(line)[-1].partition("=") for line in lab("env").splitlines())
    return {name: value for name, _, value in lines if name != "PATH"}
