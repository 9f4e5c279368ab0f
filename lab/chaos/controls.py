"""Negative controls: the system with one mechanism off. A chaos run that does not notice proves nothing."""

import os
from pathlib import Path
from typing import Literal, get_args

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

Control = Literal["resend", "carried", "natural-key", "ended-once", "seal"]
CONTROLS: tuple[Control, ...] = get_args(Control)
_SWITCHED = Path(__file__).parent / "switched"


def environ(switch: str | None) -> dict[str, str]:
    """What a process must have in its environment to run with that mechanism off (see `switched/`)."""
    if switch is None:
        return {}
    path = os.pathsep.join(part for part in (str(_SWITCHED), os.environ.get("PYTHONPATH")) if part)
    return {"PYTHONPATH": path, "LAB_SWITCHED": switch}


def prepare(owner_database_url: str, control: Control | None) -> None:
    """Change what lies in the database: without its natural key, an answer may be there twice."""
    if control == "natural-key":
        with create_engine(owner_database_url, poolclass=NullPool).begin() as connection:
            connection.execute(text("ALTER TABLE answers DROP CONSTRAINT answers_pkey"))
