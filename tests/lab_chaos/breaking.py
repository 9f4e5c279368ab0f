"""Ways to break evidence."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from lab.chaos.evidence import Evidence

Change = Callable[[Evidence], None]


def without(name: str, index: int) -> Change:
    """One row gone."""

    def change(evidence: Evidence) -> None:
        rows = list(getattr(evidence, name))
        del rows[index]
        setattr(evidence, name, rows)

    return change


def plus(name: str, *more: Any) -> Change:
    """Rows too many."""

    def change(evidence: Evidence) -> None:
        setattr(evidence, name, [*getattr(evidence, name), *more])

    return change


def altered(name: str, index: int, **values: Any) -> Change:
    """One row changed."""

    def change(evidence: Evidence) -> None:
        rows = list(getattr(evidence, name))
        row = rows[index]
        rows[index] = row._replace(**values) if hasattr(row, "_replace") else replace(row, **values)
        setattr(evidence, name, rows)

    return change


def at_key(name: str, key: object, **values: Any) -> Change:
    """One row of a mapping changed."""

    def change(evidence: Evidence) -> None:
        rows = getattr(evidence, name)
        setattr(evidence, name, {**rows, key: replace(rows[key], **values)})

    return change


def session(id_: UUID, **values: Any) -> Change:
    """A session changed."""
    return at_key("sessions", id_, **values)


def counter(player: UUID, metric: str, count: int) -> Change:
    """A counter changed."""

    def change(evidence: Evidence) -> None:
        row = evidence.progress[player]
        at_key("progress", player, counters={**row.counters, metric: count})(evidence)

    return change


def without_line(kind: str, event_id: str) -> Change:
    def change(evidence: Evidence) -> None:
        evidence.journal = [
            line
            for line in evidence.journal
            if type(line).__name__ != kind or getattr(line, "event_id", None) != event_id
        ]

    return change


def told(kind: str, number: int, **values: object) -> Change:
    """The n-th line of that kind says something else."""

    def change(evidence: Evidence) -> None:
        lines = list(evidence.journal)
        index = [at for at, line in enumerate(lines) if type(line).__name__ == kind][number]
        fields = {name: getattr(lines[index], name) for name in lines[index].__struct_fields__}
        lines[index] = type(lines[index])(**{**fields, **values})
        evidence.journal = lines

    return change


def but(*changes: Change) -> Change:
    """Several at once."""

    def change(evidence: Evidence) -> None:
        for one in changes:
            one(evidence)

    return change
