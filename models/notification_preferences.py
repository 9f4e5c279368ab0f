"""What players said of how they wish to be told; who said nothing has no row."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, SmallInteger, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, sql
from rules.notice_forms import Category, Channel
from rules.notice_preferences import Quiet, Wishes, chosen


class NotificationPreferences(Base):
    """One player's. Quiet hours are minutes of the day in their zone."""

    __tablename__ = "notification_preferences"
    __table_args__ = (
        CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from BETWEEN 0 AND 1439 "
            "AND quiet_until BETWEEN 0 AND 1439 AND quiet_from <> quiet_until",
            "quiet",
        ),
    )

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    choices: Mapped[dict[str, dict[str, bool]]] = mapped_column(JSONB)
    """By category and channel, where it is not what `rules.notice_preferences` has."""
    quiet_from: Mapped[int | None] = mapped_column(SmallInteger)
    quiet_until: Mapped[int | None] = mapped_column(SmallInteger)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


def of(connection: Connection, players: Collection[UUID]) -> dict[UUID, Wishes]:
    """What players wish; who said nothing is left out."""
    statement = sql(
        "SELECT player_id, choices, quiet_from, quiet_until FROM notification_preferences "
        "WHERE player_id = ANY(:players)"
    )
    return {row.player_id: _wishes(row) for row in connection.execute(statement, {"players": list(players)})}


def _wishes(row: Any) -> Wishes:
    return Wishes(row.choices, None if row.quiet_from is None else Quiet(row.quiet_from, row.quiet_until))


def put(connection: Connection, player: UUID, wishes: Wishes) -> None:
    """Keep what a player, who is held, wishes from now on."""
    statement = sql(
        "INSERT INTO notification_preferences AS p (player_id, choices, quiet_from, quiet_until) "
        "VALUES (:player, CAST(:choices AS jsonb), :start, :end) ON CONFLICT (player_id) DO UPDATE "
        "SET choices = excluded.choices, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, "
        "changed_at = clock_timestamp()"
    )
    quiet = {"start": wishes.quiet and wishes.quiet.start, "end": wishes.quiet and wishes.quiet.end}
    connection.execute(statement, {"player": player, "choices": encode_json(chosen(wishes.choices)), **quiet})


def decline(connection: Connection, player: UUID, category: Category, channel: Channel) -> None:
    """A player, who is held, wishes no more of that by that channel; the rest stays as it is."""
    statement = sql(
        "INSERT INTO notification_preferences AS p (player_id, choices) VALUES (:player, CAST(:said AS jsonb)) "
        "ON CONFLICT (player_id) DO UPDATE SET changed_at = clock_timestamp(), choices = p.choices || "
        "jsonb_build_object(CAST(:category AS text), COALESCE(p.choices -> :category, '{}') || "
        "(excluded.choices -> :category))"
    )
    said = encode_json({category: {channel: False}})
    connection.execute(statement, {"player": player, "category": category, "said": said})
