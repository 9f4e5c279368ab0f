"""Reconciliation on a real Postgres, with partners whose statements a test writes down."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges import reconciling
from bridges.partners.port import Unavailable
from models import breaks, leases, partner_lines, partner_state
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

    def matched(self) -> bool:
        """One tick of its own."""
        return reconciling.match(self._engine, "tremendous", self, self.told.extend)

    def statement(self, start: datetime, end: datetime) -> Iterator[Line]:
        """What was written down, if it is of that time."""
        if self.fails:
            raise Unavailable("http_503")
        yield from (one for one in self.lines if start <= one.at < end)

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
        moment = "since = '2026-01-01', matched_until = now() - interval '2 hours', deep_at = now()"
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


def test_what_the_statement_says_for_good_settles_and_a_second_time_changes_nothing(
    engine: Engine, partner: Stated
) -> None:
    lost, refused, back = (new(engine, "unknown") for _ in range(3))
    partner.line(lost)
    partner.line(refused, "refused")
    partner.line(back, "reversed")
    for _ in range(2):
        assert partner.matched()
        assert [state(engine, one) for one in (lost, refused, back)] == ["succeeded", "refunded", "reversed"]
        assert found(engine) == []
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT partner_id, cost_amount FROM redemptions WHERE id = :i"), {"i": lost}
        ).one()
        causes = connection.execute(
            text("SELECT DISTINCT cause FROM redemption_transitions WHERE redemption_id = :i AND after = 'succeeded'"),
            {"i": lost},
        ).scalars()
    assert row == ("P0", COST.amount)
    assert [(one.id, one.state) for one in partner.told] == [
        (lost, "succeeded"),
        (refused, "refunded"),
        (back, "reversed"),
    ]
    assert list(causes) == ["statement"]


def test_a_late_reversal_is_done_and_told(engine: Engine, partner: Stated) -> None:
    redemption = new(engine, "unknown")
    made = partner.line(redemption)
    assert partner.matched()
    partner.lines = [made._replace(verdict="reversed")]
    assert partner.matched()
    assert state(engine, redemption) == "reversed"
    assert found(engine) == []
    (told,) = found(engine, None)
    assert (told.kind, told.resolution, told.redemption_id) == ("late_reversal", "settled", redemption)


def test_what_contradicts_is_a_break_once_until_it_agrees(engine: Engine, partner: Stated) -> None:
    redemption = new(engine, "unknown")
    made = partner.line(redemption)
    assert partner.matched()
    partner.lines = []
    age(engine, redemption)
    for _ in range(2):
        assert partner.matched()
        (missing,) = found(engine)
        assert (missing.kind, missing.redemption_id, missing.tokens) == ("missing_there", redemption, 5_000)
    partner.lines = [made]
    assert partner.matched()
    assert found(engine) == []
    assert [one.resolution for one in found(engine, None)] == ["agreed"]
    partner.lines = [made._replace(cost=Money(Decimal(6), "USD"))]
    assert partner.matched()
    assert [one.kind for one in found(engine)] == ["amount"]


def age(engine: Engine, redemption: UUID) -> None:
    """Have it stand as it stands for an hour."""
    with engine.begin() as connection:
        statement = "UPDATE redemptions SET changed_at = now() - interval '1 hour' WHERE id = :id"
        connection.execute(text(statement), {"id": redemption})


def test_what_people_resolved_is_open_again_only_if_it_is_another(engine: Engine, partner: Stated) -> None:
    partner.line("by hand", cost=COST)
    assert partner.matched()
    (one,) = found(engine)
    with engine.begin() as connection:
        breaks.resolve(connection, one.id, "explained", "Bought by hand.", uuid4())
    assert partner.matched()
    assert found(engine) == []
    partner.lines[0] = partner.lines[0]._replace(cost=Money(Decimal(9), "USD"))
    assert partner.matched()
    assert [(again.id, again.reason) for again in found(engine)] == [(one.id, None)]
    assert frozen(engine) is None


def test_an_order_of_ours_that_we_do_not_know_freezes_the_partner(engine: Engine, partner: Stated) -> None:
    lost = uuid7()
    partner.line(lost)
    assert partner.matched()
    assert str(lost) in (frozen(engine) or "")
    with engine.begin() as connection:
        assert breaks.lost(connection, "tremendous") == 1
        partner_state.freeze(connection, "tremendous", None)
    assert partner.matched()
    assert frozen(engine) is None, "it is known by now"
    (one,) = found(engine)
    assert (one.kind, one.redemption_id, one.tokens) == ("missing_here", lost, None)


def may_submit(engine: Engine) -> bool:
    with engine.begin() as connection:
        return partner_state.room(connection, "tremendous", 5).submissions > 0


def test_after_a_restore_nothing_is_sent_until_the_statement_of_what_was_lost_is_matched(
    engine: Engine, partner: Stated
) -> None:
    assert may_submit(engine)
    with engine.begin() as connection:
        moment = "matched_until = now() - interval '9 hours'"
        connection.execute(text(f"UPDATE partner_statements SET {moment}"))
        connection.execute(text("UPDATE partner_state SET timeline = timeline - 1"))
    assert not may_submit(engine), "before any tick"
    sent = new(engine, "held", 3)
    partner.line(sent, at=datetime.now(UTC) - timedelta(hours=3))
    assert partner.matched(), "the first six hours"
    assert (frozen(engine), may_submit(engine)) == (partner_state.RESTORED, False)
    assert partner.matched()
    assert frozen(engine) == partner_state.RESTORED, "what was under way then may still come up"
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET frozen_at = frozen_at - interval '1 hour'"))
    assert partner.matched()
    assert (frozen(engine), may_submit(engine)) == (None, True)
    assert state(engine, sent) == "succeeded", "it was sent before, and what came of it is known again"


def test_what_was_lost_for_good_is_for_people_before_anything_is_sent(engine: Engine, partner: Stated) -> None:
    assert may_submit(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET timeline = timeline - 1"))
    assert not may_submit(engine)
    partner.line(uuid7())
    assert partner.matched()
    assert partner.matched()
    assert not may_submit(engine)
    assert [one.kind for one in found(engine)] == ["missing_here"]


def test_a_statement_that_cannot_be_read_is_read_later(engine: Engine, partner: Stated) -> None:
    redemption = new(engine, "unknown")
    partner.line(redemption)
    partner.fails = True
    assert not partner.matched()
    assert state(engine, redemption) == "unknown"
    with engine.begin() as connection:
        (why,) = connection.execute(
            text("SELECT failure FROM partner_statements WHERE failed_at IS NOT NULL")
        ).scalars()
    assert why == "http_503"
    partner.fails = False
    assert partner.matched()
    assert state(engine, redemption) == "succeeded"


def test_two_workers_do_not_match_one_statement(engine: Engine, partner: Stated) -> None:
    with engine.begin() as connection:
        assert leases.take(connection, "statement:tremendous", "another", 60)
    partner.line(new(engine, "unknown"))
    assert not partner.matched()
    assert found(engine, None) == []


def test_what_changed_while_the_statement_was_read_is_left_alone(
    engine: Engine, partner: Stated, monkeypatch: pytest.MonkeyPatch
) -> None:
    redemption = new(engine, "unknown")
    partner.line(redemption, "refused")
    known = partner_lines.ours

    def slowly(*given: Any) -> Any:
        ours = known(*given)
        with engine.begin() as connection:
            connection.execute(text("UPDATE redemptions SET state = 'submitting' WHERE id = :i"), {"i": redemption})
        return ours

    monkeypatch.setattr(partner_lines, "ours", slowly)
    assert partner.matched()
    assert state(engine, redemption) == "submitting"


def test_the_balance_drifts(engine: Engine, partner: Stated) -> None:
    def weigh() -> list[str]:
        assert partner.matched()
        reconciling.weigh(engine, "tremendous", ["tremendous"], partner)
        return [one.kind for one in found(engine)]

    assert weigh() == []
    made = partner.line(new(engine, "unknown"))
    partner.left = Money(1000 - COST.amount, "USD")
    assert weigh() == weigh() == []
    partner.left = Money(990 - COST.amount, "USD")
    assert weigh() == []
    assert weigh() == ["balance_drift"]
    with engine.begin() as connection:
        assert next(one.balance_amount for one in partner_state.every(connection) if one.partner == "tremendous")
        partner_lines.accept_float(connection, "tremendous")
        breaks.resolve(connection, found(engine)[0].id, "explained", "Their fee.", uuid4())
    assert weigh() == weigh() == []
    partner.lines = [made._replace(verdict="reversed")]
    partner.left = Money(Decimal(990), "USD")
    assert weigh() == weigh() == []
