"""Uploads: files that somebody sent, which nobody else sees before they were looked at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, LargeBinary, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from models.media import NewMedium
from rules.media import TYPES, Medium

Decision = Literal["approved", "rejected"]


class Upload(Base):
    """One file on its way: `expected` until it came, `pending` until it was looked at, `approved` or `rejected`.

    Its owner is a player or one of the staff. `medium_id` is the id under which it is served once it is approved.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint("state IN ('expected', 'pending', 'approved', 'rejected')", "state"),
        CheckConstraint("num_nonnulls(player_id, staff_id) = 1", "owner"),
        CheckConstraint("(state = 'expected') = (medium_id IS NULL)", "medium"),
        Index(None, "player_id", "created_at"),
        Index("uploads_expected_ix", "expires_at", postgresql_where=text("state = 'expected'")),
        Index("uploads_pending_ix", "completed_at", postgresql_where=text("state = 'pending'")),
        Index(None, "medium_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(8), server_default=text("'expected'"))
    mime: Mapped[str] = mapped_column(String(40))
    """As it was announced, then as it is kept."""
    size: Mapped[int]
    """Likewise, in bytes."""
    medium_id: Mapped[UUID | None]
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    width: Mapped[int | None] = mapped_column(SmallInteger)
    height: Mapped[int | None] = mapped_column(SmallInteger)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """Until when it may come."""
    completed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str | None] = mapped_column(String(200))
    """Why it was rejected."""

    @property
    def is_expired(self) -> bool:
        """Whether it may come no more."""
        return self.state == "expected" and self.expires_at <= datetime.now(self.expires_at.tzinfo)

    @property
    def medium(self) -> NewMedium:
        """As the table of media has it; of one that came."""
        assert self.medium_id is not None
        assert self.sha256 is not None
        medium = Medium(self.medium_id, TYPES[self.mime], self.width, self.height)
        return NewMedium(medium, self.mime, self.sha256, self.size)


@dataclass(frozen=True)
class Owner:
    """Whose upload it is: a player's, or one of the staff's."""

    player: UUID | None = None
    staff: UUID | None = None


_OWNED = "(player_id = CAST(:player AS uuid) OR staff_id = CAST(:staff AS uuid))"


def _values(owner: Owner) -> dict[str, object]:
    return {"player": owner.player, "staff": owner.staff}


def expect(connection: Connection, upload: UUID, owner: Owner, mime: str, size: int, seconds: int) -> None:
    """A file is announced."""
    statement = sql(
        "INSERT INTO uploads (id, player_id, staff_id, mime, size, expires_at) "
        "VALUES (:id, :player, :staff, :mime, :size, now() + make_interval(secs => :seconds))"
    )
    values = {"id": upload, "mime": mime, "size": size, "seconds": seconds}
    connection.execute(statement, values | _values(owner))


def counts(connection: Connection, owner: Owner) -> tuple[int, int]:
    """How many files of an owner's may still come, and how many were announced within a day."""
    statement = sql(
        "SELECT count(*) FILTER (WHERE state = 'expected' AND expires_at > now()), count(*) FROM uploads "
        f"WHERE {_OWNED} AND created_at > now() - interval '1 day'"
    )
    row = connection.execute(statement, _values(owner)).one()
    return row[0], row[1]


def one(connection: Connection, owner: Owner, upload: UUID) -> Upload | None:
    """An owner's upload of that id."""
    statement = sql(f"SELECT * FROM uploads WHERE id = :id AND {_OWNED}")
    row = connection.execute(statement, {"id": upload} | _values(owner)).first()
    return None if row is None else Upload(**row._mapping)


def of_medium(connection: Connection, player: UUID, medium: UUID) -> Upload | None:
    """A player's file that came and is served, or may be, under that medium's id; one that was approved comes first."""
    statement = sql(
        "SELECT * FROM uploads WHERE player_id = :player AND medium_id = :medium AND state IN ('pending', 'approved') "
        "ORDER BY state, id LIMIT 1"
    )
    row = connection.execute(statement, {"player": player, "medium": medium}).first()
    return None if row is None else Upload(**row._mapping)


def lock(connection: Connection, upload: UUID) -> Upload | None:
    """An upload, locked until the transaction ends."""
    row = connection.execute(sql("SELECT * FROM uploads WHERE id = :id FOR UPDATE"), {"id": upload}).first()
    return None if row is None else Upload(**row._mapping)


def complete(connection: Connection, upload: UUID, came: NewMedium) -> None:
    """The file came, and was made fit to be shown."""
    statement = sql(
        "UPDATE uploads SET state = 'pending', mime = :mime, size = :size, medium_id = :medium, sha256 = :sha256, "
        "width = :width, height = :height, completed_at = now() WHERE id = :id AND state = 'expected'"
    )
    values = {"mime": came.mime, "size": came.size, "sha256": came.sha256, "medium": came.medium.id}
    sizes = {"width": came.medium.width, "height": came.medium.height}
    connection.execute(statement, {"id": upload} | values | sizes)


def decide(connection: Connection, upload: UUID, decision: Decision, reason: str | None = None) -> None:
    """It was looked at."""
    statement = sql(
        "UPDATE uploads SET state = :state, reason = :reason, decided_at = now() WHERE id = :id AND state = 'pending'"
    )
    connection.execute(statement, {"id": upload, "state": decision, "reason": reason and reason[:200]})


def pending(connection: Connection, most: int) -> list[Upload]:
    """What waits to be looked at, longest first."""
    statement = sql("SELECT * FROM uploads WHERE state = 'pending' ORDER BY completed_at, id LIMIT :most")
    return [Upload(**row._mapping) for row in connection.execute(statement, {"most": most})]


def remove_expired(connection: Connection) -> int:
    """Forget files that never came; how many."""
    return connection.execute(sql("DELETE FROM uploads WHERE state = 'expected' AND expires_at <= now()")).rowcount


def not_kept(connection: Connection, uploads: list[UUID]) -> list[UUID]:
    """Those of the ids of which nothing need be held: decided, or there is no such upload (any more)."""
    statement = sql(
        "SELECT i FROM unnest(:ids ::uuid[]) AS i WHERE NOT EXISTS "
        "(SELECT FROM uploads u WHERE u.id = i AND u.state IN ('expected', 'pending'))"
    )
    return list(connection.execute(statement, {"ids": uploads}).scalars())
