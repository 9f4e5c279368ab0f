"""How a client's frame is answered: exactly once, if it has an id."""

from collections.abc import Callable, Mapping
from typing import Any

from web.realtime.connection import Connection
from web.realtime.messages import Client, Ok, Result

Handlers = Mapping[type, Callable[[Connection, str, Any], None]]
"""What answers a frame of a type from a player: it confirms, or refuses with an `Error`."""
_DONE = Result()


def confirm(connection: Connection, message: Client, result: Result = _DONE) -> None:
    """Tell a client that its frame was done, if it wants to know."""
    if message.id is not None:
        connection.tell(Ok(message.id, result))
