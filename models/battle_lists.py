"""Battles as they are looked at: a player's history, one with its moves, two against each other, the staff's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from models.base import sql
from rules.battle_state import Move
from rules.lives import Place, newest


@dataclass(frozen=True)
class BattleRow:
    """A battle with the names of its sides. `script` only where it was asked for."""

    id: UUID
    mode: str
    kind: str
    ranked: bool
    category: str
    lang: str
    first_id: UUID
    second_id: UUID
    ghost_of: UUID | None
    life: int
    state: str
    over_seq: int | None
    started_at: datetime
    ended_at: datetime | None
    settled_at: datetime | None
    result: dict[str, Any] | None
    names: Sequence[str]
    script: dict[str, Any] | None = None

    @property
    def players(self) -> tuple[UUID, UUID]:
        """By side."""
        return self.first_id, self.second_id

    @property
    def is_over(self) -> bool:
        """Whether everything of it may be told to its players."""
        return self.state != "running" or self.ended_at is not None

    def side_of(self, player: UUID) -> int | None:
        """Which side a player is. Whose run a ghost plays is none: they are not there."""
        if player == self.first_id:
            return 0
        return 1 if player == self.second_id and self.kind != "ghost" else None


@dataclass(frozen=True)
class StoredMove:
    """A move as it was applied, and where it lay in Kafka. `counts`: the battle is the fold of it and its like."""

    life: int
    seq: int
    move: Move
    at: datetime
    over: bool
    kafka_partition: int
    kafka_offset: int
    counts: bool


@dataclass(frozen=True)
class Against:
    """How a player's settled battles against another ended, for the player; those with ghosts are not among them."""

    won: int
    lost: int
    tied: int


_COLUMNS = (
    "b.id, b.mode, b.kind, b.ranked, b.category, b.lang, b.first_id, b.second_id, b.ghost_of, b.life, b.state, "
    "b.over_seq, b.started_at, b.ended_at, b.settled_at, b.result, ARRAY[f.name, s.name] AS names"
)
_NAMED = "b JOIN players f ON f.id = b.first_id JOIN players s ON s.id = b.second_id"
_WANTED = (
    "(CAST(:mode AS text) IS NULL OR mode = :mode) AND (CAST(:state AS text) IS NULL OR state = :state) "
    "AND (CAST(:battle AS uuid) IS NULL OR id = CAST(:battle AS uuid)) "
    "AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))"
)
# Each side has its index, in the order of ids, which is that of time: no more is read than can be on the page.
_OF_PLAYER = (
    f"(SELECT * FROM battles WHERE first_id = :player AND {_WANTED} ORDER BY id DESC LIMIT :limit) UNION ALL "
    f"(SELECT * FROM battles WHERE second_id = :player AND {{second}} {_WANTED} ORDER BY id DESC LIMIT :limit)"
)
_decode = msgspec.json.Decoder(Move).decode


def of_player(
    connection: Connection, player: UUID, mode: str | None, state: str | None, before: UUID | None, limit: int
) -> list[BattleRow]:
    """A player's own battles, latest first."""
    source = _OF_PLAYER.format(second="kind <> 'ghost' AND")
    return _page(connection, source, _Wanted(player, None, mode, state, before, limit))


def every(
    connection: Connection,
    player_id: UUID | None,
    battle_id: UUID | None,
    mode: str | None,
    state: str | None,
    before: UUID | None,
    limit: int,
) -> list[BattleRow]:
    """All battles, one, or those that a player has to do with, be it as a ghost; latest first."""
    all_ = f"SELECT * FROM battles WHERE {_WANTED} ORDER BY id DESC LIMIT :limit"
    source = all_ if player_id is None else _OF_PLAYER.format(second="")
    return _page(connection, source, _Wanted(player_id, battle_id, mode, state, before, limit))


class _Wanted(NamedTuple):
    player: UUID | None
    battle: UUID | None
    mode: str | None
    state: str | None
    before: UUID | None
    limit: int


def _page(connection: Connection, source: str, wanted: _Wanted) -> list[BattleRow]:
    statement = sql(f"SELECT {_COLUMNS} FROM ({source}) {_NAMED} ORDER BY b.id DESC LIMIT :limit")
    return [BattleRow(**row._mapping) for row in connection.execute(statement, wanted._asdict())]


def one(connection: Connection, battle: UUID) -> BattleRow | None:
    """The battle of that id, with its script."""
    statement = sql(f"SELECT {_COLUMNS}, b.script FROM battles {_NAMED} WHERE b.id = :id")
    row = connection.execute(statement, {"id": battle}).first()
    return None if row is None else BattleRow(**row._mapping)


def moves(connection: Connection, battle: UUID) -> list[StoredMove]:
    """What was applied of a battle's moves, of all its lives, in their order."""
    statement = sql(
        "SELECT life, seq, move, at, over, kafka_partition, kafka_offset FROM battle_moves "
        "WHERE battle_id = :id ORDER BY life, seq"
    )
    rows = [(row, _decode(row.move)) for row in connection.execute(statement, {"id": battle})]
    begins = {row.life: Place(*move.after) for row, move in rows if move.kind == "rebuilt" and move.after}
    counting = set(newest(begins, (Place(row.life, row.seq) for row, _ in rows)))
    return [
        StoredMove(**{**row._mapping, "move": move}, counts=Place(row.life, row.seq) in counting) for row, move in rows
    ]


def rating_changes(connection: Connection, battle: UUID) -> list[dict[str, Any]]:
    """What a battle made of ratings, in the order in which it did."""
    statement = sql("SELECT * FROM rating_changes WHERE battle_id = :id ORDER BY position")
    return [dict(row._mapping) for row in connection.execute(statement, {"id": battle})]


def against(connection: Connection, me: UUID, other: UUID) -> Against:
    """How a player's battles against another ended."""
    statement = sql(
        "SELECT count(*) FILTER (WHERE winner = CAST(:me AS uuid)), count(*) FILTER (WHERE winner = :other), "
        "count(*) FILTER (WHERE winner IS NULL) FROM (SELECT CASE result ->> 'winner' WHEN '0' THEN first_id "
        f"WHEN '1' THEN second_id END AS winner FROM ({_BETWEEN}) b) w"
    )
    return Against(*connection.execute(statement, {"me": me, "other": other}).one())


def last_against(connection: Connection, me: UUID, other: UUID, most: int) -> list[BattleRow]:
    """The last of a player's settled battles against another, latest first."""
    statement = sql(f"SELECT {_COLUMNS} FROM ({_BETWEEN}) {_NAMED} ORDER BY b.id DESC LIMIT :most")
    values = {"me": me, "other": other, "most": most}
    return [BattleRow(**row._mapping) for row in connection.execute(statement, values)]


_SETTLED = "state = 'settled' AND kind <> 'ghost'"
_BETWEEN = (
    f"SELECT * FROM battles WHERE first_id = :me AND second_id = :other AND {_SETTLED} UNION ALL "
    f"SELECT * FROM battles WHERE first_id = :other AND second_id = :me AND {_SETTLED}"
)
