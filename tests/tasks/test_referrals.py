"""Referrals: claimed once, qualified by play, held, and decided by rules and people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from psycopg.errors import LockNotAvailable
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from uuid_utils.compat import uuid7

from bridges import told
from models import (
    networks,
    players,
    referral_decisions,
    referral_facts,
    referrals,
    thresholds,
)
from models.referral_steps import Changed, Said
from tasks import referral_deciding
from tasks.referrals import move_referrals
from tests.referring import NOW, ReferralLog, claim, coded, inviting, of, player, prove
from tests.tasks.referred import _empty, broken, brought, held, impatient, log, play, posted, refused, told_of
from web.realtime.referral_messages import ReferralChanged

__all__ = ["_empty", "impatient", "log"]


def test_from_the_claim_to_both_being_paid_once(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = brought(log)
    assert (of(engine, referee).state, posted(engine, referrer, referee)) == ("joined", [0, 0])
    play(engine, referee, games=1)
    log.follow()
    assert of(engine, referee).state == "joined"
    play(engine, referee, games=1)
    log.follow()
    assert of(engine, referee).state == "held"
    for _ in range(2):
        move_referrals()
    assert of(engine, referee).state == "paid"
    assert posted(engine, referrer, referee) == [200, 100]
    assert broken(engine) == []
    kinds = [(told.player_id, told.kind) for told in told_of(engine) if told.kind.startswith("referral")]
    assert kinds.count((referrer, "referral_joined")) == 1
    assert {(who, kind) for who in (referrer, referee) for kind in ("referral_held", "referral_paid")} <= set(kinds)


def test_a_change_is_a_frame_of_the_socket_to_both(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = brought(log)
    one = of(engine, referee)
    frames = told.referrals([Changed(one.id, one.sides, "held", 3)])
    assert [player for player, _ in frames] == [referrer, referee]
    for _, frame in frames:
        assert msgspec.json.decode(frame, type=ReferralChanged) == ReferralChanged(id=one.id, state="held", version=3)


def test_a_code_is_claimed_once_soon_and_before_play(log: ReferralLog, engine: Engine) -> None:
    referrer, other = inviting(engine), inviting(engine, "Yan", "bx7m2qdc")
    first, late, played = (player(engine, "Cy") for _ in range(3))
    play(engine, played, games=1)
    log.values += [
        claim(first, referrer),
        claim(first, referrer),
        claim(first, other, "bx7m2qdc"),
        claim(late, referrer, at=NOW + timedelta(hours=25)),
        claim(played, referrer, at=NOW + timedelta(hours=1)),
    ]
    row = log.follow()
    assert (row.applied_n, row.copies, row.refused) == (1, 1, 3)
    assert refused(log) == ["already_claimed", "claim_late", "already_played"]
    assert of(engine, first).referrer_id == referrer


def test_games_of_machines_do_not_count(log: ReferralLog, engine: Engine) -> None:
    _, referee = brought(log)
    play(engine, referee, games=3, took_ms=100)
    log.follow()
    assert of(engine, referee).state == "joined"


def test_who_has_proved_nothing_waits_until_they_do(log: ReferralLog, engine: Engine) -> None:
    _, referee = brought(log, known=False)
    play(engine, referee)
    log.follow()
    move_referrals()
    assert of(engine, referee).state == "joined"
    prove(engine, referee)
    move_referrals()
    move_referrals()
    assert of(engine, referee).state == "paid"


def test_games_that_ended_while_the_claim_was_on_its_way_are_found(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = inviting(engine), player(engine, "Boris")
    play(engine, referee)
    with engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET started_at = now() + interval '1 minute'"))
    log.values.append(claim(referee, referrer))
    log.follow()
    assert of(engine, referee).played_at is None
    with engine.begin() as connection:
        connection.execute(text("UPDATE referrals SET applied_at = now() - interval '1 minute'"))
    move_referrals()
    log.follow()
    assert of(engine, referee).state == "held"


def test_time_runs_out(log: ReferralLog, engine: Engine) -> None:
    _, referee = brought(log)
    with engine.begin() as connection:
        connection.execute(text("UPDATE referrals SET due_at = now()"))
    move_referrals()
    found = of(engine, referee)
    assert (found.state, found.codes) == ("ineligible", ["not_played"])


def test_one_person_is_not_two(log: ReferralLog, engine: Engine) -> None:
    referrer = inviting(engine, email="zoe.z@gmail.com")
    referee = player(engine, "Boris", email="zoez+1@gmail.com")
    log.values.append(claim(referee, referrer))
    log.follow()
    found = of(engine, referee)
    assert (found.state, found.codes) == ("ineligible", ["same_mailbox"])
    rows = log.all("SELECT kind, low_id, high_id FROM pair_restrictions")
    assert rows == [("fraud", min(referrer, referee), max(referrer, referee))]


def test_no_circle_is_made_by_claims_that_cross(engine: Engine) -> None:
    one, other = player(engine, "Ann"), player(engine, "Bob")
    for who, code in ((one, "kx7m2qdc"), (other, "bx7m2qdc")):
        coded(engine, who, code)
    logs = [ReferralLog(engine, partition) for partition in (1, 2)]
    logs[0].values.append(claim(one, other))
    logs[1].values.append(claim(other, one))
    with ThreadPoolExecutor() as pool:
        list(pool.map(ReferralLog.follow, logs))
    states = {of(engine, who).state: of(engine, who).codes for who in (one, other)}
    assert set(states) == {"joined", "ineligible"}
    assert "descendant" in states["ineligible"]


def test_doubts_are_a_case_and_people_decide(log: ReferralLog, engine: Engine) -> None:
    _, referee = brought(log, email="x@mailinator.com")
    with engine.begin() as connection:
        connection.execute(text("UPDATE players SET name = 'Zoe Zander' WHERE name IN ('Zoe', 'Boris')"))
    play(engine, referee)
    log.follow()
    found = of(engine, referee)
    assert (found.state, sorted(found.codes)) == ("qualified", ["disposable_mail", "similar_name"])
    [(subject,)] = log.all("SELECT subject FROM cases WHERE queue = 'referrals' AND decided_at IS NULL")
    assert subject == found.id
    with engine.begin() as connection:
        referral_decisions.decide(connection, found.id, "pass", Said("mo", "I know them"))
    move_referrals()
    assert of(engine, referee).state == "paid", "what was let pass is no reason any more"
    assert broken(engine) == []


def test_a_hold_that_ends_is_judged_again(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    with engine.begin() as connection:
        for who in (referrer, referee):
            connection.execute(text("INSERT INTO device_keys VALUES ('one', :p)"), {"p": who})
    move_referrals()
    assert of(engine, referee).codes == ["same_device"]
    assert posted(engine, referrer, referee) == [0, 0]
    assert broken(engine) == []


def test_two_at_once_pay_once(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: move_referrals(), range(4)))
    assert posted(engine, referrer, referee) == [200, 100]
    assert broken(engine) == []


@pytest.mark.usefixtures("impatient")
def test_a_slice_whose_players_another_holds_stays_where_it_is_and_loses_nothing(
    log: ReferralLog, engine: Engine
) -> None:
    _, referee = brought(log)
    play(engine, referee)
    with engine.begin() as connection:
        assert players.lock(connection, referee)
        with pytest.raises(OperationalError) as held_up:
            log.follow()
    assert isinstance(held_up.value.orig, LockNotAvailable)
    assert (of(engine, referee).state, log.row.applied, log.row.dead) == ("joined", len(log.values) - 1, 0)
    log.follow()
    assert (of(engine, referee).state, log.row.applied, log.row.dead) == ("held", len(log.values), 0)


@pytest.mark.usefixtures("impatient")
def test_one_that_another_holds_keeps_no_other_from_being_paid(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = held(log)
    other = player(engine, "Carla")
    log.values.append(claim(other, referrer))
    log.follow()
    play(engine, other)
    log.follow()
    with engine.begin() as connection:
        assert players.lock(connection, referee)
        move_referrals()
    assert (of(engine, referee).state, of(engine, other).state) == ("held", "paid")
    move_referrals()
    assert of(engine, referee).state == "paid"
    assert posted(engine, referrer, referee, other) == [400, 100, 100]
    assert broken(engine) == []


def come(engine: Engine, who: UUID) -> None:
    """They log in from one network with one kind of browser."""
    with engine.begin() as connection:
        networks.note(connection, who, "203.0.113.0/24")
        login = (
            "INSERT INTO devices (id, player_id, how, agent, seed, created_at, rotated_at) "
            "VALUES (:id, :p, 'password', 'rare', '', now(), now())"
        )
        connection.execute(text(login), {"id": uuid7(), "p": who})


def test_what_many_others_use_is_no_sign(log: ReferralLog, engine: Engine) -> None:
    for who in brought(log):
        come(engine, who)
    [(referee,)] = log.all("SELECT referee_id FROM referrals")

    def codes() -> set[str]:
        with engine.begin() as connection:
            one = of(engine, referee)
            return set(referral_deciding.judged(connection, one, thresholds.read(connection)).codes)

    for _ in range(9):
        come(engine, uuid7())
    assert codes() == {"fingerprint", "same_network"}
    come(engine, uuid7())
    assert codes() == set()


def test_what_is_counted_of_a_referral_is_what_there_is(log: ReferralLog, engine: Engine) -> None:
    """A referrer's first was paid; the second claims an hour and a half later, on the first one's device and line."""
    referrer, first = held(log)
    move_referrals()
    second = player(engine, "Carla")
    log.values.append(claim(second, referrer, at=NOW + timedelta(minutes=90)))
    log.follow()
    with engine.begin() as connection:
        phone = {"p": second, "phone": "+43660000001"}
        connection.execute(text("INSERT INTO phones (player_id, phone) VALUES (:p, :phone)"), phone)
        for who in (first, second):
            networks.note(connection, who, "203.0.113.0/24")
            connection.execute(text("INSERT INTO device_keys VALUES ('tablet', :p)"), {"p": who})
        facts = referral_facts.of(connection, of(engine, second), thresholds.read(connection))
    assert (facts.hour, facts.day, facts.season, facts.lifetime) == (1, 2, 2, 1)
    assert (facts.device_rewarded, facts.network_week) == (True, 1)
    assert (list(facts.referee.phones), list(facts.referee.devices)) == (["+43660000001"], [b"tablet"])
    assert (facts.battles, facts.mutual, facts.descends, facts.disposable) == (0, 0, False, False)
    assert facts.code_since < facts.referee_since


def test_pairs_that_are_linked_are_found(log: ReferralLog, engine: Engine) -> None:
    referrer, referee = brought(log)
    with engine.connect() as connection:
        found = referrals.linked(connection, [(referrer, referee), (referee, uuid7())])
    assert found == {frozenset((referrer, referee))}
