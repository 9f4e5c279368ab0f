"""Months of the books that are closed: their figures as they were told, for ever."""

from datetime import datetime
from typing import Any

from sqlalchemy import CHAR, DateTime, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ClosedMonth(Base):
    """A UTC month, whose transfers are those that were posted in it."""

    __tablename__ = "closed_months"
    __table_args__ = ({"info": {"append_only": True}},)

    month: Mapped[str] = mapped_column(CHAR(7), primary_key=True)
    """YYYY-MM."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """rules.report.Report."""
    reason: Mapped[str] = mapped_column(String(500))
    closed_by: Mapped[str] = mapped_column(String(254))
    """As in the audit log: a member's email, or `flask`."""
    closed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
