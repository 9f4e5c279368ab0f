"""Tables of who plays on which day, and of what is counted of that."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ActivityMark(Base):
    """That a player joined, was active or redeemed on a UTC day: once, however often they did."""

    __tablename__ = "activity_marks"
    __table_args__ = (
        CheckConstraint("kind IN ('joined', 'active', 'redeemed')", "kind"),
        Index("activity_marks_uncounted_ix", "day", "player_id", postgresql_where=text("NOT counted")),
        Index("activity_marks_day_ix", "day", postgresql_where=text("counted")),
    )

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    counted: Mapped[bool] = mapped_column(server_default=text("false"))


class ActivityPlayer(Base):
    """When a player did each for the first time. `cohort`: the Monday of the week in which they joined."""

    __tablename__ = "activity_players"

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    cohort: Mapped[date] = mapped_column(Date)
    played_on: Mapped[date | None]
    redeemed_on: Mapped[date | None]


class ActivityWeek(Base):
    """That a player was active in the week that begins on a Monday."""

    __tablename__ = "activity_weeks"

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True, index=True)


class ActivityDay(Base):
    """How many players joined, were active, and had something redeemed on a day."""

    __tablename__ = "activity_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    joined: Mapped[int] = mapped_column(server_default=text("0"))
    active: Mapped[int] = mapped_column(server_default=text("0"))
    redeemed: Mapped[int] = mapped_column(server_default=text("0"))


class ActivityCohort(Base):
    """Of those who joined in a week: how many there are, ever played, and ever redeemed."""

    __tablename__ = "activity_cohorts"

    cohort: Mapped[date] = mapped_column(primary_key=True)
    joined: Mapped[int] = mapped_column(server_default=text("0"))
    played: Mapped[int] = mapped_column(server_default=text("0"))
    redeemed: Mapped[int] = mapped_column(server_default=text("0"))


class ActivityRetention(Base):
    """Of those who joined in a week: how many were active in another. A week's sum is who was active in it."""

    __tablename__ = "activity_retention"

    cohort: Mapped[date] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True, index=True)
    players: Mapped[int]
