"""Players: guests known by their device key."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Connection,
    DateTime,
    Index,
    LargeBinary,
    Select,
    SmallInteger,
    String,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Mapped, mapped_column

from models import activity
from models.base import Base, sql


class Player(Base):
    """One player. `version` counts changes of what boards may show, so a late message cannot undo them."""

    __tablename__ = "players"
    __table_args__ = (
        Index("players_hidden_ix", "id", postgresql_where=text("NOT visible")),
        # In collation "C", which is not compared with what migrations make.
        Index("players_name_ix", text("lower(name)"), "id"),
        CheckConstraint("presence IN ('friends', 'nobody')", "presence"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    country: Mapped[str | None] = mapped_column(String(2))
    device_key_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    """Of a guest: who has the key is the player. An account is opened otherwise."""
    visible: Mapped[bool] = mapped_column(server_default=text("true"))
    version: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    languages: Mapped[list[str]] = mapped_column(ARRAY(String(35)), server_default=text("'{en}'"))
    """BCP 47, the favourite first."""
    zone: Mapped[str] = mapped_column(String(40), server_default=text("'UTC'"))
    """IANA's name; days of a streak are days there."""
    registered: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether it is an account, rather than a guest."""
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    terms_version: Mapped[str | None] = mapped_column(String(10))
    """The terms that were accepted last."""
    erased_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when nobody is this player any more."""
    presence: Mapped[str] = mapped_column(String(7), server_default=text("'friends'"))
    """Who may see whether they are there: `friends` or `nobody`."""


class DeviceKey(Base):
    """A device key that an account came with, when it was a guest. A guest's own stands in their row."""

    __tablename__ = "device_keys"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    player_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    kept_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


SHOWN = "NOT EXISTS (SELECT FROM players h WHERE h.id = {0}.player_id AND NOT h.visible)"
"""SQL of whose line may be shown: who is hidden now is on no board, and on it again later."""


def guest(connection: Connection, player: Player) -> Player:
    """The player with that device key: the given one, inserted, or the one that was there before. Held (`hold`)."""
    values = {
        "id": player.id,
        "name": player.name,
        "country": player.country,
        "device_key_hash": player.device_key_hash,
    }
    insert = upsert(Player).values(values).on_conflict_do_nothing(index_elements=["device_key_hash"])
    keyed = select(Player.__table__).where(Player.device_key_hash == player.device_key_hash).with_for_update(read=True)
    row = None
    while row is None:  # who is erased in between has the key no more
        connection.execute(insert)
        row = connection.execute(keyed).first()
    if row.id == player.id:
        activity.joined(connection, player.id)
    return Player(**row._mapping)


def insert_registered(connection: Connection, player: Player) -> None:
    """A player who is an account from the beginning."""
    statement = sql("INSERT INTO players (id, name, country, registered) VALUES (:id, :name, :country, true)")
    connection.execute(statement, {"id": player.id, "name": player.name, "country": player.country})
    activity.joined(connection, player.id)


def register(connection: Connection, player: UUID) -> bool:
    """A guest becomes an account, and their device key opens it no more; False: there is no such guest.

    That they came with that key is kept: the next guest who has it is another player on the same device.
    """
    statement = sql(
        "WITH gone AS (UPDATE players SET registered = true, device_key_hash = NULL, version = version + 1 "
        "WHERE id = :player AND NOT registered RETURNING id, old.device_key_hash AS key), "
        "kept AS (INSERT INTO device_keys (key_hash, player_id) SELECT key, id FROM gone WHERE key IS NOT NULL "
        "ON CONFLICT DO NOTHING) SELECT id FROM gone"
    )
    return connection.execute(statement, {"player": player}).first() is not None


def by_id(connection: Connection, player: UUID) -> Player | None:
    """The player with that id, unless they were erased."""
    return _one(connection, _there(player))


def lock(connection: Connection, player: UUID) -> Player | None:
    """The same, locked until the transaction ends."""
    return _one(connection, _there(player).with_for_update(key_share=True))


def hold(connection: Connection, player: UUID) -> Player | None:
    """The same, and nobody locks or erases them before the transaction ends; others may hold them too."""
    return _one(connection, _there(player).with_for_update(read=True))


def _there(player: UUID) -> Select[Any]:
    return select(Player.__table__).where(Player.id == player, Player.erased_at.is_(None))


def _one(connection: Connection, statement: Select[Any]) -> Player | None:
    row = connection.execute(statement).first()
    return None if row is None else Player(**row._mapping)


def names(connection: Connection, players: list[UUID]) -> dict[UUID, str]:
    """Names by id; ids that are not there are left out."""
    rows = connection.execute(select(Player.id, Player.name).where(Player.id.in_(players)))
    return {row.id: row.name for row in rows}


def change(connection: Connection, player: UUID, **values: Any) -> Player | None:
    """Change columns of a player's; the player as they are now, None if there is none. Boards learn of it."""
    statement = update(Player).where(Player.id == player).values(**values, version=Player.version + 1)
    row = connection.execute(statement.returning(Player.__table__)).first()
    return None if row is None else Player(**row._mapping)


def zones(connection: Connection, players: Collection[UUID]) -> dict[UUID, str]:
    """Time zones by id; ids that are not there are left out."""
    statement = sql("SELECT id, zone FROM players WHERE id = ANY(:players)")
    return {row[0]: row[1] for row in connection.execute(statement, {"players": list(players)})}


def languages(connection: Connection, players: Collection[UUID]) -> dict[UUID, list[str]]:
    """What players speak, the favourite first, by id; ids that are not there are left out."""
    statement = sql("SELECT id, languages FROM players WHERE id = ANY(:players)")
    return {row[0]: row[1] for row in connection.execute(statement, {"players": list(players)})}


def show(connection: Connection, player: UUID, visible: bool) -> bool:
    """Show a player on the boards, or hide them. False if there is no such player."""
    statement = sql("UPDATE players SET visible = :visible, version = version + 1 WHERE id = :player").bindparams(
        visible=visible, player=player
    )
    return connection.execute(statement).rowcount == 1
