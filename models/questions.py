"""Categories and their single-choice questions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, SmallInteger, String, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Category(Base):
    """A category; id 0 is kept for "all of them" (rules.boards.ALL_CATEGORIES)."""

    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))


class Question(Base):
    """A question with one right option and some wrong ones; `source` says where its fact can be looked up."""

    __tablename__ = "questions"
    __table_args__ = (Index(None, "category_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    stem: Mapped[str] = mapped_column(Text)
    correct: Mapped[str] = mapped_column(Text)
    wrong: Mapped[list[str]] = mapped_column(ARRAY(Text))
    difficulty: Mapped[str] = mapped_column(String(6))
    explanation: Mapped[str] = mapped_column(Text, server_default=text("''"))
    source: Mapped[str] = mapped_column(Text)
    time_limit_ms: Mapped[int] = mapped_column(server_default=text("15000"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
