"""What happened with a player, of every kind together, latest first."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import Connection

from models.base import least_id, sql

Kind = Literal["session", "battle", "sanction", "lift", "note", "login"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Moment:
    """One thing that happened.

    `words` are a session's or battle's mode, a sanction's kind, a note's text, or a login's client.
    """

    at: datetime
    kind: str
    id: UUID
    words: str
    reason: str | None
    who: str | None
    """Of the staff."""
    until: datetime | None


@dataclass(frozen=True)
class Given:
    """An answer as it was applied."""

    no: int
    response: str
    right: bool
    base_points: int
    elapsed_ms: int
    received_at: datetime


_PARTS: dict[str, str] = {
    # Sessions and battles may be many: no more than can be on the page, in the order of their ids, that of time.
    "session": "SELECT uuid_extract_timestamp(x.id) AS at, 'session' AS kind, x.id, x.mode AS words, NULL AS reason, "
    "NULL AS who, x.ended_at AS until FROM (SELECT * FROM sessions WHERE player_id = :player AND id < :end "
    "ORDER BY id DESC LIMIT :limit) x",
    "battle": "SELECT uuid_extract_timestamp(x.id), 'battle', x.id, x.mode, x.state, NULL, x.ended_at FROM ("
    "(SELECT * FROM battles WHERE first_id = :player AND id < :battles_end ORDER BY id DESC LIMIT :limit) UNION ALL "
    "(SELECT * FROM battles WHERE second_id = :player AND kind <> 'ghost' AND id < :battles_end "
    "ORDER BY id DESC LIMIT :limit)) x",
    "sanction": "SELECT x.since, 'sanction', x.id, x.kind, x.reason, s.name, x.until FROM sanctions x "
    "LEFT JOIN staff s ON s.id = x.imposed_by WHERE x.player_id = :player",
    "lift": "SELECT x.lifted_at, 'lift', x.id, x.kind, x.lift_reason, s.name, NULL FROM sanctions x "
    "LEFT JOIN staff s ON s.id = x.lifted_by WHERE x.player_id = :player AND x.lifted_at IS NOT NULL",
    "note": "SELECT x.created_at, 'note', x.id, x.text, NULL, s.name, NULL FROM player_notes x "
    "LEFT JOIN staff s ON s.id = x.staff_id WHERE x.player_id = :player",
    "login": "SELECT x.created_at, 'login', x.id, x.agent, x.how, NULL, x.ended_at FROM devices x "
    "WHERE x.player_id = :player",
}
_LAST = UUID(int=(1 << 128) - 1)
_ALL = " UNION ALL ".join(_PARTS.values())


def page(connection: Connection, player: UUID, after: tuple[datetime, str, UUID] | None, limit: int) -> list[Moment]:
    """What happened with a player before a moment, latest first."""
    at, kind, id_ = after or (None, None, None)
    statement = sql(
        f"SELECT * FROM ({_ALL}) m WHERE CAST(:at AS timestamptz) IS NULL "
        "OR (m.at, m.kind, m.id) < (CAST(:at AS timestamptz), CAST(:kind AS text), CAST(:id AS uuid)) "
        "ORDER BY m.at DESC, m.kind DESC, m.id DESC LIMIT :limit"
    )
    values = {"player": player, "at": at, "kind": kind, "id": id_, "limit": limit}
    values |= {"end": _end(after), "battles_end": _battles_end(after)}
    return [Moment(*row) for row in connection.execute(statement, values)]


def _end(after: tuple[datetime, str, UUID] | None) -> UUID:
    """Sessions before a moment have ids before this. Of one time, sessions come before all else."""
    if after is None:
        return _LAST
    at, kind, id_ = after
    whole = at.microsecond % 1000 == 0
    return id_ if kind == "session" else least_id(at if whole else at + timedelta(milliseconds=1))


def _battles_end(after: tuple[datetime, str, UUID] | None) -> UUID:
    """The same of battles, which of one time come after all else."""
    if after is None:
        return _LAST
    at, kind, id_ = after
    return id_ if kind == "battle" else least_id(at + timedelta(milliseconds=1))


def answers(connection: Connection, sessions: Collection[UUID]) -> dict[UUID, list[Given]]:
    """What was answered in sessions, by session and in the order of questions."""
    statement = sql(
        "SELECT session_id, question_no, response, base_points, elapsed_ms, received_at FROM answers "
        "WHERE session_id = ANY(:sessions) ORDER BY session_id, question_no"
    )
    found: defaultdict[UUID, list[Given]] = defaultdict(list)
    for session, no, response, points, elapsed_ms, at in connection.execute(statement, {"sessions": list(sessions)}):
        found[session].append(Given(no, response, points > 0, points, elapsed_ms, at))
    return found


def standings(connection: Connection, player: UUID) -> dict[str, Any] | None:
    """A player's running points over all categories on the last day they gained some; None: never."""
    statement = sql(
        "SELECT day, season_id, points, week_points, season_points, total_points FROM player_days "
        "WHERE player_id = :player AND category_id = 0 ORDER BY day DESC LIMIT 1"
    )
    row = connection.execute(statement, {"player": player}).first()
    return None if row is None else dict(row._mapping)
