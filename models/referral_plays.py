"""Games of players who were brought by others: noted as they end, in the transaction that ends them."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, DateTime
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.referral_states import Played, is_human

_SETTLED_BY = timedelta(seconds=30)
"""Whoever noted no game because the claim was not there yet has committed by then (transaction_timeout is 15 s)."""


class ReferralPlay(Base):
    """A ranked session or battle of a referee's, once."""

    __tablename__ = "referral_plays"

    referee_id: Mapped[UUID] = mapped_column(primary_key=True)
    game_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    human: Mapped[bool]


class Game(NamedTuple):
    """A game that ended. `human`: its answers came as people's do."""

    player: UUID
    id: UUID
    at: datetime
    human: bool


class Joined(NamedTuple):
    """A referee who has joined, and plays."""

    referral: UUID
    referee: UUID
    claimed_at: datetime


def note(connection: Connection, games: Collection[Game]) -> list[Joined]:
    """Keep the games of those players who were brought and have not qualified; whose there were new ones."""
    if not games:
        return []
    rows = [dict(zip("ugah", game, strict=True)) for game in games]
    statement = sql(
        "WITH noted AS (INSERT INTO referral_plays (referee_id, game_id, at, human) SELECT g.u, g.g, g.a, g.h "
        "FROM json_to_recordset(:rows) AS g(u uuid, g uuid, a timestamptz, h boolean) JOIN referrals r "
        "ON r.referee_id = g.u AND r.state = 'joined' AND r.played_at IS NULL AND g.a >= r.claimed_at "
        "ORDER BY g.u, g.g ON CONFLICT DO NOTHING RETURNING referee_id) SELECT DISTINCT r.id, r.referee_id, "
        "r.claimed_at FROM noted JOIN referrals r USING (referee_id) ORDER BY r.id"
    )
    return [Joined(*row) for row in connection.execute(statement, {"rows": encode_rows(rows)})]


def of(connection: Connection, referees: Collection[UUID]) -> dict[UUID, list[Played]]:
    """The games of each referee, as noted so far."""
    statement = sql(
        "SELECT referee_id, at, human FROM referral_plays WHERE referee_id = ANY(CAST(:referees AS uuid[])) ORDER BY at"
    )
    found: dict[UUID, list[Played]] = {referee: [] for referee in referees}
    for referee, at, human in connection.execute(statement, {"referees": list(referees)}):
        found[referee].append(Played(at, human))
    return found


def unseen(connection: Connection, now: datetime, most: int) -> list[Joined]:
    """Those whose games have to be looked for that ended while their claim was on its way; locked, and looked at."""
    statement = sql(
        "UPDATE referrals SET looked_back = true WHERE id IN (SELECT id FROM referrals WHERE NOT looked_back "
        "AND applied_at < :before ORDER BY applied_at LIMIT :most FOR NO KEY UPDATE SKIP LOCKED) "
        "RETURNING id, referee_id, claimed_at"
    )
    rows = connection.execute(statement, {"before": now - _SETTLED_BY, "most": most})
    return [Joined(*row) for row in rows]


def missed(connection: Connection, referees: Iterable[UUID]) -> list[Game]:
    """All sessions that these players have ended so far: by player, never by time; of battles tasks.battle_settling."""
    found = connection.execute(_MISSED, {"players": list(referees)})
    return [Game(row.player, row.id, row.at, is_human(row.ms)) for row in found]


_MISSED = sql(
    "SELECT s.player_id AS player, s.id, s.ended_at AS at, COALESCE((SELECT array_agg(elapsed_ms) FROM answers "
    "WHERE session_id = s.id AND base_points > 0), '{}') AS ms FROM sessions s "
    "WHERE s.player_id = ANY(:players) AND s.on_boards AND s.ended_at IS NOT NULL AND s.xp IS NOT NULL"
)


def enough(connection: Connection, referrals: Collection[UUID]) -> None:
    """Enough was played in these."""
    statement = sql("UPDATE referrals SET played_at = now() WHERE id = ANY(CAST(:ids AS uuid[])) AND played_at IS NULL")
    connection.execute(statement, {"ids": sorted(referrals)})


def known(connection: Connection, most: int) -> list[UUID]:
    """Those in which enough was played, and whose referee has proved who they are since then."""
    statement = sql(
        "SELECT id FROM referrals r WHERE state = 'joined' AND played_at IS NOT NULL AND "
        "(EXISTS (SELECT FROM accounts a WHERE a.player_id = r.referee_id) "
        "OR EXISTS (SELECT FROM phones p WHERE p.player_id = r.referee_id)) ORDER BY played_at LIMIT :most"
    )
    return list(connection.execute(statement, {"most": most}).scalars())
