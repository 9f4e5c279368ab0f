"""A partner whose statement and balance a test writes down, and what matching them did."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from bridges import reconciling
from bridges.partners.port import Unavailable
from models import breaks, partner_state
from models.breaks import Shown
from models.redemption_steps import Changed
from rules.partnering import Line, Money
from tests.redeeming import Scripted, redeemed, sell

VALUE, COST = Money(Decimal(5), "USD"), Money(Decimal("4.90"), "USD")


class Stated(Scripted):
    """Its statement and its balance are written down too."""

    def __init__(self, engine: Engine) -> None:
        super().__init__("tremendous")
        self._engine = engine
        self.told: list[Changed] = []
        self.lines: list[Line] = []
        self.left = Money(Decimal(1000), "USD")
        self.fails = False
        self.page = 1000

    def matched(self) -> bool:
        """One tick of its own."""
        return reconciling.match(self._engine, "tremendous", self, self.told.extend)

    def statement(self, start: datetime, end: datetime) -> Iterator[list[Line]]:
        """What was written down, if it is of that time."""
        if self.fails:
            raise Unavailable("http_503")
        found = [one for one in self.lines if start <= one.at < end]
        for begin in range(0, len(found), self.page):
            yield found[begin : begin + self.page]

    def balance(self) -> Money:
        """As written down."""
        return self.left

    def line(self, redemption: UUID | str | None, verdict: Any = "succeeded", **changes: Any) -> Line:
        """One more, made half an hour ago."""
        at = datetime.now(UTC) - timedelta(minutes=30)
        reference = None if redemption is None else str(redemption)
        made = Line(f"P{len(self.lines)}", reference, verdict, VALUE, COST, at)._replace(**changes)
        self.lines.append(made)
        return made


@pytest.fixture
def partner(engine: Engine) -> Stated:
    """A partner whose statement was matched a moment ago."""
    with engine.begin() as connection:
        for table in ("partner_lines", "breaks", "partner_floats", "leases"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("UPDATE partner_state SET frozen_reason = NULL, frozen_at = NULL"))
        connection.execute(text("UPDATE redemptions SET sent_at = now() - interval '9 days'"))
        moment = "since = '2026-01-01', matched_until = now() - interval '2 hours', deep_at = now(), failed_at = NULL"
        connection.execute(text(f"UPDATE partner_statements SET {moment}"))
    return Stated(engine)


def new(engine: Engine, state: str = "held", hours: float = 0.5) -> UUID:
    """A redemption that was sent so long ago, and is in a state since."""
    redemption = redeemed(engine, sell_once(engine))
    with engine.begin() as connection:
        statement = (
            "UPDATE redemptions SET state = :state, sent_at = now() - make_interval(secs => :s), "
            "changed_at = now() - make_interval(secs => :s), next_attempt_at = NULL WHERE id = :id"
        )
        connection.execute(text(statement), {"state": state, "s": hours * 3600, "id": redemption})
    return redemption


def sell_once(engine: Engine) -> UUID:
    """The product of all of them."""
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM products LIMIT 1")).scalar()
    return found or sell(engine)


def state(engine: Engine, redemption: UUID) -> str:
    statement = text("SELECT state FROM redemptions WHERE id = :id")
    with engine.connect() as connection:
        return str(connection.execute(statement, {"id": redemption}).scalar())


def found(engine: Engine, is_open: bool | None = True) -> list[Shown]:
    with engine.connect() as connection:
        return list(breaks.page(connection, is_open, None, None, None, 100))


def frozen(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return next(one.frozen_reason for one in partner_state.every(connection) if one.partner == "tremendous")
