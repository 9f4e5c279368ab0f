"""Denials: whom no process may serve, and from when until when players could not play what."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql

Kind = Literal["player", "ranked", "login"]
"""A player who is banned; one who may only practise; a login that has ended."""


class Denial(Base):
    """A login that ended before its access token did. Players are denied by their sanctions (models.sanctions)."""

    __tablename__ = "denials"
    __table_args__ = (Index(None, "subject"), Index(None, "until"))

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    subject: Mapped[UUID]
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    until: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Denied(NamedTuple):
    """Why somebody is denied: `until` None: for ever; `ground` of a player (rules.sanctions)."""

    kind: Kind
    until: datetime | None = None
    ground: str = "rules"


Rows = list[tuple[UUID, Denied]]
"""Denials by player or login."""


class Period(NamedTuple):
    """When a player was banned; `until` None: still is. `ranked`: from all but practice alone."""

    since: datetime
    until: datetime | None
    ranked: bool = False


def end_login(connection: Connection, login: UUID, seconds: int) -> None:
    """Serve a login no more, for as long as an access token of it may still be good."""
    statement = sql(
        "INSERT INTO denials (subject, until) VALUES (:login, clock_timestamp() + make_interval(secs => :seconds))"
    )
    connection.execute(statement, {"login": login, "seconds": seconds})


_PLAYERS = (
    "SELECT player_id AS subject, CASE kind WHEN 'ban' THEN 'player' ELSE 'ranked' END AS kind, until, ground "
    "FROM sanctions WHERE hiding AND kind IN ('ban', 'ban_ranked') AND (until IS NULL OR until > clock_timestamp())"
)


def active(connection: Connection) -> tuple[float, Rows]:
    """Everyone who is denied now, and when that was, in Unix seconds of Postgres' clock.

    Of several denials of one kind the longest comes last.
    """
    statement = sql(
        "SELECT extract(epoch FROM statement_timestamp())::float8 AS at, d.* FROM (SELECT 1) one LEFT JOIN ("
        "SELECT subject, 'login' AS kind, until, 'rules' AS ground FROM denials WHERE until > now() "
        f"UNION ALL {_PLAYERS}) d ON true ORDER BY d.until NULLS LAST"
    )
    rows = connection.execute(statement).all()
    found = [(row.subject, Denied(row.kind, row.until, row.ground)) for row in rows if row.subject is not None]
    return rows[0].at, found


def of_player(connection: Connection, player: UUID) -> list[Denied]:
    """What a player is denied now, in the same order."""
    statement = sql(f"{_PLAYERS} AND player_id = :player ORDER BY until NULLS LAST")
    rows = connection.execute(statement, {"player": player})
    return [Denied(row.kind, row.until, row.ground) for row in rows]


def periods(connection: Connection, players: Collection[UUID]) -> dict[UUID, list[Period]]:
    """When these players were banned, wholly or from what is ranked; who never was is left out."""
    statement = sql(
        "SELECT player_id, since, LEAST(until, lifted_at) AS until, kind = 'ban_ranked' AS ranked FROM sanctions "
        "WHERE kind IN ('ban', 'ban_ranked') AND player_id = ANY(:players)"
    )
    found: dict[UUID, list[Period]] = {}
    for row in connection.execute(statement, {"players": list(players)}):
        found.setdefault(row.player_id, []).append(Period(row.since, row.until, row.ranked))
    return found
