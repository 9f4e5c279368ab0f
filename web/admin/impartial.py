"""Nobody of the staff decides about themselves, nor about a colleague whom they do not outrank."""

from uuid import UUID

from sqlalchemy import Connection

from models import concerned
from models import staff as members
from models.cases import CaseRow
from rules.permissions import outranks
from web.admin.guard import staff
from web.errors import Problem

OWN_CASE = "`own_case`: it is about my own player"
OUTRANKED = f"`outranked`: the player is a member of the staff whom you do not outrank; {OWN_CASE}"


def must_be_impartial(connection: Connection, *players: UUID) -> None:
    """Refuse to act on players of one's own, or of a member, known by a proved email, whom one does not outrank.

    Raises Problem 403.
    """
    for player in players:
        other = members.by_player(connection, player)
        if other is None:
            continue
        if other.id == staff().id:
            raise _own_case()
        if not outranks(staff().roles, other.roles):
            raise Problem(403, "outranked", "The player is a member of the staff: that takes one of a higher rank.")


def must_not_be_own(connection: Connection, case: CaseRow) -> None:
    """Refuse a case in which one's own player is judged, or has reported something. Raises Problem 403."""
    if case.subject in concerned.own_subjects(connection, staff()):
        raise _own_case()


def must_be_impartial_in(connection: Connection, case: CaseRow) -> None:
    """Refuse to decide a case that is one's own, or a colleague's whom one does not outrank. Raises Problem 403."""
    must_not_be_own(connection, case)
    must_be_impartial(connection, *concerned.judged(connection, case.subject))


def _own_case() -> Problem:
    return Problem(403, "own_case", "It is about your own player: another member decides on it.")
