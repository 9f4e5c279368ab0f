"""Support: threads in which players and staff write to each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql

State = Literal["open", "closed"]
STATES = ("open", "closed")
_ZERO = text("0")


class Thread(Base):
    """One. It waits for the staff since the first word of the player's that they have not answered."""

    __tablename__ = "threads"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed')", "state"),
        Index(None, "player_id", "id"),
        Index("threads_waiting_ix", "waiting_since", "id", postgresql_where=text("waiting_since IS NOT NULL")),
        Index(None, "updated_at", "id"),
        Index(None, "closed_at", postgresql_where=text("state = 'closed'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    subject: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(6), server_default=text("'open'"))
    assigned_to: Mapped[UUID | None]
    waiting_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    unread: Mapped[int] = mapped_column(server_default=_ZERO)
    """By the player, of the staff's words."""
    messages: Mapped[int] = mapped_column(server_default=_ZERO)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ThreadMessage(Base):
    """A word of the player's, or of a member's; never changed."""

    __tablename__ = "thread_messages"
    __table_args__ = (Index(None, "thread_id", "id"), Index(None, "player_id", "id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    thread_id: Mapped[UUID]
    player_id: Mapped[UUID]
    """Whose thread it is."""
    staff_id: Mapped[UUID | None]
    """Who wrote it; NULL: the player."""
    text: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


@dataclass(frozen=True)
class Row:
    """A thread with the names that go with it."""

    id: UUID
    player_id: UUID
    player: str
    subject: str
    state: State
    assigned_to: UUID | None
    assignee: str | None
    waiting_since: datetime | None
    unread: int
    messages: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Word:
    """What was written; by a member of that name, if `by_staff`."""

    id: UUID
    by_staff: bool
    author: str | None
    text: str
    created_at: datetime


_SELECT = (
    "SELECT t.id, t.player_id, p.name AS player, t.subject, t.state, t.assigned_to, s.name AS assignee, "
    "t.waiting_since, t.unread, t.messages, t.created_at, t.updated_at, t.closed_at "
    "FROM threads t JOIN players p ON p.id = t.player_id LEFT JOIN staff s ON s.id = t.assigned_to"
)


def one(connection: Connection, thread: UUID, *, lock: bool = False) -> Row | None:
    """A thread; `lock`: nobody else writes in it until the transaction ends."""
    statement = sql(f"{_SELECT} WHERE t.id = :id {'FOR NO KEY UPDATE OF t' if lock else ''}")
    row = connection.execute(statement, {"id": thread}).first()
    return None if row is None else Row(**row._mapping)


def of_player(connection: Connection, player: UUID, before: UUID | None, limit: int) -> list[Row]:
    """A player's threads, the latest begun first, from after the one with the id `before`."""
    statement = sql(
        f"{_SELECT} WHERE t.player_id = :player AND (CAST(:before AS uuid) IS NULL OR t.id < :before) "
        "ORDER BY t.id DESC LIMIT :limit"
    )
    rows = connection.execute(statement, {"player": player, "before": before, "limit": limit})
    return [Row(**row._mapping) for row in rows]


def open_of(connection: Connection, player: UUID) -> int:
    """How many of a player's threads are open."""
    statement = sql("SELECT count(*) FROM threads WHERE player_id = :player AND state = 'open'")
    return int(connection.execute(statement, {"player": player}).scalar_one())


def waiting(connection: Connection) -> int:
    """How many threads wait for the staff."""
    return int(connection.execute(sql("SELECT count(*) FROM threads WHERE waiting_since IS NOT NULL")).scalar_one())


def page(
    connection: Connection,
    wanted: dict[str, Any],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Row]:
    """Threads after a (time, id). `wanted`: waiting (those that wait, the longest first), state, assigned, player_id.

    Others come in the order in which something was last done with them, the latest first.
    """
    at, compare, order = ("t.waiting_since", ">", "") if wanted.get("waiting") else ("t.updated_at", "<", " DESC")
    statement = sql(
        f"{_SELECT} WHERE {at} IS NOT NULL AND (CAST(:state AS varchar) IS NULL OR t.state = :state) "
        "AND (CAST(:assigned AS uuid) IS NULL OR t.assigned_to = :assigned) "
        "AND (CAST(:player AS uuid) IS NULL OR t.player_id = :player) "
        f"AND (CAST(:at AS timestamptz) IS NULL OR ({at}, t.id) {compare} (CAST(:at AS timestamptz), "
        f"CAST(:id AS uuid))) ORDER BY {at}{order}, t.id{order} LIMIT :limit"
    )
    at_, id_ = after or (None, None)
    values = {"state": wanted.get("state"), "assigned": wanted.get("assigned"), "player": wanted.get("player_id")}
    rows = connection.execute(statement, {**values, "at": at_, "id": id_, "limit": limit})
    return [Row(**row._mapping) for row in rows]


def words(connection: Connection, thread: UUID, before: UUID | None, limit: int) -> Sequence[Word]:
    """What was written in a thread, the latest first, from after the one with the id `before`."""
    statement = sql(
        "SELECT m.id, m.staff_id IS NOT NULL, s.name, m.text, m.created_at FROM thread_messages m "
        "LEFT JOIN staff s ON s.id = m.staff_id WHERE m.thread_id = :thread "
        "AND (CAST(:before AS uuid) IS NULL OR m.id < :before) ORDER BY m.id DESC LIMIT :limit"
    )
    return [Word(*row) for row in connection.execute(statement, {"thread": thread, "before": before, "limit": limit})]


def begin(connection: Connection, thread: UUID, player: UUID, subject: str) -> None:
    """A player opens a thread; its first word is still to be written."""
    statement = sql("INSERT INTO threads (id, player_id, subject) VALUES (:id, :player, :subject)")
    connection.execute(statement, {"id": thread, "player": player, "subject": subject})


def write(connection: Connection, message: UUID, thread: Row, text_: str, member: UUID | None) -> None:
    """Write in a locked thread. The player's word opens it, and has it wait; a member's answers what waits."""
    statement = sql(
        "INSERT INTO thread_messages (id, thread_id, player_id, staff_id, text) "
        "VALUES (:id, :thread, :player, :member, :text)"
    )
    values = {"id": message, "thread": thread.id, "player": thread.player_id, "member": member, "text": text_}
    connection.execute(statement, values)
    by_player = (
        "waiting_since = COALESCE(waiting_since, clock_timestamp()), state = 'open', closed_at = NULL, unread = 0"
    )
    by_staff = "waiting_since = NULL, unread = unread + 1, assigned_to = COALESCE(assigned_to, :member)"
    changed = sql(
        f"UPDATE threads SET messages = messages + 1, updated_at = clock_timestamp(), "
        f"{by_player if member is None else by_staff} WHERE id = :thread"
    )
    connection.execute(changed, {"thread": thread.id, **({} if member is None else {"member": member})})


def read(connection: Connection, thread: UUID) -> None:
    """The player has seen what the staff wrote."""
    connection.execute(sql("UPDATE threads SET unread = 0 WHERE id = :id AND unread > 0"), {"id": thread})


def assign(connection: Connection, thread: UUID, member: UUID | None) -> None:
    """A locked thread is a member's, or nobody's."""
    statement = sql("UPDATE threads SET assigned_to = :member, updated_at = clock_timestamp() WHERE id = :id")
    connection.execute(statement, {"id": thread, "member": member})


def close(connection: Connection, thread: UUID) -> None:
    """A locked thread is done with, until its player writes again."""
    statement = sql(
        "UPDATE threads SET state = 'closed', closed_at = clock_timestamp(), waiting_since = NULL, "
        "updated_at = clock_timestamp() WHERE id = :id"
    )
    connection.execute(statement, {"id": thread})
