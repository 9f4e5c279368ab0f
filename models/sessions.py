"""Quiz sessions: what was asked (the plan), when it was first delivered, and the fold of the answers so far."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    TextClause,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, encode_rows, sql
from rules.levels import Mode
from rules.totals import SessionState

SKIPPED = (
    "array_remove(ARRAY[CAST(lifelines -> 'skip' ->> 'no' AS smallint), "
    "CAST(lifelines -> 'skip+' ->> 'no' AS smallint)], NULL) AS skipped"
)
"""The questions that lifelines passed over: rules.scoring.fold wants them."""


class QuizSession(Base):
    """One player's way through some questions; scoring locks and updates this row.

    Arrays have one item a question: `correct` its key (rules.responses), `worth` whether it gives points (NULL: all
    do), `base_points` the points before streaks (NULL: no answer yet), `answered_on` the UTC day of the answer.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index(None, "player_id", "id"),
        Index(
            "sessions_unlearned_ix",
            text("GREATEST(ended_at, end_sent_at, reveals_at)"),
            "id",
            postgresql_where=text("ended_at IS NOT NULL AND learned_at IS NULL"),
        ),
        Index(None, "expires_at", postgresql_where=text("ended_at IS NULL")),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    category_id: Mapped[int] = mapped_column(SmallInteger)
    mode: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    time_limit_ms: Mapped[int]
    question_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    correct: Mapped[list[str]] = mapped_column(ARRAY(Text))
    base_points: Mapped[list[int | None]] = mapped_column(ARRAY(SmallInteger))
    answered_on: Mapped[list[date | None]] = mapped_column(ARRAY(Date))
    points: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    lang: Mapped[str] = mapped_column(String(35), server_default=text("'en'"))
    revisions: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    seed: Mapped[bytes | None]
    """Secret; options are named by it (rules.options)."""
    worth: Mapped[list[bool] | None] = mapped_column(ARRAY(Boolean))
    on_boards: Mapped[bool] = mapped_column(server_default=text("true"))
    quiz_id: Mapped[UUID | None]
    reveals_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When verdicts may be told: others may still answer the same questions. NULL: at once."""
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Set once. What follows from the end is given in the same transaction, or, in a quiz, when that is settled."""
    end_reason: Mapped[str | None] = mapped_column(String(8))
    """answered (its last question was) · finished (its player said so) · expired · closed (its quiz was over)."""
    end_sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When word of its expiry, or of its quiz's end, was put into the outbox."""
    xp: Mapped[int | None] = mapped_column(Integer)
    """What it gave when it ended, or its quiz was settled; only grows, as a cap depends on what was there before."""
    lifelines: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    learned_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When its answers were learned from (models.learning)."""


def lock(connection: Connection, ids: Collection[UUID]) -> dict[UUID, SessionState]:
    """The sessions' states, their rows locked in the order of their ids."""
    statement = sql(
        f"SELECT id, player_id, category_id, time_limit_ms, correct, worth, {SKIPPED}, on_boards, quiz_id, "
        "base_points, answered_on, points, "
        "CASE WHEN end_reason = 'expired' THEN GREATEST(ended_at, end_sent_at) ELSE ended_at END, "
        "learned_at IS NOT NULL OR (quiz_id IS NOT NULL AND xp IS NOT NULL) FROM sessions "
        "WHERE id = ANY(ARRAY(SELECT value::uuid FROM json_array_elements_text(:ids))) ORDER BY id FOR UPDATE"
    )
    rows = connection.execute(statement, {"ids": encode_rows(ids)}).all()
    return {row[0]: SessionState._make(row) for row in rows}


def of_practice(connection: Connection, ids: Collection[UUID]) -> set[UUID]:
    """Those of the sessions that are practice."""
    statement = sql("SELECT id FROM sessions WHERE id = ANY(:ids) AND mode = 'practice'")
    return set(connection.execute(statement, {"ids": list(ids)}).scalars())


def save(connection: Connection, states: Iterable[SessionState]) -> None:
    """Write back what the answers changed, in one statement."""
    rows = [(state.id, state.base_points, state.answered_on, state.points) for state in states]
    statement = sql(
        "UPDATE sessions s SET base_points = r.base_points, answered_on = r.answered_on, points = r.points "
        "FROM ROWS FROM (json_to_recordset(:rows) AS (i uuid, b smallint[], d date[], p integer)) "
        "AS r(id, base_points, answered_on, points) WHERE s.id = r.id"
    )
    records = [{"i": i, "b": b, "d": d, "p": p} for i, b, d, p in rows]
    connection.execute(statement, {"rows": encode_rows(records)})


@dataclass(frozen=True)
class End:
    """That a session is over. `at` is None for "when its last answer was received"."""

    session_id: UUID
    reason: Literal["answered", "finished", "expired"]
    at: datetime | None = None


@dataclass(frozen=True)
class Ended:
    """A session that is over, as its answers are."""

    id: UUID
    player_id: UUID
    category_id: int
    mode: Mode
    on_boards: bool
    quiz_id: UUID | None
    base_points: Sequence[int | None]
    worth: Sequence[bool] | None
    ended_at: datetime
    right_ms: Sequence[int]
    """How long each right answer took."""
    answered_at: datetime | None
    """When the last answer was received."""
    won: bool
    """Whether it has the first place of its quiz."""
    challenge: date | None
    """The day whose challenge its quiz is."""


def end(connection: Connection, ends: Sequence[End]) -> list[Ended]:
    """End sessions whose rows are locked; those that had not ended before, in the order of `ends`."""
    return _end(connection, _END, [{"id": one.session_id, "why": one.reason, "at": one.at} for one in ends])


def ended(connection: Connection, ids: Iterable[UUID]) -> list[Ended]:
    """Sessions whose rows are locked and that ended before, as their answers are now."""
    return _end(connection, _ENDED, [{"id": id_} for id_ in ids])


@dataclass(frozen=True)
class Settlement:
    """That the quiz which a session is an attempt at was over, when that was told, and whether the attempt won."""

    session_id: UUID
    closed_at: datetime
    told_at: datetime
    won: bool


def settle(connection: Connection, settled: Iterable[Settlement]) -> list[Ended]:
    """Sessions whose rows are locked and whose quizzes are over, ended if they had not; those that gave nothing yet."""
    rows = [
        {"id": one.session_id, "why": "closed", "at": one.closed_at, "told": one.told_at, "won": one.won}
        for one in settled
    ]
    return _end(connection, _SETTLE, rows)


def _end(connection: Connection, statement: TextClause, ends: Iterable[dict[str, Any]]) -> list[Ended]:
    rows = [{"n": n, **end} for n, end in enumerate(ends)]
    return [Ended(*row[1:]) for row in connection.execute(statement, {"rows": encode_rows(rows)})]


_ENDING = (
    "WITH ended AS (UPDATE sessions s SET {set} "
    "FROM json_to_recordset(:rows) "
    "AS r(n integer, id uuid, why varchar, at timestamptz, told timestamptz, won boolean) "
    "CROSS JOIN LATERAL (SELECT COALESCE(array_agg(elapsed_ms) FILTER (WHERE base_points > 0), '{{}}') AS ms, "
    "max(received_at) AS last FROM answers WHERE session_id = r.id) a WHERE s.id = r.id AND {unless} "
    "RETURNING r.n, s.id, s.player_id, s.category_id, s.mode, s.on_boards, s.quiz_id, s.base_points, s.worth, "
    "s.ended_at, a.ms, a.last, COALESCE(r.won, false), (SELECT (q.opens_at AT TIME ZONE 'UTC')::date "
    "FROM quizzes q WHERE q.id = s.quiz_id AND q.mode = 'daily')) SELECT * FROM ended ORDER BY n"
)
_END = sql(
    _ENDING.format(set="ended_at = COALESCE(r.at, a.last), end_reason = r.why", unless="s.ended_at IS NULL"),
)
_ENDED = sql(_ENDING.format(set="ended_at = s.ended_at", unless="s.ended_at IS NOT NULL"))
_SETTLE = sql(
    _ENDING.format(
        set="ended_at = COALESCE(s.ended_at, r.at), end_reason = COALESCE(s.end_reason, r.why), "
        "end_sent_at = CASE WHEN s.ended_at IS NULL THEN r.told ELSE s.end_sent_at END",
        unless="s.xp IS NULL",
    )
)


def settled(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the sessions that gave what they give."""
    if not ids:
        return set()
    statement = sql("SELECT id FROM sessions WHERE id = ANY(:ids) AND xp IS NOT NULL")
    return set(connection.execute(statement, {"ids": list(ids)}).scalars())


def give_xp(connection: Connection, xp: Mapping[UUID, int]) -> None:
    """Note what ended sessions gave, beside what they gave before."""
    statement = sql(
        "UPDATE sessions s SET xp = COALESCE(s.xp, 0) + r.xp "
        "FROM json_to_recordset(:rows) AS r(id uuid, xp integer) WHERE s.id = r.id"
    )
    connection.execute(statement, {"rows": encode_rows({"id": id_, "xp": amount} for id_, amount in xp.items())})


def lease_expired(connection: Connection, before: datetime, most: int) -> list[tuple[UUID, UUID, datetime]]:
    """(id, player, expiry) of sessions in which no answer can be accepted since `before`, noted as told of for ever.

    Those of a quiz end when it is settled, at the latest.
    """
    statement = sql(
        "WITH due AS (SELECT id FROM sessions WHERE ended_at IS NULL AND expires_at < :before "
        "AND quiz_id IS NULL AND end_sent_at IS NULL AND expires_at + time_limit_ms * interval '1 ms' < :before "
        "ORDER BY expires_at LIMIT :most FOR UPDATE SKIP LOCKED) "
        "UPDATE sessions s SET end_sent_at = now() FROM due WHERE s.id = due.id "
        "RETURNING s.id, s.player_id, s.expires_at"
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(statement, {"before": before, "most": most})]


def lifelines(connection: Connection, session_id: UUID) -> dict[str, Any]:
    """What lifelines did in a session, which is locked."""
    statement = sql("SELECT lifelines FROM sessions WHERE id = :id FOR NO KEY UPDATE")
    found: dict[str, Any] = connection.execute(statement, {"id": session_id}).scalar_one()
    return found


def use_lifeline(connection: Connection, session_id: UUID, kind: str, what: Any) -> Any:
    """Note what a lifeline did with a question (`no`); what it did first, if it was used before.

    None if a later question's answer is applied: that was folded without it, and the points it gave stay as they are.
    """
    statement = sql(
        "UPDATE sessions SET lifelines = jsonb_build_object(CAST(:kind AS text), CAST(:what AS jsonb)) || lifelines "
        "WHERE id = :id AND (lifelines -> :kind IS NOT NULL "
        "OR num_nonnulls(VARIADIC base_points[CAST(:later AS integer):]) = 0) RETURNING lifelines -> :kind"
    )
    values = {"id": session_id, "kind": kind, "what": encode_json(what), "later": what["no"] + 2}  # arrays begin at 1
    return connection.execute(statement, values).scalar()
