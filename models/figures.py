"""The game's figures, minute by minute: noted by a tick as they are, and counted once a minute is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, DateTime, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from events.catalog import SUBMISSIONS
from models.base import Base, encode_json, sql
from rules.figures import Steps
from rules.redemption import ENDS

OVER = timedelta(seconds=90)
"""How long after its beginning a minute is counted: no transaction of ours that posts tokens lasts half a minute."""
_AT_ONCE = 60


class Figure(Base):
    """A minute: of what was noted the most; nulls: nobody could tell."""

    __tablename__ = "figures"
    __table_args__ = (
        Index("figures_uncounted_ix", "minute", postgresql_where=text("tokens_in IS NULL")),
        {"postgresql_with": {"fillfactor": "50"}},
    )

    minute: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    players_online: Mapped[int | None]
    events: Mapped[int | None] = mapped_column(BigInteger)
    """Submissions that were ever judged, when it was last looked at."""
    lag_events: Mapped[int | None] = mapped_column(BigInteger)
    lag_ms: Mapped[int | None] = mapped_column(BigInteger)
    outbox_events: Mapped[int | None]
    cases: Mapped[int | None]
    seen_n: Mapped[int] = mapped_column(server_default=text("0"))
    seen_p50_ms: Mapped[int | None]
    seen_p95_ms: Mapped[int | None]
    redemptions: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Of each state that is no end, how many are in it."""
    tokens_in: Mapped[int | None] = mapped_column(BigInteger)
    """Given to players in that minute; null: it is not counted yet."""
    tokens_out: Mapped[int | None] = mapped_column(BigInteger)


class Noted(NamedTuple):
    """What a look at the game told."""

    players_online: int | None
    events: int
    lag_events: int | None
    lag_ms: int | None
    outbox_events: int | None
    cases: int
    seen_n: int
    seen_p50_ms: int | None
    seen_p95_ms: int | None
    redemptions: Mapping[str, int]


def judged(connection: Connection) -> tuple[int, float]:
    """How many submissions were ever judged, and the Unix time of that."""
    statement = sql(
        "SELECT COALESCE(sum(applied_n + copies + refused + dead), 0), extract(epoch FROM clock_timestamp()) "
        "FROM carried WHERE topic = :topic"
    )
    total, at = connection.execute(statement, {"topic": SUBMISSIONS.name}).one()
    return int(total), float(at)


def open_cases(connection: Connection) -> int:
    """Cases in all queues that nobody has decided."""
    return int(connection.execute(sql("SELECT count(*) FROM cases WHERE decided_at IS NULL")).scalar_one())


def open_redemptions(connection: Connection) -> dict[str, int]:
    """Of each state that is no end, and that some are in, how many."""
    statement = sql("SELECT state, count(*) FROM redemptions WHERE state <> ALL(:ends) GROUP BY state")
    return {row[0]: row[1] for row in connection.execute(statement, {"ends": sorted(ENDS)})}


def note(connection: Connection, at: datetime, noted: Noted) -> None:
    """Note a look in its minute; minutes without one, since the last that had one, are made without it."""
    connection.execute(_GAP, {"at": at})
    connection.execute(_NOTE, {**noted._asdict(), "at": at, "redemptions": encode_json(dict(noted.redemptions))})


def count(connection: Connection, now: datetime) -> int:
    """Count what moved in minutes that are over, so many at most; how many minutes."""
    return connection.execute(_COUNT, {"over": now - OVER, "most": _AT_ONCE}).rowcount


def hour(connection: Connection, now: datetime) -> tuple[int, int]:
    """Tokens that players were given, and that they gave, in the hour before now as far as it is counted."""
    statement = sql(
        "SELECT COALESCE(sum(tokens_in), 0), COALESCE(sum(tokens_out), 0) FROM figures WHERE minute >= :since"
    )
    given, used = connection.execute(statement, {"since": now - timedelta(hours=1)}).one()
    return int(given), int(used)


def past(connection: Connection, now: datetime, steps: Steps) -> list[dict[str, Any]]:
    """A span up to now, step by step, oldest first: the most of what was noted, the sum of what was counted.

    `events` is their growth a second since the step before; a step that nothing is known of is missing.
    """
    values = {"since": now - steps.span - steps.step, "step": steps.step}
    rows = [dict(row._mapping) for row in connection.execute(_PAST, values)]
    for before, row in zip([None, *rows], rows, strict=False):
        row["events_per_s"] = _growth(before, row)
    return [row for row in rows if row["at"] > now - steps.span]


def _growth(before: Mapping[str, Any] | None, row: Mapping[str, Any]) -> float | None:
    if before is None or before["events"] is None or row["events"] is None or row["events"] < before["events"]:
        return None
    return float((row["events"] - before["events"]) / (row["at"] - before["at"]).total_seconds())


_GAP = sql(
    "INSERT INTO figures (minute) SELECT m FROM (SELECT max(minute) AS last FROM figures) f, "
    "generate_series(GREATEST(f.last, date_trunc('minute', CAST(:at AS timestamptz)) - interval '1 day'), "
    "date_trunc('minute', CAST(:at AS timestamptz)), interval '1 minute') m "
    "WHERE f.last IS NOT NULL ON CONFLICT DO NOTHING"
)
_NOTE = sql(
    "INSERT INTO figures AS f (minute, players_online, events, lag_events, lag_ms, outbox_events, cases, seen_n, "
    "seen_p50_ms, seen_p95_ms, redemptions) VALUES (date_trunc('minute', CAST(:at AS timestamptz)), :players_online, "
    ":events, :lag_events, :lag_ms, :outbox_events, :cases, :seen_n, :seen_p50_ms, :seen_p95_ms, "
    "CAST(:redemptions AS jsonb)) ON CONFLICT (minute) DO UPDATE SET "
    "players_online = GREATEST(f.players_online, EXCLUDED.players_online), "
    "events = GREATEST(f.events, EXCLUDED.events), lag_events = GREATEST(f.lag_events, EXCLUDED.lag_events), "
    "lag_ms = GREATEST(f.lag_ms, EXCLUDED.lag_ms), outbox_events = GREATEST(f.outbox_events, EXCLUDED.outbox_events), "
    "cases = GREATEST(f.cases, EXCLUDED.cases), seen_n = GREATEST(f.seen_n, EXCLUDED.seen_n), "
    "seen_p50_ms = GREATEST(f.seen_p50_ms, EXCLUDED.seen_p50_ms), "
    "seen_p95_ms = GREATEST(f.seen_p95_ms, EXCLUDED.seen_p95_ms), redemptions = EXCLUDED.redemptions"
)
_COUNT = sql(
    "UPDATE figures f SET tokens_in = s.given, tokens_out = s.used FROM (SELECT minute FROM figures "
    "WHERE tokens_in IS NULL AND minute <= :over ORDER BY minute LIMIT :most) m CROSS JOIN LATERAL (SELECT "
    "COALESCE(sum(amount) FILTER (WHERE kind = 'credit'), 0) AS given, "
    "COALESCE(sum(amount) FILTER (WHERE kind IN ('debit', 'capture', 'claw_back')), 0) AS used FROM transfers t "
    "WHERE t.at >= m.minute AND t.at < m.minute + interval '1 minute') s WHERE f.minute = m.minute"
)
_PAST = sql(
    "SELECT date_bin(:step, minute, 'epoch') AS at, max(players_online) AS players_online, max(events) AS events, "
    "max(lag_events) AS lag_events, max(lag_ms) AS lag_ms, max(outbox_events) AS outbox_events, max(cases) AS cases, "
    "sum(seen_n) AS seen_n, max(seen_p50_ms) AS seen_p50_ms, max(seen_p95_ms) AS seen_p95_ms, "
    "sum(tokens_in) AS tokens_in, sum(tokens_out) AS tokens_out, "
    "(array_agg(redemptions ORDER BY minute DESC) FILTER (WHERE redemptions IS NOT NULL))[1] AS redemptions "
    "FROM figures WHERE minute >= :since GROUP BY 1 ORDER BY 1"
)
