"""What first attempts say of questions and players: ratings, statistics, and flags of what looks broken."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, Double, LargeBinary, SmallInteger, String, func, text
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER
from sqlalchemy.orm import Mapped, mapped_column

from models import bank
from models.base import Base, encode_rows, sql
from rules import items
from rules.content import Content
from rules.difficulty import Rating
from rules.items import Flag, Stats

_ZERO = text("0")
Version = tuple[UUID, bytes]
"""A question, and what it has as its key and options (rules.items.version)."""


class ItemStatistics(Base):
    """A question's rating, and its sums (rules.items.Stats), by version; `rated` counts every first attempt."""

    __tablename__ = "item_statistics"
    __table_args__ = ({"postgresql_with": {"fillfactor": "70"}},)

    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    rating: Mapped[float] = mapped_column(Double, server_default=_ZERO)
    rated: Mapped[int] = mapped_column(server_default=_ZERO)
    n: Mapped[int] = mapped_column(server_default=_ZERO)
    right_n: Mapped[int] = mapped_column(server_default=_ZERO)
    x: Mapped[int] = mapped_column(BigInteger, server_default=_ZERO)
    xx: Mapped[int] = mapped_column(BigInteger, server_default=_ZERO)
    x_right: Mapped[int] = mapped_column(BigInteger, server_default=_ZERO)
    chosen: Mapped[list[int]] = mapped_column(ARRAY(INTEGER))
    chosen_good: Mapped[list[int]] = mapped_column(ARRAY(INTEGER))
    elapsed: Mapped[list[int]] = mapped_column(ARRAY(INTEGER))


class PlayerSkill(Base):
    """A player's rating, on the scale of the questions'."""

    __tablename__ = "player_skills"
    __table_args__ = ({"postgresql_with": {"fillfactor": "70"}},)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    rating: Mapped[float] = mapped_column(Double)
    rated: Mapped[int]


class QuestionFlag(Base):
    """A reason to look at a question (rules.items.Flag), for as long as its answers say so. `option` -1: none."""

    __tablename__ = "question_flags"

    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    option: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    version: Mapped[bytes] = mapped_column(LargeBinary)
    value: Mapped[float] = mapped_column(Double)
    bound: Mapped[float] = mapped_column(Double)
    answers: Mapped[int]
    flagged_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Measured:
    """A version of a question as its first attempts make it."""

    rating: Rating
    stats: Stats


def measured(connection: Connection, keys: Mapping[Version, int | None]) -> dict[Version, Measured]:
    """What is known of these versions; `keys` has the index of each one's right option."""
    statement = sql(
        "SELECT i.* FROM item_statistics i JOIN unnest(:ids ::uuid[], :versions ::bytea[]) AS w(q, v) "
        "ON i.question_id = w.q AND i.version = w.v"
    )
    values = {"ids": [key[0] for key in keys], "versions": [key[1] for key in keys]}
    rows = connection.execute(statement, values)
    return {(row[0], bytes(row[1])): _measured(row, keys[(row[0], bytes(row[1]))]) for row in rows}


def _measured(row: Any, key: int | None) -> Measured:
    chosen, good, elapsed = tuple(row.chosen), tuple(row.chosen_good), tuple(row.elapsed)
    stats = Stats(key, chosen, good, row.n, row.right_n, row.x, row.xx, row.x_right, elapsed)
    return Measured(Rating(row.rating, row.rated), stats)


def save(connection: Connection, found: Mapping[Version, Measured]) -> None:
    """Write what versions have become. Only the one tick that holds `learning` does."""
    names = "rating, rated, n, right_n, x, xx, x_right, chosen, chosen_good, elapsed"
    statement = sql(
        f"INSERT INTO item_statistics (question_id, version, {names}) SELECT q, decode(v, 'hex'), {names} "
        "FROM json_to_recordset(:rows) AS r(q uuid, v text, rating float8, rated integer, n integer, "
        "right_n integer, x bigint, xx bigint, x_right bigint, chosen integer[], chosen_good integer[], "
        f"elapsed integer[]) ON CONFLICT (question_id, version) DO UPDATE SET ({names}) = "
        f"({', '.join(f'EXCLUDED.{name}' for name in names.split(', '))})"
    )
    connection.execute(statement, {"rows": encode_rows(_row(*item) for item in found.items())})


def _row(key: Version, found: Measured) -> dict[str, object]:
    stats = found.stats
    return {
        "q": key[0],
        "v": key[1].hex(),
        "rating": found.rating.value,
        "rated": found.rating.n,
        "n": stats.n,
        "right_n": stats.right,
        "x": stats.x,
        "xx": stats.xx,
        "x_right": stats.x_right,
        "chosen": stats.chosen,
        "chosen_good": stats.chosen_good,
        "elapsed": stats.elapsed,
    }


def skills(connection: Connection, players: Collection[UUID]) -> dict[UUID, Rating]:
    """The ratings of players that have one."""
    statement = sql("SELECT player_id, rating, rated FROM player_skills WHERE player_id = ANY(:ids)")
    return {row[0]: Rating(row[1], row[2]) for row in connection.execute(statement, {"ids": list(players)})}


def save_skills(connection: Connection, found: Mapping[UUID, Rating]) -> None:
    """Write players' ratings."""
    statement = sql(
        "INSERT INTO player_skills (player_id, rating, rated) SELECT * FROM json_to_recordset(:rows) "
        "AS r(u uuid, v float8, n integer) ON CONFLICT (player_id) DO UPDATE SET rating = EXCLUDED.rating, "
        "rated = EXCLUDED.rated"
    )
    rows = [{"u": player, "v": rating.value, "n": rating.n} for player, rating in found.items()]
    connection.execute(statement, {"rows": encode_rows(rows)})


def flag(connection: Connection, found: Mapping[Version, Measured]) -> set[UUID]:
    """Have the flags of these questions be what their statistics say now; which questions have one they had not.

    One that stays keeps its time.
    """
    rows = [
        {"q": question, "v": version.hex(), "c": flag.code, "o": _option(flag), "x": flag.value, "b": flag.limit}
        | {"n": one.stats.n}
        for (question, version), one in found.items()
        for flag in items.flags(one.stats)
    ]
    values = {"ids": [question for question, _ in found], "rows": encode_rows(rows)}
    record = "json_to_recordset(:rows) AS r(q uuid, c text, o smallint, v text, x float8, b float8, n integer)"
    gone = (
        "DELETE FROM question_flags f WHERE question_id = ANY(:ids) AND NOT EXISTS (SELECT FROM "
        f"{record} WHERE r.q = f.question_id AND r.c = f.code AND r.o = f.option AND decode(r.v, 'hex') = f.version)"
    )
    connection.execute(sql(gone), values)
    kept = (
        "INSERT INTO question_flags (question_id, code, option, version, value, bound, answers) "
        f"SELECT q, c, o, decode(v, 'hex'), x, b, n FROM {record} ON CONFLICT (question_id, code, option) "
        "DO UPDATE SET value = EXCLUDED.value, bound = EXCLUDED.bound, answers = EXCLUDED.answers "
        "RETURNING question_id, flagged_at = now() AS is_new"
    )
    return {row.question_id for row in connection.execute(sql(kept), {"rows": values["rows"]}) if row.is_new}


def _option(flag: Flag) -> int:
    return -1 if flag.option is None else flag.option


@dataclass(frozen=True)
class Flagged:
    """A flag with its evidence."""

    question_id: UUID
    stem: str
    code: str
    option: str | None
    """The option it is about, in the original's words."""
    value: float
    limit: float
    flagged_at: datetime
    answers: int
    share_right: float | None
    discrimination: float | None
    median_ms: int | None
    chosen: Sequence[int]
    key: int | None


def flagged(connection: Connection, most: int, question: UUID | None = None) -> Iterable[Flagged]:
    """Flags of questions as they are now, or of one, latest first.

    Those of a key or options that were changed since are over.
    """
    statement = sql(
        "SELECT f.code, f.option, f.value, f.bound, f.flagged_at, i.*, r.content FROM question_flags f "
        "JOIN item_statistics i USING (question_id, version) JOIN questions q ON q.id = f.question_id "
        "JOIN question_revisions r ON r.question_id = q.id AND r.revision = q.revision "
        "WHERE q.state <> 'retired' AND (CAST(:question AS uuid) IS NULL OR f.question_id = :question) "
        "ORDER BY f.flagged_at DESC, f.question_id, f.code, f.option LIMIT :most"
    )
    for row in connection.execute(statement, {"most": most, "question": question}):
        content = bank.from_json(row.content)
        if items.version(content) == bytes(row.version):
            yield _flagged(row, content)


def _flagged(row: Any, content: Content) -> Flagged:
    words = content.wordings[0]
    stats = _measured(row, items.key_of(content)).stats
    return Flagged(
        row.question_id,
        words.stem,
        row.code,
        None if row.option < 0 else words.options[row.option],
        row.value,
        row.bound,
        row.flagged_at,
        stats.n,
        stats.share_right,
        items.discrimination(stats),
        stats.median_ms,
        stats.chosen,
        stats.key,
    )


def flags_of(connection: Connection, versions: Collection[Version]) -> dict[UUID, list[Flag]]:
    """What looks broken about these versions of questions, the latest first."""
    statement = sql(
        "SELECT f.question_id, f.code, f.value, f.bound, f.option FROM question_flags f "
        "JOIN unnest(:ids ::uuid[], :versions ::bytea[]) AS w(q, v) ON f.question_id = w.q AND f.version = w.v "
        "ORDER BY f.flagged_at DESC, f.code, f.option"
    )
    values = {"ids": [key[0] for key in versions], "versions": [key[1] for key in versions]}
    found: dict[UUID, list[Flag]] = {}
    for row in connection.execute(statement, values):
        flag = Flag(row.code, row.value, row.bound, None if row.option < 0 else row.option)
        found.setdefault(row.question_id, []).append(flag)
    return found
