"""Battles of two players: begun, under way, settled or void."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, SmallInteger, String, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models import activity
from models.base import Base, encode_rows, sql

BattleMode = Literal["quiz", "creative"]
BattleKind = Literal["match", "duel", "rematch", "ghost"]
BattleState = Literal["running", "settled", "void"]


PLAYED_OUT = "state = 'settled' AND mode = 'quiz' AND kind = 'match' AND result ->> 'reason' = 'points'"
"""SQL of battles between two who were there to the end."""


class Battle(Base):
    """One battle. Of a quiz battle `script` is what it asks (bridges.scripts), and its moves are in battle_moves."""

    __tablename__ = "battles"
    __table_args__ = (
        Index(None, "first_id", "id"),
        Index(None, "second_id", "id"),
        Index("battles_running_ix", "id", postgresql_where=text("state = 'running'")),
        Index("battles_runs_ix", "lang", "id", postgresql_where=text(PLAYED_OUT)),
        Index("battles_category_runs_ix", "category", "lang", "id", postgresql_where=text(PLAYED_OUT)),
        CheckConstraint("mode IN ('quiz', 'creative')", "mode"),
        CheckConstraint("kind IN ('match', 'duel', 'rematch', 'ghost')", "kind"),
        CheckConstraint("state IN ('running', 'settled', 'void')", "state"),
        CheckConstraint("first_id <> second_id", "players"),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    mode: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(8))
    ranked: Mapped[bool]
    category_id: Mapped[int] = mapped_column(SmallInteger)
    """0: of all categories."""
    category: Mapped[str] = mapped_column(String(80))
    lang: Mapped[str] = mapped_column(String(35))
    first_id: Mapped[UUID]
    """Side 0."""
    second_id: Mapped[UUID]
    """Side 1; of a ghost, whose run it is."""
    question_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    revisions: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default=text("'{}'"))
    script: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    ghost_of: Mapped[UUID | None]
    """The battle whose run the ghost plays."""
    life: Mapped[int] = mapped_column(server_default=text("1"))
    """The newest that was claimed (rules.lives)."""
    state: Mapped[str] = mapped_column(String(8), server_default=text("'running'"))
    over_seq: Mapped[int | None]
    """Of the move of the newest life that it was over with."""
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class InBattle(Base):
    """That a player is in a quiz battle that runs, and in no other. Gone when it is settled or void."""

    __tablename__ = "in_battle"
    __table_args__ = (Index(None, "battle_id"),)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    battle_id: Mapped[UUID]


@dataclass(frozen=True)
class Wish:
    """A battle that is to be made. `players` are its sides; of a ghost, the second is whose run it is."""

    mode: BattleMode
    kind: BattleKind
    ranked: bool
    category: str | None
    """A slug; None: any category."""
    langs: Sequence[str]
    """That both understand, the favourite first."""
    players: tuple[UUID, UUID]
    ghost_of: UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a wish: `battle_id`, or why not: `in_battle` (who, and in which), `no_questions`, `no_ghost`."""

    battle_id: UUID | None = None
    starts_at: datetime | None = None
    why: Literal["in_battle", "no_questions", "no_ghost", ""] = ""
    busy: Mapping[UUID, UUID] | None = None
    """Of those of the players that are in a battle: which."""


def row(battle: UUID, wish: Wish, lang: str, now: datetime, **asked: Any) -> dict[str, Any]:
    """A battle that begins now, for `insert`; `asked` is what a quiz battle is about, asks, and repeats."""
    wished = {
        "id": battle,
        "mode": wish.mode,
        "kind": wish.kind,
        "ranked": wish.ranked,
        "lang": lang,
        "started_at": now,
    }
    nothing = {"category_id": 0, "category": "", "question_ids": [], "revisions": [], "script": None, "ghost_of": None}
    return {**wished, "first_id": wish.players[0], "second_id": wish.players[1], **nothing, **asked}


def insert(connection: Connection, battles: Sequence[Mapping[str, Any]]) -> None:
    """Insert battles that begin now; who plays in them is active."""
    names = ("id", "mode", "kind", "ranked", "category_id", "category", "lang", "first_id", "second_id")
    more = ("question_ids", "revisions", "script", "ghost_of", "started_at")
    statement = sql(
        f"INSERT INTO battles ({', '.join((*names, *more))}) SELECT {', '.join((*names, *more))} "
        "FROM json_to_recordset(:rows) AS r(id uuid, mode varchar, kind varchar, ranked boolean, category_id smallint, "
        "category varchar, lang varchar, first_id uuid, second_id uuid, question_ids uuid[], revisions smallint[], "
        "script jsonb, ghost_of uuid, started_at timestamptz)"
    )
    connection.execute(statement, {"rows": encode_rows(battles)})
    activity.fought(connection, battles)


def enter(connection: Connection, places: Sequence[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Have players (player, battle) be in battles; those that now are, and were in none before.

    In the order of their ids, so that two who enter the same players at once do not wait for each other.
    """
    rows = [{"p": player, "b": battle} for player, battle in sorted(places)]
    statement = sql(
        "INSERT INTO in_battle (player_id, battle_id) SELECT p, b FROM json_to_recordset(:rows) AS r(p uuid, b uuid) "
        "ORDER BY p ON CONFLICT (player_id) DO NOTHING RETURNING player_id, battle_id"
    )
    return {(row[0], row[1]) for row in connection.execute(statement, {"rows": encode_rows(rows)})}


def leave(connection: Connection, battles: Collection[UUID]) -> None:
    """Nobody is in these battles any more."""
    connection.execute(sql("DELETE FROM in_battle WHERE battle_id = ANY(:ids)"), {"ids": list(battles)})


def busy(connection: Connection, players: Collection[UUID]) -> dict[UUID, UUID]:
    """Which quiz battle each of some players is in."""
    if not players:
        return {}
    statement = sql("SELECT player_id, battle_id FROM in_battle WHERE player_id = ANY(:ids)")
    return {row[0]: row[1] for row in connection.execute(statement, {"ids": list(players)})}


@dataclass(frozen=True)
class Forfeit:
    """Somebody who is in a battle and may not play it any more, by which sanction."""

    battle: UUID
    player: UUID
    sanction: UUID


def forfeits(connection: Connection, most: int) -> list[Forfeit]:
    """Quiz battles that run and that one of the players may not play: who is banned none, or none that is ranked."""
    statement = sql(
        "SELECT DISTINCT ON (i.player_id) i.battle_id, i.player_id, s.id FROM in_battle i "
        "JOIN battles b ON b.id = i.battle_id AND b.state = 'running' AND b.mode = 'quiz' "
        "JOIN sanctions s ON s.player_id = i.player_id AND s.hiding AND (s.kind = 'ban' OR (s.kind = 'ban_ranked' "
        "AND b.ranked)) AND (s.until IS NULL OR s.until > clock_timestamp()) ORDER BY i.player_id LIMIT :most"
    )
    return [Forfeit(*row) for row in connection.execute(statement, {"most": most})]


@dataclass(frozen=True)
class Begun:
    """A quiz battle as it was made."""

    id: UUID
    life: int
    started_at: datetime
    script: dict[str, Any]


FIRST = UUID(int=0)
"""Before all battles."""


def met(connection: Connection, battle: UUID, first: UUID, second: UUID) -> bool:
    """Whether two players were in a battle together."""
    statement = sql(
        "SELECT EXISTS (SELECT FROM battles WHERE id = :id AND (first_id, second_id) IN ((:a, :b), (:b, :a)))"
    )
    return bool(connection.execute(statement, {"id": battle, "a": first, "b": second}).scalar_one())


def running(connection: Connection, after: UUID = FIRST, most: int | None = None) -> dict[UUID, int]:
    """The lives of quiz battles that run, by id, from behind one; so many at most."""
    statement = sql(
        "SELECT id, life FROM battles WHERE state = 'running' AND mode = 'quiz' AND id > :after ORDER BY id "
        "LIMIT CAST(:most AS bigint)"
    )
    return {row.id: row.life for row in connection.execute(statement, {"after": after, "most": most})}


def claim(connection: Connection, ids: Collection[UUID]) -> list[Begun]:
    """Begin another life of quiz battles, of those that run.

    Locked before they are looked at: one that is settled meanwhile begins no other.
    """
    statement = sql(
        "UPDATE battles SET life = life + 1 WHERE id IN (SELECT id FROM battles WHERE id = ANY(:ids) "
        "AND state = 'running' AND mode = 'quiz' ORDER BY id FOR UPDATE) RETURNING id, life, started_at, script"
    )
    return [Begun(*row) for row in connection.execute(statement, {"ids": list(ids)})]


def script(connection: Connection, battle: UUID) -> dict[str, Any] | None:
    """What a quiz battle that runs asks."""
    statement = sql("SELECT script FROM battles WHERE id = :id AND state = 'running'")
    found: dict[str, Any] | None = connection.execute(statement, {"id": battle}).scalar()
    return found
