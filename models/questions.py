"""Categories in their tree, questions with their revisions, media, and the pool that sessions draw from."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    DateTime,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

_LANG = String(35)


class Category(Base):
    """A category; id 0 means all of them (rules.boards.ALL_CATEGORIES). `names` by language; `name` is English."""

    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    names: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    opened_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when it could be played, it or one below it: from then on sessions refer to it, and it is never deleted."""
    position: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    """Among those below the same one; equal ones by name."""
    edition: Mapped[int] = mapped_column(server_default=text("1"))
    """Counts changes, so that two who change it at once notice."""


class Medium(Base):
    """A file shown or played with a question; its bytes are in the media store under its hash."""

    __tablename__ = "media"
    __table_args__ = (Index("media_created_at_ix", "created_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    mime: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    description: Mapped[str] = mapped_column(Text, server_default=text("''"))
    """What it shows or says, in `lang`: for questions in that language that do not say it themselves."""
    lang: Mapped[str] = mapped_column(_LANG, server_default=text("'en'"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Question(Base):
    """A question as the bank lists it; what it says is in its revisions. Only a published one is drawn."""

    __tablename__ = "questions"
    __table_args__ = (
        Index(None, "category_id"),
        Index(None, "media_id"),
        Index("questions_stem_key_ix", "stem_key", postgresql_using="hash"),
        Index("questions_updated_at_ix", "updated_at", "id"),
        Index("questions_created_at_ix", "created_at", "id"),
        Index("questions_state_ix", "state", "updated_at", "id"),
        Index("questions_category_ix", "category_id", "updated_at", "id"),
        Index("questions_tags_ix", "tags", postgresql_using="gin"),
        Index("questions_source_ix", "source", postgresql_using="hash"),
        Index("questions_words_ix", "words", postgresql_using="gin", postgresql_ops={"words": "gin_trgm_ops"}),
        Index("questions_stem_hash_ix", "stem_hash", "id", postgresql_where=text("state <> 'retired'")),
        CheckConstraint("state IN ('draft', 'review', 'published', 'retired')", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    kind: Mapped[str] = mapped_column(String(16))
    difficulty: Mapped[str] = mapped_column(String(6))
    state: Mapped[str] = mapped_column(String(9))
    revision: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    langs: Mapped[list[str]] = mapped_column(ARRAY(_LANG))
    stem_key: Mapped[str] = mapped_column(Text)
    """The original's stem, folded: two questions with the same one are duplicates."""
    tags: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default=text("'{}'"))
    title: Mapped[str] = mapped_column(Text, server_default=text("''"))
    """What its file called it; players are not shown it."""
    source: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(String(80))
    media_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id"))
    time_limit_ms: Mapped[int] = mapped_column(server_default=text("15000"))
    band: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    """Where it is drawn from by difficulty (rules.difficulty): as its author says, until it is measured."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    edition: Mapped[int] = mapped_column(server_default=text("1"))
    """Counts all changes by people, those of its state and category too; a revision is made by new words alone."""
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When it was first: from then on answers and quizzes may refer to it, and it is never deleted."""
    words: Mapped[str] = mapped_column(Text, server_default=text("''"))
    """What it says in every language, in lower case, to be searched."""
    stem_hash: Mapped[UUID] = mapped_column(
        Uuid, Computed("CAST(md5(stem_key) AS uuid)", persisted=True), nullable=True
    )
    """Of `stem_key`, which may be too long for an index that has an order."""


class QuestionRevision(Base):
    """What a question said at one time (rules.content.Content). Never changed, as answers refer to it."""

    __tablename__ = "question_revisions"

    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    staff_id: Mapped[UUID | None]
    """Who wrote it, if somebody of the staff did."""


class PooledQuestion(Base):
    """A published question under its category, or one above it, and one of its languages. `draw` is chance, 0..1."""

    __tablename__ = "question_pool"
    __table_args__ = (
        Index("question_pool_difficulty_ix", "category_id", "lang", "difficulty", "draw"),
        Index("question_pool_band_ix", "category_id", "lang", "band", "draw"),
        Index(None, "question_id"),
    )

    category_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    lang: Mapped[str] = mapped_column(_LANG, primary_key=True)
    draw: Mapped[float] = mapped_column(Double, primary_key=True)
    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    difficulty: Mapped[str] = mapped_column(String(6))
    band: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))


class Seen(Base):
    """A question that was put to a player, when last, and the last season in which it counted for boards."""

    __tablename__ = "seen"
    __table_args__ = (Index("seen_oldest_ix", "player_id", "category_id", "seen_at"),)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(SmallInteger)
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    counted_in: Mapped[int | None] = mapped_column(SmallInteger)
    learned: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether their first attempt at it was learned from."""
