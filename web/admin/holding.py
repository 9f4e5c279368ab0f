"""What a member has taken of the inbox is theirs for a while: nobody else decides on it; it is handed over by name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from models import claims, concerned, workdone
from models import staff as members
from models.cases import CaseRow
from models.claims import Held
from models.staff import Staff
from rules.permissions import allows
from web.admin.guard import staff
from web.admin.registry import WORK
from web.errors import Problem

CLAIMED = "`work_claimed`: a colleague has it"
UNFIT = "`staff_unfit`: nobody of the staff who may work on the queue"


def must_be_free(connection: Connection, subject: UUID) -> Held | None:
    """Who has a locked thread or break: I, or nobody. Raises Problem 409."""
    held = claims.holder(connection, subject)
    if held is not None and held.by != staff().id:
        raise Problem(409, "work_claimed", f"{held.name} has it until {held.until:%H:%M} UTC.", until=held.until)
    return held


def be_done(connection: Connection, queue: str, subject: UUID, member: UUID, decision: str, since: datetime) -> None:
    """A member has decided on a locked thread or break that waited since then: it is counted, and nobody's."""
    held = claims.holder(connection, subject)
    claimed = held.since if held and held.by == member else None
    workdone.add(connection, queue, subject, member, decision, since, claimed)
    claims.forget(connection, subject)


def colleague(connection: Connection, member: UUID, queue: str, case: CaseRow | None = None) -> Staff:
    """The member to hand something over to, who may work on its queue. Raises Problem 422."""
    other = members.by_id(connection, member)
    if other is None or not allows(other.roles, WORK[queue]) or (case and _is_barred(connection, other, case)):
        detail = f"Nobody who may work on {queue}; GET /v1/admin/queues/{queue}/members lists who may."
        raise Problem(422, "staff_unfit", detail, errors=[{"pointer": "/staff_id", "detail": detail}])
    return other


def _is_barred(connection: Connection, member: Staff, case: CaseRow) -> bool:
    return member.id == case.barred or case.subject in concerned.own_subjects(connection, member)
