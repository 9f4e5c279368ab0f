"""Both sides of a referral are paid at once or neither is, within budgets; what was paid is taken back whole."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import (
    budgets,
    erasure,
    ledger,
    referral_appeals,
    referral_decisions,
    switches,
    thresholds,
)
from models.budgets import Sheet
from models.ledger import Wanted
from models.referral_steps import Said
from rules.switches import of_source
from tasks import referral_deciding
from tasks.referrals import move_referrals
from tests.referring import NOW, ReferralLog, of, standing
from tests.tasks.referred import _empty, broken, held, log, posted, put

__all__ = ["_empty", "log"]


def test_a_budget_that_is_too_small_for_both_pays_neither(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    with engine.begin() as connection:
        sheet = Sheet(uuid7(), "spring", "referral", 299, 0, NOW - timedelta(hours=1), NOW + timedelta(hours=1))
        budgets.create(connection, sheet, uuid7())
    move_referrals()
    found = of(engine, referee)
    assert (found.state, found.codes, posted(engine, referrer, referee)) == ("ineligible", ["budget_spent"], [0, 0])


def test_breaker_and_switch_have_it_wait(log: ReferralLog, engine: Engine) -> None:
    _, referee = held(log)
    put(engine, "referral_breaker_tokens", 299)
    move_referrals()
    assert of(engine, referee).state == "held"
    put(engine, "referral_breaker_tokens", 300)
    with engine.begin() as connection:
        switches.turn(connection, of_source("referral"), False, "test", None)
        connection.execute(text("UPDATE referrals SET due_at = now()"))
    move_referrals()
    assert of(engine, referee).state == "held"
    with engine.begin() as connection:
        switches.turn(connection, of_source("referral"), True, "test", None)
        connection.execute(text("UPDATE referrals SET due_at = now()"))
    move_referrals()
    assert of(engine, referee).state == "paid"


def test_what_was_spent_is_owed_when_it_is_taken_back(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    move_referrals()
    with engine.begin() as connection:
        ledger.post(connection, [Wanted("purchase", str(uuid7()), referrer, "debit", 150, "purchase", "spent")])
    paid = of(engine, referee)
    with engine.begin() as connection:
        referral_decisions.decide(connection, paid.id, "claw_back", Said("mo", "a farm"))
    assert standing(engine, referrer)[::2] == (0, 150)
    assert standing(engine, referee)[::2] == (0, 0)
    assert of(engine, referee).state == "clawed_back"
    with engine.begin() as connection:
        assert referral_appeals.appealable(connection, referrer, paid.id)
        referral_appeals.uphold(connection, paid.id, Said("mo", "a mistake"))
    move_referrals()
    assert of(engine, referee).state == "paid"
    assert standing(engine, referrer)[::2] == (50, 0)
    assert [finding.name for finding in broken(engine) if "purchase" not in finding.name] == []


def test_who_is_erased_ends_it_for_both(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    with engine.begin() as connection:
        erasure.erase(connection, referee)
    move_referrals()
    assert of(engine, referee).codes == ["erased"]
    assert posted(engine, referrer, referee) == [0, 0]


def test_what_is_known_of_who_redeems_takes_it_back(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    move_referrals()
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO device_keys VALUES ('two', :p), ('two', :q)"), {"p": referrer, "q": referee}
        )
    with engine.begin() as connection:
        limits = thresholds.read(connection)
        paid = of(engine, referee)
        referral_deciding.doubt(paid.id, NOW, connection, limits)
    assert of(engine, referee).state == "clawed_back"
    assert posted(engine, referrer, referee) == [0, 0]
    assert broken(engine) == []


@pytest.mark.parametrize("harm", ["half", "unpaid", "twice"])
def test_the_audit_sees_one_that_is_half_paid(
    log: ReferralLog, engine: Engine, owner_engine: Engine, harm: str
) -> None:
    _, referee = held(log)
    move_referrals()
    statement = {
        "half": "DELETE FROM grants WHERE source = 'referral' AND player_id = :p",
        "unpaid": "UPDATE grants SET state = 'due', paid = NULL WHERE source = 'referral' AND player_id = :p",
        "twice": (
            "INSERT INTO grants SELECT :p, source, source_key, 1, now(), 'paid', 1 FROM grants "
            "WHERE source = 'referral' LIMIT 1"
        ),
    }[harm]
    with owner_engine.begin() as connection:
        connection.execute(text(statement), {"p": uuid7() if harm == "twice" else referee})
    assert any(finding.name.startswith("referrals: both sides") for finding in broken(engine))
