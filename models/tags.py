"""Tags that staff give players, for segments."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql


class PlayerTag(Base):
    """One tag of a player's."""

    __tablename__ = "player_tags"
    __table_args__ = (Index(None, "tag", "player_id"),)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)
    added_by: Mapped[UUID | None]
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


def of_player(connection: Connection, player: UUID) -> list[str]:
    """A player's tags, in the order of letters."""
    statement = sql("SELECT tag FROM player_tags WHERE player_id = :player ORDER BY tag")
    return list(connection.execute(statement, {"player": player}).scalars())


def put(connection: Connection, player: UUID, tags: Collection[str], member: UUID) -> None:
    """A player has these tags, and no others, from now on."""
    put_many(connection, {player: tags}, member)


def of_players(connection: Connection, players: Collection[UUID]) -> dict[UUID, list[str]]:
    """The tags of each of these players, in the order of letters."""
    statement = sql(
        "SELECT player_id, array_agg(tag ORDER BY tag) AS tags FROM player_tags WHERE player_id = ANY(:players) "
        "GROUP BY player_id"
    )
    rows = connection.execute(statement, {"players": list(players)})
    found = {row.player_id: list(row.tags) for row in rows}
    return {player: found.get(player, []) for player in players}


def put_many(connection: Connection, tags: Mapping[UUID, Collection[str]], member: UUID) -> None:
    """Each of these players has these tags, and no others, from now on."""
    rows = encode_rows({"p": player, "t": tag} for player, own in tags.items() for tag in own)
    gone = sql(
        "DELETE FROM player_tags WHERE player_id = ANY(:players) AND (player_id, tag) NOT IN "
        "(SELECT p, t FROM json_to_recordset(:rows) AS r(p uuid, t varchar))"
    )
    connection.execute(gone, {"players": list(tags), "rows": rows})
    statement = sql(
        "INSERT INTO player_tags (player_id, tag, added_by) SELECT p, t, :member "
        "FROM json_to_recordset(:rows) AS r(p uuid, t varchar) ON CONFLICT DO NOTHING"
    )
    connection.execute(statement, {"rows": rows, "member": member})


def known(connection: Connection, most: int) -> list[tuple[str, int]]:
    """Tags that players have, with how many, the most given first."""
    statement = sql("SELECT tag, count(*) FROM player_tags GROUP BY tag ORDER BY 2 DESC, 1 LIMIT :most")
    return [(row[0], row[1]) for row in connection.execute(statement, {"most": most})]
