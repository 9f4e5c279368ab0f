"""What staff do, and the audit log's row of it, in one transaction: neither is there without the other."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import g, request
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import audit_log
from models.audit_log import Entry
from models.staff import Staff
from web.admin import repeats
from web.admin.guard import staff
from web.clients import agent
from web.headers import request_id
from web.wires import wires

ONE_LOOK = timedelta(minutes=10)
"""How long a member may look at the same before it is another look."""


@dataclass
class Act:
    """An action under way. `before` and `after` are what the log shows of it: JSON of what changed, nothing secret."""

    connection: Connection
    action: str
    subject_kind: str
    subject_id: str
    before: Any = None
    after: Any = None
    reason: str | None = None
    made: str | None = None
    """What the request's `Idempotency-Key` stands for, where that is not the subject."""


@contextmanager
def acting(action: str, subject_kind: str, subject_id: object, reason: str | None = None) -> Iterator[Act]:
    """A transaction of the member's who is asking: what is done on its connection commits with the log's row.

    `action` is `nouns.verb`, the noun as in paths. For what is only read, name what is shown and leave `before` and
    `after` empty; a list is read in `looking`. What was done already under the request's `Idempotency-Key` is not
    done again (`web.admin.repeats`).
    """
    with wires().postgres.begin() as connection:
        repeats.must_be_first(connection)
        act = Act(connection, action, subject_kind, str(subject_id), reason=reason)
        yield act
        repeats.keep(connection, act.made or act.subject_id)
        write_down(act, staff())
    g.audited = True


@contextmanager
def looking(nouns: str, wanted: Mapping[str, Any]) -> Iterator[Connection]:
    """A transaction in which a sensitive list is read, with the log's row of it; the row keeps the filter, `wanted`.

    Pages ask again and again for what is on the screen: the same look of the same member within ONE_LOOK is one row.
    That is told from the log alone, so that nothing a request says of itself keeps a look out of it.
    """
    given = {name: value for name, value in wanted.items() if value is not None and name != "limit"}
    with wires().postgres.begin() as connection:
        yield connection
        _look(Act(connection, f"{nouns}.list", nouns, "list", after=given))


@contextmanager
def reading(action: str, subject_kind: str, subject_id: object) -> Iterator[Connection]:
    """A transaction in which one thing is read that a page keeps up to date: likewise one row for a look."""
    with wires().postgres.begin() as connection:
        yield connection
        _look(Act(connection, action, subject_kind, str(subject_id)))


def _look(act: Act) -> None:
    row = entry(act, staff())
    if not audit_log.has_since(act.connection, row, ONE_LOOK):
        audit_log.add(act.connection, row)
    g.audited = True


def write_down(act: Act, who: Staff) -> None:
    """One row of the log: for an action beside the one that `acting` writes, or of somebody who is only coming in."""
    audit_log.add(act.connection, entry(act, who))


def entry(act: Act, who: Staff) -> Entry:
    """The log's row of an action in this request."""
    return Entry(
        id=uuid7(),
        staff_id=who.id,
        actor=who.email,
        action=act.action,
        subject_kind=act.subject_kind,
        subject_id=act.subject_id,
        before=act.before,
        after=act.after,
        reason=act.reason,
        address=request.remote_addr,
        agent=agent(),
        request_id=request_id(),
    )
