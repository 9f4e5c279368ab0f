"""How far the tokens that are over age have expired today, player by player."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Date, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql

SCOPE = SOURCE = "expiry"


class Expiry(Base):
    """A UTC day, on which each player's turn comes once."""

    __tablename__ = "expiries"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    reached: Mapped[UUID | None]
    """The last player whose turn it was: they come in the order of their ids."""
    done: Mapped[bool] = mapped_column(server_default=text("false"))


class Holder(NamedTuple):
    """A player whose tokens are locked."""

    player: UUID
    free: int
    earned: Mapping[date, int]
    """From each of the days on that were asked for."""


def hold(connection: Connection, day: date) -> UUID | None:
    """Where a day's turn is, held until the transaction ends. Raises Elsewhere if it is done, or somebody is at it."""
    connection.execute(sql("INSERT INTO expiries (day) VALUES (:day) ON CONFLICT DO NOTHING"), {"day": day})
    statement = sql("SELECT reached FROM expiries WHERE day = :day AND NOT done FOR UPDATE SKIP LOCKED")
    row = connection.execute(statement, {"day": day}).first()
    if row is None:
        raise Elsewhere
    found: UUID | None = row.reached
    return found


class Elsewhere(Exception):
    """There is nothing to do here."""


def reach(connection: Connection, day: date, player: UUID | None) -> None:
    """The turn has come to a player; None: to all of them."""
    statement = sql("UPDATE expiries SET reached = COALESCE(:player, reached), done = :player IS NULL WHERE day = :day")
    connection.execute(statement, {"day": day, "player": player})


def take(
    connection: Connection, after: UUID | None, most: int, days: Sequence[date]
) -> tuple[list[Holder], UUID | None]:
    """The next players with tokens that are free, locked, and the last of those looked at; None: there is no more."""
    rows = connection.execute(_LOCK, {"after": after or UUID(int=0), "most": most}).all()
    free = {row.player_id: row.free for row in rows if row.free}
    earned: dict[UUID, dict[date, int]] = {player: {} for player in free}
    for day in days if free else ():
        values = {"players": list(free), "since": datetime.combine(day, time(), UTC)}
        sums = {row[0]: int(row[1]) for row in connection.execute(_EARNED, values)}
        for player, of_days in earned.items():
            of_days[day] = sums.get(player, 0)
    return [Holder(player, free[player], earned[player]) for player in free], rows[-1].player_id if rows else None


_LOCK = sql(
    "SELECT player_id, posted - held AS free FROM ledger_accounts WHERE kind = 'player' AND player_id > :after "
    "ORDER BY player_id LIMIT :most FOR NO KEY UPDATE"
)
_EARNED = sql(
    "SELECT a.player_id, sum(e.amount) FROM ledger_accounts a JOIN ledger_entries e ON e.account_id = a.id "
    "JOIN transfers t ON t.id = e.transfer_id WHERE a.player_id = ANY(:players) AND a.kind = 'player' "
    "AND e.amount > 0 AND t.at >= :since GROUP BY a.player_id"
)
