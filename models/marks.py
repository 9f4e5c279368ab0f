"""Marks: how far the logs must be applied before something that is over is closed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from models.base import sql

Ends = Mapping[tuple[str, int], int]
"""Where logs end, by topic id and partition."""
Marks = Sequence[Sequence[Any]]
"""The same as it is stored: (topic id, partition, offset)."""


def of(ends: Ends) -> Marks:
    """Marks at the logs' ends."""
    return [[topic_id, partition, end] for (topic_id, partition), end in sorted(ends.items())]


def are_passed(connection: Connection, marks: Marks) -> bool:
    """Whether every partition is applied past its mark."""
    rows = connection.execute(sql("SELECT topic_id, partition, applied FROM carried"))
    applied = {(row.topic_id, row.partition): row.applied for row in rows}
    return all(applied.get((topic_id, partition), -1) >= end for topic_id, partition, end in marks)


def are_of_same_logs(marks: Marks, others: Marks) -> bool:
    """Whether no topic was made anew between them: it has another id then."""
    return {topic_id for topic_id, _, _ in marks} == {topic_id for topic_id, _, _ in others}
