"""Budgets of campaigns: the most tokens that grants of a source are paid within a time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Connection, DateTime, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql


class Budget(Base):
    """One. Grants of its source that were granted in its time come out of it, and are not paid once it is used up."""

    __tablename__ = "budgets"
    __table_args__ = (
        CheckConstraint("tokens_most > 0 AND spent BETWEEN 0 AND tokens_most", "spent"),
        CheckConstraint("since < until", "time"),
        Index(None, "until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(16))
    """rules.earning.Source."""
    tokens_most: Mapped[int] = mapped_column(BigInteger)
    spent: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """This moment is not in it."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    created_by: Mapped[UUID | None]
    """A member of staff."""


class Sheet(NamedTuple):
    """A budget as it stands."""

    id: UUID
    campaign: str
    source: str
    tokens_most: int
    spent: int
    since: datetime
    until: datetime
    created_at: datetime | None = None

    @property
    def left(self) -> int:
        """Tokens that can still be paid."""
        return self.tokens_most - self.spent

    def covers(self, source: str, at: datetime) -> bool:
        """Whether a grant comes out of it."""
        return self.source == source and self.since <= at < self.until


_COLUMNS = "id, campaign, source, tokens_most, spent, since, until, created_at"


def lock(connection: Connection, granted: Collection[tuple[str, datetime]]) -> list[Sheet]:
    """Those that any of these grants, by source and time, comes out of; locked, in the order of their ids."""
    statement = sql(
        f"SELECT {_COLUMNS} FROM budgets b WHERE until > :first AND EXISTS (SELECT FROM json_to_recordset(:rows) "
        "AS r(s text, a timestamptz) WHERE b.source = r.s AND b.since <= r.a AND r.a < b.until) "
        "ORDER BY id FOR NO KEY UPDATE"
    )
    rows = encode_rows([{"s": source, "a": at} for source, at in granted])
    found = connection.execute(statement, {"rows": rows, "first": min(at for _, at in granted)})
    return [Sheet(*row) for row in found]


def spend(connection: Connection, spent: Mapping[UUID, int]) -> None:
    """So many tokens were paid out of each; they are locked."""
    rows = [{"i": id_, "n": tokens} for id_, tokens in spent.items() if tokens]
    statement = sql(
        "UPDATE budgets b SET spent = b.spent + r.n FROM json_to_recordset(:rows) AS r(i uuid, n bigint) "
        "WHERE b.id = r.i"
    )
    if rows:
        connection.execute(statement, {"rows": encode_rows(rows)})


def create(connection: Connection, budget: Sheet, by: UUID) -> None:
    """Add one, of which nothing is spent."""
    statement = sql(
        "INSERT INTO budgets (id, campaign, source, tokens_most, since, until, created_by) "
        "VALUES (:id, :campaign, :source, :tokens_most, :since, :until, :by)"
    )
    connection.execute(statement, {**budget._asdict(), "by": by})


def one(connection: Connection, budget: UUID) -> Sheet | None:
    """A budget."""
    row = connection.execute(sql(f"SELECT {_COLUMNS} FROM budgets WHERE id = :id"), {"id": budget}).first()
    return None if row is None else Sheet(*row)


def page(connection: Connection, before: UUID | None, limit: int) -> Sequence[Sheet]:
    """Budgets, latest first, from before an id on."""
    statement = sql(
        f"SELECT {_COLUMNS} FROM budgets WHERE CAST(:before AS uuid) IS NULL OR id < :before "
        "ORDER BY id DESC LIMIT :limit"
    )
    return [Sheet(*row) for row in connection.execute(statement, {"before": before, "limit": limit})]
