"""How far the tokens that are over age have expired today, player by player, and which were announced to them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Date, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.expiry import Lot

SCOPE = SOURCE = "expiry"


class Expiry(Base):
    """A UTC day, on which each player's turn comes once."""

    __tablename__ = "expiries"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    reached: Mapped[UUID | None]
    """The last player whose turn it was: they come in the order of their ids."""
    done: Mapped[bool] = mapped_column(server_default=text("false"))


class ExpiryNotice(Base):
    """Tokens that a player was told will expire. Only such tokens do."""

    __tablename__ = "expiry_notices"

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    told_on: Mapped[date] = mapped_column(Date, primary_key=True)
    """A UTC day."""
    tokens: Mapped[int] = mapped_column(BigInteger)
    """Less what was used, or has expired, until the player's latest turn."""
    policy: Mapped[int]
    """The version of the threshold then: by another one nobody was told."""


class Holder(NamedTuple):
    """A player whose tokens are locked."""

    player: UUID
    free: int
    lots: tuple[Lot, ...]
    """What was announced under the policy that holds."""


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


def take(connection: Connection, after: UUID | None, most: int, policy: int) -> tuple[list[Holder], UUID | None]:
    """The next players with tokens that are free, locked, and the last of those looked at; None: there is no more."""
    rows = connection.execute(_LOCK, {"after": after or UUID(int=0), "most": most}).all()
    lots: dict[UUID, list[Lot]] = {row.player_id: [] for row in rows}
    for row in connection.execute(_ANNOUNCED, {"players": list(lots), "policy": policy}):
        lots[row.player_id].append(Lot(row.told_on, row.tokens))
    holders = [Holder(row.player_id, row.free, tuple(lots[row.player_id])) for row in rows if row.free]
    return holders, rows[-1].player_id if rows else None


def earned(connection: Connection, since: Mapping[UUID, date]) -> dict[UUID, int]:
    """What each of these players earned from a UTC day on."""
    found = dict.fromkeys(since, 0)
    rows = [{"p": player, "d": day} for player, day in since.items()]
    found.update({row[0]: int(row[1]) for row in connection.execute(_EARNED, {"rows": encode_rows(rows)})})
    return found


def announced(connection: Connection, lots: Mapping[UUID, Sequence[Lot]], policy: int) -> None:
    """From now on this is what these players were told will expire."""
    connection.execute(sql("DELETE FROM expiry_notices WHERE player_id = ANY(:players)"), {"players": list(lots)})
    rows = [{"p": player, "d": lot.told_on, "n": lot.tokens} for player, some in lots.items() for lot in some]
    if rows:
        connection.execute(_ANNOUNCE, {"rows": encode_rows(rows), "policy": policy})


_LOCK = sql(
    "SELECT player_id, posted - held AS free FROM ledger_accounts WHERE kind = 'player' AND player_id > :after "
    "ORDER BY player_id LIMIT :most FOR NO KEY UPDATE"
)
_EARNED = sql(
    "SELECT s.p, sum(e.amount) FROM json_to_recordset(:rows) AS s(p uuid, d date) "
    "JOIN ledger_accounts a ON a.player_id = s.p AND a.kind = 'player' "
    "JOIN ledger_entries e ON e.account_id = a.id AND e.amount > 0 "
    "JOIN transfers t ON t.id = e.transfer_id AND t.at >= CAST(s.d AS timestamp) AT TIME ZONE 'UTC' GROUP BY s.p"
)
_ANNOUNCED = sql(
    "SELECT player_id, told_on, tokens FROM expiry_notices WHERE player_id = ANY(:players) AND policy = :policy "
    "ORDER BY player_id, told_on"
)
_ANNOUNCE = sql(
    "INSERT INTO expiry_notices (player_id, told_on, tokens, policy) SELECT p, d, n, :policy "
    "FROM json_to_recordset(:rows) AS r(p uuid, d date, n bigint)"
)
