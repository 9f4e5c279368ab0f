"""Scheduled states of questions, brought about by a tick; each with its row in the audit log."""

from datetime import UTC, datetime

import structlog
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import audit_log, editing, revisions, schedules, staff
from models.audit_log import Entry
from models.schedules import Schedule
from rules.permissions import allows
from rules.states import Forbidden, State
from tasks import app, runtime

log = structlog.get_logger()
ACTOR = "schedule"
_AT_ONCE = 200


@app.task
def keep_schedules() -> None:
    """Bring questions and translations into the states that are due; what cannot be says why and waits for somebody."""
    with runtime.engine().begin() as connection:
        due = schedules.due(connection, datetime.now(UTC), _AT_ONCE)
    for schedule in due:
        with runtime.engine().begin() as connection:
            editing.lock(connection, schedule.question_id)
            if schedules.lock(connection, schedule):
                _keep(connection, schedule)


def _keep(connection: Connection, schedule: Schedule) -> None:
    try:
        _check_asker(connection, schedule)
        before = _transition(connection, schedule)
    except (Forbidden, revisions.Unready) as error:
        schedules.refuse(connection, schedule, str(error))
        log.warning("schedule refused", question=str(schedule.question_id), why=str(error))
        return
    schedules.drop(connection, schedule.question_id, schedule.lang)
    if before is not None:
        audit_log.add(connection, _entry(schedule, before))


def _check_asker(connection: Connection, schedule: Schedule) -> None:
    """Raises Forbidden."""
    member = staff.by_id(connection, schedule.staff_id)
    if member is None or not allows(member.roles, "content.write"):
        raise Forbidden("whoever asked for it may not any more")


def _transition(connection: Connection, schedule: Schedule) -> State | None:
    """The state before; None: there is no such question, or it has no words in that language any more."""
    if schedule.lang:
        given = (schedule.question_id, schedule.lang, schedule.state, schedule.staff_id)
        return revisions.transition_wording(connection, *given)
    return revisions.transition(connection, schedule.question_id, schedule.state)


def _entry(schedule: Schedule, before: State) -> Entry:
    lang = {"lang": schedule.lang} if schedule.lang else {}
    return Entry(
        id=uuid7(),
        staff_id=schedule.staff_id,
        actor=ACTOR,
        action="questions.transition",
        subject_kind="question",
        subject_id=str(schedule.question_id),
        before={"state": before, **lang},
        after={"state": schedule.state, **lang},
        reason=f"scheduled for {schedule.at.isoformat()}",
    )
