"""What staff have switched off is refused, and says so."""

from collections.abc import Mapping

from sqlalchemy import Connection

from rules import switches
from web.errors import Problem, unavailable
from web.wires import wires

OFF = "`switched_off`: we have stopped it for now, `detail` says what"
_RETRY_S = 60
_DETAILS: Mapping[str, str] = {
    switches.SESSIONS: "No new sessions for now: those that were begun go on.",
    switches.RANKED: "No ranked battles for now: the others go on.",
    switches.SIGN_UPS: "Nobody new for now: who has a player or an account comes in as ever.",
    switches.UPLOADS: "No files for now: those that were announced may still come.",
    switches.REDEMPTIONS: "No redemptions for now: those that were begun go on.",
}


def must_be_on(name: str, within: Connection | None = None) -> None:
    """Raises Problem 503 if that is switched off. `within`: who has a connection takes no other to ask."""
    if not wires().switches.is_on(name, within):
        raise switched_off(name)


def switched_off(name: str) -> Problem:
    """The problem of what is off; a partner's or product's switch is told as what it stops."""
    detail = _DETAILS.get(name, "This cannot be redeemed for now: other things may be.")
    return unavailable(detail, "switched_off", _RETRY_S)
