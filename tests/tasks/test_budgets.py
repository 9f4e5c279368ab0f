"""A campaign's budget is never overdrawn: what is granted after it is used up is not paid, whoever pays at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import budgets
from models.budgets import Sheet
from tasks import tokens
from tests.clearing import clear
from tests.processes import until
from tests.tasks.test_tokens import NOON, _empty, broken, grant, known, redis, standing

__all__ = ["_empty", "redis"]

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _none(owner_engine: Engine) -> None:
    with owner_engine.begin() as connection:
        clear(connection, "budgets")


def fund(engine: Engine, tokens_most: int, since: datetime = NOON, source: str = "streak") -> UUID:
    """A budget of an hour."""
    sheet = Sheet(uuid7(), "spring", source, tokens_most, 0, since, since + HOUR)
    with engine.begin() as connection:
        budgets.create(connection, sheet, uuid7())
    return sheet.id


def spent(engine: Engine, budget: UUID) -> int:
    with engine.connect() as connection:
        found = budgets.one(connection, budget)
    assert found
    return found.spent


def test_grants_of_its_source_and_time_come_out_of_it_until_it_is_used_up(engine: Engine) -> None:
    budget, other = fund(engine, 25), fund(engine, 5, source="daily")
    players = [known(engine) for _ in range(3)]
    for player in players:
        grant(engine, player, 10, "streak")
    outside = known(engine)
    grant(engine, outside, 10, "streak", NOON - timedelta(microseconds=1))
    grant(engine, outside, 10, "streak", NOON + HOUR)
    grant(engine, outside, 10, "battle")
    tokens.pay_grants()
    assert sorted(standing(engine, player).posted for player in players) == [5, 10, 10]
    assert standing(engine, outside).posted == 30
    assert (spent(engine, budget), spent(engine, other)) == (25, 0)
    grant(engine, outside, 10, "streak")
    tokens.pay_grants()
    assert standing(engine, outside).posted == 30
    assert broken(engine) == []


def test_of_two_budgets_each_must_have_it(engine: Engine) -> None:
    small, large = fund(engine, 6), fund(engine, 100, NOON - HOUR / 2)
    player = known(engine)
    grant(engine, player, 10, "streak")
    tokens.pay_grants()
    assert standing(engine, player).posted == 6
    assert (spent(engine, small), spent(engine, large)) == (6, 6)
    assert broken(engine) == []


def test_workers_that_pay_at_once_do_not_overdraw_it(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_AT_ONCE", 2)
    budget, players = fund(engine, 25), [known(engine) for _ in range(4)]
    for player in players:
        grant(engine, player, 10, "streak")
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    watching = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with watching as watch, ThreadPoolExecutor(2) as pool:
        with engine.begin() as connection:
            connection.execute(text("SELECT FROM budgets FOR UPDATE"))
            paying = [pool.submit(tokens.pay_grants) for _ in range(2)]
            until(lambda: watch.execute(waiting).scalar() == 2, what="both to be at the budget")
        for one in paying:
            one.result()
    tokens.pay_grants()
    assert sum(standing(engine, player).posted for player in players) == spent(engine, budget) == 25
    assert broken(engine) == []


def test_the_audit_sees_what_a_budget_does_not_say(engine: Engine, owner_engine: Engine) -> None:
    fund(engine, 25)
    grant(engine, known(engine), 10, "streak")
    tokens.pay_grants()
    assert broken(engine) == []
    with owner_engine.begin() as connection:
        connection.execute(text("UPDATE budgets SET spent = 9"))
    assert [one.name for one in broken(engine)] == ["ledger: of budgets is spent what was paid out of them"]
