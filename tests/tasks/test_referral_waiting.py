"""Referrals that cannot be paid just now: what they wait for, and that they keep no other waiting."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from models import (
    budgets,
    erasure,
    referral_decisions,
    referral_facts,
    referral_rewards,
    referral_steps,
    thresholds,
)
from models.budgets import Sheet
from models.referral_steps import Said
from rules.thresholds import Thresholds
from tasks import referral_deciding
from tasks.referrals import move_referrals
from tests.fighting import Fight, Moves
from tests.referring import NOW, ReferralLog, claim, inviting, of, player, prove, standing
from tests.tasks.referred import _empty, held, impatient, log, play, posted

__all__ = ["_empty", "impatient", "log"]


def another(log: ReferralLog, referrer: UUID) -> UUID:
    """Who was brought by them too, and is held."""
    other = player(log.engine, "Carla")
    log.values.append(claim(other, referrer))
    log.follow()
    play(log.engine, other)
    log.follow()
    return other


def test_one_that_fails_is_put_off_and_keeps_no_other_waiting(log: ReferralLog, engine: Engine) -> None:
    referrer, broken = held(log)
    other = another(log, referrer)
    with engine.begin() as connection:
        half = "INSERT INTO grants VALUES (:p, 'referral', :key, 1, now(), 'paid', 1)"
        connection.execute(text(half), {"p": broken, "key": str(of(engine, broken).id)})
    with pytest.raises(IntegrityError):
        move_referrals()
    assert (of(engine, broken).state, of(engine, other).state) == ("held", "paid")
    due = of(engine, broken).due_at
    assert due is not None
    assert due > NOW + timedelta(minutes=50)
    move_referrals()


def test_an_hour_is_one_of_a_referrals_day() -> None:
    assert referral_deciding.again(Thresholds()) == timedelta(hours=1)
    assert referral_deciding.again(Thresholds(referral_day_seconds=60)) == timedelta(seconds=2.5)


def test_a_host_who_proves_an_address_late_is_paid_then(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM accounts WHERE player_id = :p"), {"p": referrer})
    move_referrals()
    assert of(engine, referee).state == "held"
    prove(engine, referrer)
    move_referrals()
    assert of(engine, referee).state == "paid"


def test_a_ban_has_a_payment_wait(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    with engine.begin() as connection:
        ban = (
            "INSERT INTO sanctions (id, player_id, kind, ground, reason, since, hiding) "
            "VALUES (gen_random_uuid(), :p, 'ban', 'rules', 'test', now() - interval '1 minute', false)"
        )
        connection.execute(text(ban), {"p": referrer})
    move_referrals()
    assert (of(engine, referee).state, posted(engine, referrer, referee)) == ("held", [0, 0])


def test_who_people_let_pass_are_not_parted_again(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    with engine.begin() as connection:
        for who in (referrer, referee):
            connection.execute(text("INSERT INTO device_keys VALUES ('one', :p)"), {"p": who})
        referral_steps.clear(connection, of(engine, referee), ["same_device"])
    move_referrals()
    assert of(engine, referee).state == "paid"
    assert log.all("SELECT kind FROM pair_restrictions") == []


def test_battles_that_ended_while_the_claim_was_on_its_way_are_found(log: ReferralLog, engine: Engine) -> None:
    referrer, one, other = inviting(engine), player(engine, "Boris"), player(engine, "Cy")
    battles = Moves(engine)
    battles.values += Fight(engine, (one, other), at=NOW + timedelta(minutes=1)).play(7, 4).events
    battles.apply()
    log.values += [claim(one, referrer), claim(other, referrer)]
    log.follow()
    with engine.begin() as connection:
        connection.execute(text("UPDATE referrals SET applied_at = now() - interval '1 minute'"))
    move_referrals()
    found = log.all("SELECT referee_id, count(*), bool_and(human) FROM referral_plays GROUP BY 1 ORDER BY 1")
    assert found == [(who, 1, True) for who in sorted((one, other))]


@pytest.mark.usefixtures("impatient")
def test_payments_take_turns(log: ReferralLog, engine: Engine) -> None:
    _, referee = held(log)
    with engine.begin() as connection:
        referral_rewards.of_day(connection, NOW)
        move_referrals()
        assert of(engine, referee).state == "held"
    move_referrals()
    assert of(engine, referee).state == "paid"


def test_a_budget_that_has_just_enough_pays_both(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    with engine.begin() as connection:
        sheet = Sheet(uuid7(), "spring", "referral", 300, 0, NOW - timedelta(hours=1), NOW + timedelta(hours=1))
        budgets.create(connection, sheet, uuid7())
    move_referrals()
    assert posted(engine, referrer, referee) == [200, 100]


def test_after_its_window_nothing_is_taken_back(log: ReferralLog, engine: Engine) -> None:
    sides = held(log)
    move_referrals()
    with engine.begin() as connection:
        for who in sides:
            connection.execute(text("INSERT INTO device_keys VALUES ('one', :p)"), {"p": who})
        one = of(engine, sides[1])
        assert one.paid_at is not None
        late = one.paid_at + timedelta(days=90)
        referral_deciding.doubt(one.id, late, connection, thresholds.read(connection))
    assert of(engine, sides[1]).state == "paid"
    with engine.begin() as connection:
        soon = late - timedelta(seconds=1)
        referral_deciding.doubt(one.id, soon, connection, thresholds.read(connection))
    assert of(engine, sides[1]).state == "clawed_back"


def test_of_who_was_erased_nothing_is_taken_back(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    move_referrals()
    with engine.begin() as connection:
        erasure.erase(connection, referee)
    left = standing(engine, referee)
    with engine.begin() as connection:
        referral_decisions.decide(connection, of(engine, referee).id, "claw_back", Said("mo", "a farm"))
    assert standing(engine, referee) == left
    assert posted(engine, referrer) == [0]


def test_one_that_is_held_counts_as_rewarded(log: ReferralLog, engine: Engine) -> None:
    referrer, first = held(log)
    second = player(engine, "Carla")
    log.values.append(claim(second, referrer))
    log.follow()
    with engine.begin() as connection:
        for who in (first, second):
            connection.execute(text("INSERT INTO device_keys VALUES ('tablet', :p)"), {"p": who})
        facts = referral_facts.of(connection, of(engine, second), thresholds.read(connection))
    assert (facts.device_rewarded, facts.lifetime) == (True, 1)
