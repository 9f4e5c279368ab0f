"""Who never meets."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection


def restricted(connection: Connection, players: Collection[UUID]) -> set[frozenset[UUID]]:  # noqa: ARG001
    """Those pairs among the players who must not meet."""
    return set()
