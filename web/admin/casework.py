"""What a queue is: declared once, with its permission, its decisions, and what each does and undoes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import Connection

from rules.permissions import Permission

Subject = Literal["player", "question", "entry", "redemption", "referral", "accused", "appeal"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
Effect = Mapping[str, Any]
"""JSON of what a decision did, for its undoing."""


class Stale(Exception):
    """What a decision did was changed since by somebody else; the text says what. It cannot be undone any more."""


@dataclass(frozen=True)
class Decision:
    """One way to decide. `do` acts on the subject in the decision's transaction, and may raise Problem.

    `undo` takes what `do` gave back, and may raise Stale; None: it cannot be undone.
    """

    name: str
    do: Callable[[Connection, UUID, Mapping[str, Any]], Effect]
    undo: Callable[[Connection, UUID, Effect], None] | None = None
    takes: frozenset[str] = frozenset()
    """Of web.admin.sanctioning.TermsSchema."""


@dataclass(frozen=True)
class Queue:
    """One kind of review work. `show` gives what a reviewer has to see of a subject; None: it is no more."""

    name: str
    permission: Permission
    subject: Subject
    decisions: tuple[Decision, ...]
    show: Callable[[Connection, UUID], Mapping[str, Any] | None]
    player: Callable[[Connection, UUID], UUID | None] | None = None
    """The player whom its decisions touch: locked before the case, told of after the commit; None: no one."""
    hold: Callable[[Connection, UUID], None] | None = None
    """Of decisions that touch several: holds these players of a subject, before the case too."""

    def decision(self, name: str) -> Decision | None:
        """The decision of that name."""
        return next((one for one in self.decisions if one.name == name), None)
