"""What is forgotten, when, and how: one table of all that is kept for a while. A tick works through it in slices.

A category has a threshold, which staff set, or a time of its own: of what nobody can use after it. Whatever holds
something of a person and is in neither is kept for as long as they are a player (models.erasure).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models import notifications
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
    gone: Callable[[Connection, int], None] | None = None
    """Notes how many rows went, where somebody counts on that."""


def _count_inbox(connection: Connection, gone: int) -> None:
    notifications.count_removed(connection, "expired", gone)


_DAY, _AT_ONCE = timedelta(days=1), timedelta(0)
_ENDS = ", ".join(f"'{state}'" for state in sorted(ENDS))
CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {
        "inbox": Category("keep_inbox_days", "notifications", "created_at < :before", gone=_count_inbox),
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
    gone = connection.execute(sql(f"{act} WHERE ctid = ANY({some})"), {"before": moment, "most": most}).rowcount
    connection.execute(_NOTE, {"category": name, "gone": gone, "reached": None})
    if category.gone:
        category.gone(connection, gone)
    return gone


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
