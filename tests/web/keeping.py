"""Media that are kept, as questions have them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bridges.media import prepare
from models import media
from models.media import NewMedium
from rules.media import Medium
from web.wires import Wires

Keep = Callable[..., Medium]
ALT, TRANSCRIPT = "A white half beside a black one", "Two tones"


@pytest.fixture(scope="module")
def keep(engine: Engine, wires: Wires) -> Keep:
    """Keeps a file; its medium."""

    def keep(data: bytes, description: str = "") -> Medium:
        made = prepare(data)
        with engine.begin() as connection:
            media.hold(connection)
            wires.media.put(made.data)
            media.add(connection, [NewMedium(made.medium, made.mime, made.sha256, made.size, description)])
        return made.medium

    return keep


def rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).all())
