"""Reconciliation on a real Postgres, with partners whose statements a test writes down."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from bridges import reconciling
from models import breaks, leases, partner_lines, partner_state
from rules.partnering import PARTNERS, Money
from tasks import runtime
from tasks.reconciling import match_statements
from tests.tasks.stated import COST, Stated, found, frozen, new, partner, state

__all__ = ["partner"]


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


def test_each_partner_has_its_turn_whatever_becomes_of_the_others(
    engine: Engine, partner: Stated, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that fails, or that somebody is stuck with, is not begun with again before the others were."""
    partner.fails = True
    monkeypatch.setattr(runtime, "partners", lambda: dict.fromkeys(PARTNERS, partner))
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    with engine.begin() as connection:
        leases.take(connection, "statement:tremendous", "a frozen one", 60)
        connection.execute(text("UPDATE partner_statements SET begun_at = NULL"))
    for _ in range(4):
        match_statements()
    first = begun(engine)
    assert all(first.values()), "each has had its turn"
    with engine.begin() as connection:
        wait = "CASE partner WHEN 'tremendous' THEN interval '2 minutes' ELSE interval '1 minute' END"
        connection.execute(text(f"UPDATE partner_statements SET begun_at = begun_at - {wait}"))
    for latest in ("tremendous", "reloadly-airtime"):
        match_statements()
        now = begun(engine)
        assert max(now, key=lambda name: now[name]) == latest
    before = begun(engine)
    match_statements()
    match_statements()
    assert begun(engine)["tremendous"] == before["tremendous"], "not again before its time"


def begun(engine: Engine) -> dict[str, datetime]:
    """When each partner's statement was begun with."""
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(text("SELECT partner, begun_at FROM partner_statements"))}


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


def test_costs_are_kept_as_they_were_said_so_that_many_make_no_drift(engine: Engine, partner: Stated) -> None:
    said = Money(Decimal("4.12345"), "USD")
    redemption = new(engine, "unknown")
    partner.line(redemption, cost=said)
    partner.left = Money(1000 - said.amount, "USD")
    assert partner.matched()
    reconciling.weigh(engine, "tremendous", ["tremendous"], partner)
    with engine.begin() as connection:
        statement = "SELECT cost_amount FROM redemptions WHERE id = :id"
        assert connection.execute(text(statement), {"id": redemption}).scalar_one() == said.amount
        paid = Decimal(1000)
        assert partner_lines.float_of(connection, "tremendous", paid, "USD") == (paid, paid)


def bucket(engine: Engine, level: float) -> None:
    """So many calls may be made now, and hardly any more for long."""
    with engine.begin() as connection:
        statement = "UPDATE partner_state SET rate_a_second = 0.01, burst = 1000, level = :level, level_at = now()"
        connection.execute(text(statement), {"level": level})


def test_each_page_of_a_statement_is_a_call_of_its_partners_rate(engine: Engine, partner: Stated) -> None:
    partner.page = 1
    for _ in range(3):
        partner.line(new(engine, "unknown"))
    bucket(engine, 1000)
    assert partner.matched()
    with engine.connect() as connection:
        statement = text("SELECT level FROM partner_state WHERE partner = 'tremendous'")
        assert connection.execute(statement).scalar_one() < 997.5, "three pages, and their end"
    bucket(engine, -1)
    partner.line(new(engine, "unknown"))
    assert not partner.matched(), "there is no room for it within the time that it may take"
    with engine.connect() as connection:
        (why,) = connection.execute(text("SELECT failure FROM partner_statements WHERE partner = 'tremendous'")).one()
    assert why == "it took too long"


def test_a_statement_of_much_is_read_in_parts_that_can_be(
    engine: Engine, partner: Stated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "_SENT_MOST", 2)
    bucket(engine, 1000)
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_statements SET matched_until = now() - interval '7 hours'"))
    sent = [(new(engine, "unknown", hours), timedelta(hours=hours)) for hours in (5.5, 5.0, 4.5, 4.0)]
    for one, ago in sent:
        partner.line(one, at=datetime.now(UTC) - ago)
    for done in (2, 4):
        assert partner.matched()
        assert [state(engine, one) for one, _ in sent] == ["succeeded"] * done + ["unknown"] * (4 - done)
