"""Our account with a push service, as the settings give it: Google's JSON of a service account (google.auth)."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PushAccount:
    """Whose pushes they are. The key signs what an access token is asked for with; it is not shown anywhere."""

    project_id: str
    client_email: str
    private_key: str = field(repr=False)
    """RSA, PEM."""
    private_key_id: str
    token_uri: str
    """Where access tokens are had."""


NAMES = ("project_id", "client_email", "private_key", "private_key_id", "token_uri")


def parse(text: str) -> PushAccount | None:
    """The account in a service account's JSON; None: there is none. Raises ValueError, which tells no secret."""
    if not text.strip():
        return None
    try:
        found: Any = json.loads(text)
    except ValueError:
        raise ValueError("it is no JSON; give the text of the service account's file") from None
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) and found[name] for name in NAMES):
        raise ValueError(f"it must have {', '.join(NAMES)}, as the file of a service account does")
    if "BEGIN" not in found["private_key"] or not found["project_id"].replace("-", "").isalnum():
        raise ValueError("private_key must be PEM, and project_id the id of a project")
    return PushAccount(**{name: found[name] for name in NAMES})
