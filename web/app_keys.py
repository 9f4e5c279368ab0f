"""App keys as a process remembers them: for half a minute, so a revoked one works no longer than that."""

from collections import OrderedDict
from hashlib import sha256
from time import monotonic
from uuid import UUID

from bridges.breaker import Away
from bridges.postgres import Postgres
from models import app_keys

_KNOWN_S = 30.0
_UNKNOWN_S = 2.0
_AWAY_S = 600.0
"""While Postgres is away, nobody can revoke either: a key that was good goes on for so long."""
_REMEMBERED = 10_000


class AppKeys:
    """Looks keys up by their SHA-256."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._known: OrderedDict[bytes, tuple[UUID | None, float]] = OrderedDict()

    def app(self, key: str) -> UUID | None:
        """The id of a key that is valid. Raises Away if that cannot be told."""
        name = sha256(key.encode()).digest()
        app, at = self._known.get(name, (None, float("-inf")))
        age = monotonic() - at
        if age <= (_KNOWN_S if app else _UNKNOWN_S):
            return app
        try:
            with self._postgres.connect() as connection:
                app = app_keys.valid(connection, name)
        except Away:
            if app and age <= _AWAY_S:
                return app
            raise
        self._known[name] = (app, monotonic())
        self._known.move_to_end(name)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return app
