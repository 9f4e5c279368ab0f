"""One person is rewarded for being brought once, whatever accounts they leave and make again."""

from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from models import erasure, thresholds
from rules.referral_marks import Marks
from tasks import referral_deciding, runtime
from tasks.referrals import move_referrals
from tests.referring import NOW, ReferralLog, claim, coded, of, player
from tests.tasks.referred import _empty, brought, log, play, posted

__all__ = ["_empty", "log"]

HAD = {
    "device": "INSERT INTO device_keys VALUES ('tablet', :p)",
    "mailbox": "UPDATE accounts SET email = 'Bo.Ris+' || left(email, 8) || '@gmail.com' WHERE player_id = :p",
    "phone": "INSERT INTO phones (player_id, phone) VALUES (:p, '+43660000001')",
}


def have(engine: Engine, who: UUID, what: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(HAD[what]), {"p": str(who)})


def paid(log: ReferralLog, what: str) -> tuple[UUID, UUID]:
    """Who brought, and who was brought and is paid."""
    referrer, referee = brought(log)
    have(log.engine, referee, what)
    play(log.engine, referee)
    log.follow()
    move_referrals()
    assert of(log.engine, referee).state == "paid"
    return referrer, referee


@pytest.mark.parametrize(("what", "code"), [("device", "device"), ("mailbox", "person"), ("phone", "person")])
def test_who_was_erased_is_not_rewarded_again(log: ReferralLog, engine: Engine, what: str, code: str) -> None:
    _, referee = paid(log, what)
    with engine.begin() as connection:
        erasure.erase(connection, referee)
    host, again = player(engine, "Yan", since=of(engine, referee).claimed_at), player(engine, "Cy")
    coded(engine, host, "bx7m2qdc")
    have(engine, again, what)
    log.values.append(claim(again, host, "bx7m2qdc"))
    log.follow()
    found = of(engine, again)
    assert (found.state, found.codes) == ("ineligible", [f"{code}_rewarded"])
    assert posted(engine, host, again) == [0, 0]
    columns = log.all("SELECT column_name FROM information_schema.columns WHERE table_name = 'referral_rewarded'")
    assert sorted(row[0] for row in columns) == ["hash", "kind", "rewarded_on"]


@pytest.mark.parametrize("what", HAD)
def test_what_is_ones_own_is_no_reason_afterwards(log: ReferralLog, engine: Engine, what: str) -> None:
    _, referee = paid(log, what)
    with engine.begin() as connection:
        limits = thresholds.read(connection)
        referral_deciding.doubt(of(engine, referee).id, NOW, connection, limits)
    assert of(engine, referee).state == "paid"


def test_marks_are_found_by_every_key_and_made_with_the_first() -> None:
    old, new = Marks([b"a" * 32]), Marks([b"b" * 32, b"a" * 32])
    assert old.of("x")[0] in new.of("x")
    assert new.of("x")[0] != old.of("x")[0]
    assert "a" * 32 not in repr(new)
    assert runtime.marks().of("x") != runtime.marks().of("y")
