"""Duels by link: who has the code may accept, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, SmallInteger, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class Challenge(Base):
    """A player's challenge to whoever they give the link to."""

    __tablename__ = "challenges"
    __table_args__ = (Index(None, "player_id", "created_at"), Index(None, "expires_at"))

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    player_id: Mapped[UUID]
    mode: Mapped[str] = mapped_column(String(8))
    category_id: Mapped[int] = mapped_column(SmallInteger)
    category: Mapped[str] = mapped_column(String(80))
    lang: Mapped[str] = mapped_column(String(35))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accepted_by: Mapped[UUID | None]
    battle_id: Mapped[UUID | None]


@dataclass(frozen=True)
class ChallengeRow:
    """A challenge with who made it. What nobody has accepted in time is over."""

    code: str
    player_id: UUID
    name: str
    mode: str
    category: str
    lang: str
    created_at: datetime
    expires_at: datetime
    accepted_by: UUID | None
    battle_id: UUID | None

    def state(self, now: datetime) -> Literal["open", "accepted", "expired"]:
        """What can become of it."""
        if self.battle_id is not None:
            return "accepted"
        return "open" if now < self.expires_at else "expired"


_ROW = (
    "SELECT c.code, c.player_id, p.name, c.mode, c.category, c.lang, c.created_at, c.expires_at, c.accepted_by, "
    "c.battle_id FROM challenges c JOIN players p ON p.id = c.player_id AND p.erased_at IS NULL"
)


def insert(connection: Connection, challenge: ChallengeRow, category_id: int) -> None:
    """A challenge was made. Raises IntegrityError if another has its code."""
    statement = sql(
        "INSERT INTO challenges (code, player_id, mode, category_id, category, lang, created_at, expires_at) "
        "VALUES (:code, :player_id, :mode, :category_id, :category, :lang, :created_at, :expires_at)"
    )
    names = ("code", "player_id", "mode", "category", "lang", "created_at", "expires_at")
    values = {name: getattr(challenge, name) for name in names}
    connection.execute(statement, values | {"category_id": category_id})


def open_of(connection: Connection, player: UUID, now: datetime) -> int:
    """How many of a player's challenges may still be accepted."""
    statement = sql(
        "SELECT count(*) FROM challenges WHERE player_id = :player AND battle_id IS NULL AND expires_at > :now"
    )
    return int(connection.execute(statement, {"player": player, "now": now}).scalar_one())


def by_code(connection: Connection, code: str) -> ChallengeRow | None:
    """The challenge of that code."""
    return _one(connection, f"{_ROW} WHERE c.code = :code", code)


def lock(connection: Connection, code: str) -> ChallengeRow | None:
    """The same, and nobody else accepts it before the transaction ends."""
    return _one(connection, f"{_ROW} WHERE c.code = :code FOR UPDATE OF c", code)


def _one(connection: Connection, statement: str, code: str) -> ChallengeRow | None:
    row = connection.execute(sql(statement), {"code": code}).first()
    return None if row is None else ChallengeRow(**row._mapping)


def of_player(connection: Connection, player: UUID, most: int) -> list[ChallengeRow]:
    """A player's challenges, latest first."""
    statement = sql(f"{_ROW} WHERE c.player_id = :player ORDER BY c.created_at DESC, c.code LIMIT :most")
    rows = connection.execute(statement, {"player": player, "most": most})
    return [ChallengeRow(**row._mapping) for row in rows]


def accept(connection: Connection, code: str, player: UUID, battle: UUID) -> None:
    """A player has taken a challenge that is locked, and that is the battle."""
    statement = sql("UPDATE challenges SET accepted_by = :player, battle_id = :battle WHERE code = :code")
    connection.execute(statement, {"code": code, "player": player, "battle": battle})
