"""What is forgotten, when, and how: one table of all that is kept for a while. A tick works through it in slices.

A category has a threshold, which staff set, or a time of its own: of what nobody can use after it. What is in neither
is kept, and models.kept says why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models import notifications, suspicion
from models.base import Base, least_id, sql
from rules.figures import KEPT
from rules.redemption import ENDS
from rules.thresholds import Thresholds


class Retention(Base):
    """How much of a category was forgotten up to now, and when that was last looked at."""

    __tablename__ = "retention"

    category: Mapped[str] = mapped_column(String(20), primary_key=True)
    forgotten: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    reached: Mapped[UUID | None]
    """Where it goes on, of what is not found by itself."""
    ran_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Category:
    """Rows of a table that are over `before` some moment: deleted, or with a column set to what is left of it."""

    kept: str | timedelta
    """A threshold, in days; or how long whoever sets it."""
    table: str
    over: str
    """SQL of what is to be forgotten."""
    leave: str = ""
    """SQL of what a row has then; without it the row goes."""
    tells: str = "ctid"
    """SQL of what `gone` is told of each row."""
    gone: Callable[[Connection, Sequence[Any]], None] | None = None
    """Follows rows that went, where somebody counts on them."""


def _count_inbox(connection: Connection, gone: Sequence[Any]) -> None:
    notifications.count_removed(connection, "expired", len(gone))


_DAY, _AT_ONCE = timedelta(days=1), timedelta(0)
_CLOSED = "state = 'closed' AND closed_at < :before"
_ENDS = ", ".join(f"'{state}'" for state in sorted(ENDS))
CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {
        "inbox": Category("keep_inbox_days", "notifications", "created_at < :before", gone=_count_inbox),
        "expired": Category(_AT_ONCE, "notifications", "expires_at <= :before", gone=_count_inbox),
        "push": Category(
            _AT_ONCE,
            "push_tokens",
            "NOT EXISTS (SELECT FROM devices d WHERE d.id = push_tokens.device_id "
            "AND d.player_id = push_tokens.player_id AND d.ended_at IS NULL)",
        ),
        "letters": Category("keep_support_days", "player_messages", "created_at < :before"),
        "words": Category(
            "keep_support_days", "thread_messages", f"thread_id IN (SELECT id FROM threads WHERE {_CLOSED})"
        ),
        "threads": Category(
            "keep_support_days",
            "threads",
            f"{_CLOSED} AND NOT EXISTS (SELECT FROM thread_messages w WHERE w.thread_id = threads.id)",
        ),
        "campaigns": Category(
            "keep_campaigns_days",
            "campaign_recipients",
            "campaign_id IN (SELECT id FROM campaigns WHERE ended_at < :before)",
        ),
        "messages": Category("keep_messages_days", "messages", "settled_at < :before"),
        "logins": Category("keep_logins_days", "devices", "GREATEST(rotated_at, ended_at) < :before"),
        "networks": Category("keep_networks_days", "player_networks", "last_at < :before"),
        "staff_logins": Category("keep_staff_logins_days", "staff_sessions", "GREATEST(seen_at, ended_at) < :before"),
        "exports": Category("keep_exports_days", "exports", "created_at < :before"),
        "recipients": Category(
            "keep_recipients_days",
            "redemptions",
            f"recipient IS NOT NULL AND changed_at < :before AND state IN ({_ENDS})",
            "recipient = NULL",
        ),
        "reports": Category("keep_reports_days", "question_reports", "closed_at < :before"),
        "accusations": Category("keep_reports_days", "player_reports", "closed_at < :before"),
        "appeals": Category("keep_reports_days", "appeals", "text <> '' AND decided_at < :before", "text = ''"),
        "signals": Category(
            "keep_signals_days",
            "suspicion_signals",
            "found_at < :before",
            tells="player_id",
            gone=suspicion.score_again,
        ),
        "servings": Category("keep_servings_days", "vote_servings", "served_at < :before"),
        "dead_letters": Category(
            "keep_dead_letters_days", "dead_letters", "value <> '' AND replayed_at < :before", "value = ''"
        ),
        "webhooks": Category("keep_webhooks_days", "webhook_events", "received_at < :before"),
        "activity": Category("keep_activity_days", "activity_marks", "counted AND day < CAST(:before AS date)"),
        "weeks": Category(timedelta(days=400), "activity_weeks", "week < CAST(:before AS date)"),
        "figures": Category(KEPT, "figures", "minute < :before"),
        "dossiers": Category(_AT_ONCE, "player_exports", "expires_at <= :before"),
        "plans": Category(_DAY, "session_plans", "expires_at < :before"),
        "codes": Category(_AT_ONCE, "codes", "expires_at < :before"),
        "denials": Category(_AT_ONCE, "denials", "until <= :before"),
        "repeats": Category(_DAY, "idempotency_keys", "created_at < :before"),
        "duels": Category(_DAY, "challenges", "expires_at < :before"),
    }
)
ANSWER_TIMES, ANSWER_TIMES_KEPT = "answer_times", "keep_answer_times_days"
"""Times of answers become coarse, session by session: the one category that has to know how far it has come."""


def before(kept: str | timedelta, thresholds: Thresholds, now: datetime) -> datetime:
    """The moment before which a category is forgotten."""
    return now - (kept if isinstance(kept, timedelta) else timedelta(days=getattr(thresholds, kept)))


def forget(connection: Connection, name: str, moment: datetime, most: int) -> int:
    """Forget rows of a category that are over, so many at most; how many.

    What somebody changes meanwhile is another version of the row, and stays.
    """
    category = CATEGORIES[name]
    some = f"ARRAY(SELECT ctid FROM {category.table} WHERE {category.over} LIMIT :most)"
    act = f"UPDATE {category.table} SET {category.leave}" if category.leave else f"DELETE FROM {category.table}"
    statement = sql(f"{act} WHERE ctid = ANY({some}) RETURNING {category.tells}")
    gone = connection.execute(statement, {"before": moment, "most": most}).scalars().all()
    connection.execute(_NOTE, {"category": name, "gone": len(gone), "reached": None})
    if category.gone:
        category.gone(connection, gone)
    return len(gone)


def in_turn(connection: Connection) -> list[str]:
    """All categories, with that of the answers' times: the one first that was looked at longest ago."""
    seen = connection.execute(sql("SELECT category FROM retention ORDER BY ran_at, category")).scalars().all()
    every = [*CATEGORIES, ANSWER_TIMES]
    return sorted(every, key=lambda name: seen.index(name) if name in seen else -1)


def coarsen(connection: Connection, moment: datetime, most: int) -> int:
    """Have answers of so many sessions, begun before a moment, coarse times; how many sessions there were."""
    where = {"category": ANSWER_TIMES, "most": most, "end": least_id(moment)}
    sessions = list(connection.execute(_OLD_SESSIONS, where).scalars())
    if sessions:
        connection.execute(_COARSE, {"sessions": sessions})
    connection.execute(_NOTE, {"category": ANSWER_TIMES, "gone": len(sessions), "reached": max(sessions, default=None)})
    return len(sessions)


_OLD_SESSIONS = sql(
    "SELECT id FROM sessions WHERE id < :end AND id > COALESCE((SELECT reached FROM retention "
    "WHERE category = :category), '00000000-0000-0000-0000-000000000000') ORDER BY id LIMIT :most"
)
_COARSE = sql(
    "UPDATE answers SET elapsed_ms = round(elapsed_ms, -3), received_at = date_trunc('hour', received_at) "
    "WHERE session_id = ANY(:sessions)"
)
_NOTE = sql(
    "INSERT INTO retention AS r (category, forgotten, reached) VALUES (:category, :gone, CAST(:reached AS uuid)) "
    "ON CONFLICT (category) DO UPDATE SET forgotten = r.forgotten + EXCLUDED.forgotten, "
    "reached = COALESCE(EXCLUDED.reached, r.reached), ran_at = now()"
)
