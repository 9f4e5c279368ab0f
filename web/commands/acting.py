"""What operators do, and the audit log's row of it, in one transaction, as `web.admin.acting` has it for staff."""

from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from socket import gethostname

from uuid_utils.compat import uuid7

from models import audit_log
from models.audit_log import Entry
from web.admin.acting import Act
from web.extensions import db

ACTOR = "flask"


@contextmanager
def acting(action: str, subject_kind: str, subject_id: object, reason: str | None = None) -> Iterator[Act]:
    """A transaction of a command's: what is done on its connection commits with the log's row."""
    with db.engine.begin() as connection:
        act = Act(connection, action, subject_kind, str(subject_id), reason=reason)
        yield act
        write_down(act)


def write_down(act: Act) -> None:
    """The log's row, for a command that commits by itself. It says who typed it, and where."""
    entry = Entry(
        id=uuid7(),
        staff_id=None,
        actor=ACTOR,
        action=act.action,
        subject_kind=act.subject_kind,
        subject_id=act.subject_id[:200],
        before=act.before,
        after=act.after,
        reason=act.reason and act.reason[:500],
        agent=f"{_user()}@{gethostname()}"[:200],
    )
    audit_log.add(act.connection, entry)


def _user() -> str:
    try:
        return getuser()
    except (KeyError, OSError):  # a number without a name, as in a container
        return "?"
