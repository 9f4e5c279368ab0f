"""What comes of quiz battles: which are to be settled, and what is written when they are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.base import encode_rows, least_id, sql
from models.battles import BattleState, leave

_LASTS = timedelta(days=7)
"""No battle lasts longer, whatever it waits for."""
REWARDED = (
    "SELECT CASE n WHEN 1 THEN first_id ELSE second_id END AS player_id, (r.value->>'xp')::integer AS xp, "
    "(result->'answered'->>(n::integer - 1))::integer AS answered FROM battles CROSS JOIN LATERAL "
    "jsonb_array_elements(result->'rewards') WITH ORDINALITY AS r(value, n) WHERE mode = 'quiz' AND r.value <> 'null'"
)
"""SQL of what each player got of each battle that was settled, be it void since."""


@dataclass(frozen=True)
class Running:
    """A quiz battle that runs, locked."""

    id: UUID
    life: int
    ranked: bool
    category_id: int
    players: tuple[UUID, UUID]
    """By side."""
    is_ghost: bool
    """Whether side 1 is a ghost: that player fights in it no more."""
    script: Any
    started_at: datetime

    @property
    def fighting(self) -> Sequence[UUID]:
        """Its players, by side, without a ghost."""
        return self.players[:1] if self.is_ghost else self.players


@dataclass(frozen=True)
class Settled:
    """A battle with what came of it (`battles.result`)."""

    id: UUID
    players: tuple[UUID, UUID]
    result: Mapping[str, Any]


def states(connection: Connection, ids: Collection[UUID]) -> dict[UUID, BattleState]:
    """The states of those of the battles that there are."""
    statement = sql("SELECT id, state FROM battles WHERE id = ANY(:ids)")
    return {row.id: row.state for row in connection.execute(statement, {"ids": list(ids)})}


def fighters(connection: Connection, ids: Collection[UUID]) -> set[UUID]:
    """Who is in battles."""
    statement = sql("SELECT unnest(ARRAY[first_id, second_id]) FROM battles WHERE id = ANY(:ids)")
    return set(connection.execute(statement, {"ids": list(ids)}).scalars())


_RUNNING = "SELECT id, life, ranked, category_id, first_id, second_id, ghost_of, script, started_at FROM battles"


def lock(connection: Connection, ids: Collection[UUID]) -> list[Running]:
    """Those of the quiz battles that run, locked in the order of their ids: no life is begun meanwhile."""
    statement = sql(
        f"{_RUNNING} WHERE id = ANY(:ids) AND state = 'running' AND mode = 'quiz' ORDER BY id FOR NO KEY UPDATE"
    )
    return _read(connection.execute(statement, {"ids": list(ids)}))


def ended(connection: Connection, players: Collection[UUID]) -> list[Running]:
    """All ranked quiz battles of these players that were settled, as they ran; a ghost's are none."""
    which = "state = 'settled' AND mode = 'quiz' AND ranked AND ghost_of IS NULL"
    statement = sql(
        f"{_RUNNING} WHERE first_id = ANY(:players) AND {which} UNION ALL "
        f"{_RUNNING} WHERE second_id = ANY(:players) AND first_id <> ALL(:players) AND {which}"
    )
    return _read(connection.execute(statement, {"players": list(players)}))


def _read(rows: Iterable[Any]) -> list[Running]:
    return [
        Running(id_, life, ranked, category, (first, second), ghost is not None, script, started_at)
        for id_, life, ranked, category, first, second, ghost, script, started_at in rows
    ]


def settle(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Settle locked battles: `id`, `over_seq`, `ended_at` and `result` of each. Nobody is in them any more."""
    statement = sql(
        "UPDATE battles b SET state = 'settled', over_seq = r.over_seq, ended_at = r.ended_at, settled_at = now(), "
        "result = r.result FROM json_to_recordset(:rows) AS r(id uuid, over_seq integer, ended_at timestamptz, "
        "result jsonb) WHERE b.id = r.id"
    )
    connection.execute(statement, {"rows": encode_rows(rows)})
    leave(connection, [row["id"] for row in rows])


def annul(connection: Connection, ids: Collection[UUID], at: datetime) -> None:
    """Make locked battles void. Nobody is in them any more; what stands in `result` stays."""
    statement = sql("UPDATE battles SET state = 'void', ended_at = COALESCE(ended_at, :at) WHERE id = ANY(:ids)")
    connection.execute(statement, {"ids": list(ids), "at": at})
    leave(connection, ids)


def settled(connection: Connection, ids: Collection[UUID]) -> list[Settled]:
    """Those of the battles that are settled."""
    statement = sql("SELECT id, first_id, second_id, result FROM battles WHERE id = ANY(:ids) AND state = 'settled'")
    found = connection.execute(statement, {"ids": list(ids)})
    return [Settled(row.id, (row.first_id, row.second_id), row.result) for row in found]


def overdue(connection: Connection, before: datetime, after: UUID, most: int) -> tuple[list[UUID], UUID | None]:
    """Quiz battles that run though a move before a time was the end of some life of theirs, by id.

    Of so many that run behind one; then behind which to go on, None: there are no more.
    """
    statement = sql(
        "SELECT id, EXISTS (SELECT FROM battle_moves m WHERE m.battle_id = b.id AND m.over AND m.at < :before) AS over "
        "FROM battles b WHERE state = 'running' AND mode = 'quiz' AND id > :after ORDER BY id LIMIT :most"
    )
    rows = connection.execute(statement, {"before": before, "after": after, "most": most}).all()
    return [row.id for row in rows if row.over], rows[-1].id if len(rows) == most else None


Pair = tuple[UUID, UUID]
"""Two players, the lesser id first."""


def meetings(connection: Connection, pairs: Collection[tuple[Pair, date]]) -> dict[tuple[Pair, date], int]:
    """How often each two had met by now in battles that ended on a UTC day. Of their past a week is read, no more."""
    rows = [{"a": one, "b": other, "d": day, "since": _first_of(day)} for (one, other), day in pairs]
    statement = sql(
        "SELECT r.a, r.b, r.d, (SELECT count(*) FROM battles m WHERE m.ghost_of IS NULL AND m.settled_at IS NOT NULL "
        "AND m.id >= r.since "
        "AND ((m.first_id = r.a AND m.second_id = r.b) OR (m.first_id = r.b AND m.second_id = r.a)) "
        "AND m.ended_at >= r.d::timestamp AT TIME ZONE 'UTC' AND m.ended_at < (r.d + 1)::timestamp AT TIME ZONE 'UTC') "
        "FROM json_to_recordset(:rows) AS r(a uuid, b uuid, d date, since uuid)"
    )
    return {((row[0], row[1]), row[2]): row[3] for row in connection.execute(statement, {"rows": encode_rows(rows)})}


def _first_of(day: date) -> UUID:
    """The least id of battles that may end on a UTC day."""
    return least_id(datetime(day.year, day.month, day.day, tzinfo=UTC) - _LASTS)


def paid_wins(connection: Connection, days: Collection[tuple[UUID, date]]) -> dict[tuple[UUID, date], int]:
    """How many battles that ended on a UTC day were for tokens to a player."""
    rows = [{"p": player, "d": day} for player, day in days]
    statement = sql(
        "SELECT r.p, r.d, (SELECT count(*) FROM grants g WHERE g.player_id = r.p AND g.source = 'battle' "
        "AND g.granted_at >= r.d::timestamp AT TIME ZONE 'UTC' "
        "AND g.granted_at < (r.d + 1)::timestamp AT TIME ZONE 'UTC') FROM json_to_recordset(:rows) AS r(p uuid, d date)"
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(statement, {"rows": encode_rows(rows)})}
