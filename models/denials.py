"""Denials: whom no process may serve, from when until when. Blocks are kept, as events are judged by their times."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class Denial(Base):
    """A blocked player (`kind` player), or a login that ended before its access token did (`kind` login)."""

    __tablename__ = "denials"
    __table_args__ = (
        Index(None, "subject"),
        Index(None, "until"),
        Index(
            "denials_block_key",
            "subject",
            unique=True,
            postgresql_where=text("kind = 'player' AND until IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    subject: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(6))
    reason: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Period(NamedTuple):
    """When a player was blocked; `until` None: still is."""

    since: datetime
    until: datetime | None


def block(connection: Connection, player: UUID, reason: str) -> bool:
    """Block a player until further notice; False: they are blocked already."""
    statement = sql(
        "INSERT INTO denials (subject, kind, reason) VALUES (:player, 'player', :reason) "
        "ON CONFLICT (subject) WHERE kind = 'player' AND until IS NULL DO NOTHING"
    )
    return connection.execute(statement, {"player": player, "reason": reason[:200]}).rowcount == 1


def unblock(connection: Connection, player: UUID) -> bool:
    """End a block; False: there is none."""
    statement = sql(
        "UPDATE denials SET until = clock_timestamp() WHERE subject = :player AND kind = 'player' AND until IS NULL"
    )
    return connection.execute(statement, {"player": player}).rowcount == 1


def end_login(connection: Connection, login: UUID, seconds: int) -> None:
    """Serve a login no more, for as long as an access token of it may still be good."""
    statement = sql(
        "INSERT INTO denials (subject, kind, reason, until) "
        "VALUES (:login, 'login', 'ended', clock_timestamp() + make_interval(secs => :seconds))"
    )
    connection.execute(statement, {"login": login, "seconds": seconds})


def active(connection: Connection) -> tuple[float, dict[UUID, str]]:
    """Everyone who is denied now, with the kind; and when that was, in Unix seconds of Postgres' clock."""
    statement = sql(
        "SELECT extract(epoch FROM statement_timestamp())::float8 AS at, subject, kind FROM (SELECT 1) one "
        "LEFT JOIN denials ON until IS NULL OR until > now()"
    )
    rows = connection.execute(statement).all()
    return rows[0].at, {row.subject: row.kind for row in rows if row.subject is not None}


def periods(connection: Connection, players: Collection[UUID]) -> dict[UUID, list[Period]]:
    """When these players were blocked; who never was is left out."""
    statement = sql("SELECT subject, since, until FROM denials WHERE kind = 'player' AND subject = ANY(:players)")
    found: dict[UUID, list[Period]] = {}
    for row in connection.execute(statement, {"players": list(players)}):
        found.setdefault(row.subject, []).append(Period(row.since, row.until))
    return found


def remove_ended_logins(connection: Connection) -> None:
    """Forget logins whose tokens have run out."""
    connection.execute(sql("DELETE FROM denials WHERE kind = 'login' AND until <= now()"))
