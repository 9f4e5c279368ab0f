"""What a client says of itself, and where it is."""

from flask import request

_AGENT_MOST = 200


def agent() -> str:
    """What the client calls itself; a header may hold what cannot be shown."""
    said = request.headers.get("User-Agent", "")[:_AGENT_MOST]
    return "".join(character if character.isprintable() else "?" for character in said)
