"""Prompts of our own for creative battles."""

from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import msgspec
from sqlalchemy import Connection

from models import prompts
from rules.creative import Takes

_FILE = Path(__file__).parent / "prompts.json"


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One prompt; `texts` by language, with English."""

    takes: Takes
    texts: dict[str, str]
    category: str | None = None


def read() -> list[Prompt]:
    """All of them."""
    return msgspec.json.decode(_FILE.read_bytes(), type=list[Prompt])


def load(connection: Connection) -> int:
    """Publish those that are missing; how many were. An English text has one id for ever."""
    made = 0
    for prompt in read():
        category = prompts.category(connection, prompt.category) if prompt.category else None
        id_ = uuid5(NAMESPACE_URL, f"buzzline:prompt:{prompt.texts['en']}")
        made += prompts.add(connection, id_, category, prompt.takes, prompt.texts, "published")
    return made
