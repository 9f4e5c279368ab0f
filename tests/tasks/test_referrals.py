"""Referrals: claimed once, qualified by play, held, and paid to both sides at once or to none."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from psycopg.errors import LockNotAvailable
from redis import Redis
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError
from uuid_utils.compat import uuid7

from bridges import told
from events.catalog import PlayerTold
from events.codec import decode
from models import (
    budgets,
    erasure,
    ledger,
    networks,
    players,
    referral_appeals,
    referral_decisions,
    referral_facts,
    referrals,
    switches,
    thresholds,
)
from models.audit import Finding
from models.budgets import Sheet
from models.ledger import Wanted
from models.ledger_audit import audit
from models.referral_steps import Changed
from rules.switches import of_source
from tasks import hints, referral_deciding, runtime
from tasks.referrals import move_referrals
from tests.pipeline import Log, answer
from tests.referring import NOW, ReferralLog, claim, coded, empty, inviting, of, player, prove, standing
from web.realtime.referral_messages import ReferralChanged

DAYS = {"referral_play_days": 1, "referral_games": 2, "referral_hold_days": 0}


@pytest.fixture(autouse=True)
def _empty(owner_engine: Engine, boards_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    empty(owner_engine)
    client = Redis.from_url(boards_url)
    monkeypatch.setattr(runtime, "boards", lambda: client)
    monkeypatch.setattr(hints, "_quiet_until", 0.0)
    yield
    client.close()


@pytest.fixture
def log(engine: Engine) -> ReferralLog:
    """An empty partition of referrals, in a world where two games and no hold are enough."""
    for name, value in DAYS.items():
        put(engine, name, value)
    return ReferralLog(engine)


def put(engine: Engine, name: str, value: int) -> None:
    with engine.begin() as connection:
        thresholds.put(connection, name, value, "test", None)


def play(engine: Engine, who: UUID, games: int = 2, took_ms: int = 3_000) -> None:
    """Ranked sessions to their end, as slices of answers."""
    answers = Log(engine)
    for number in range(games):
        session = answers.session(who, count=4)
        at = NOW + timedelta(minutes=1 + number)
        answers.values += [answer(session, who, no, "a", at=at, took_ms=took_ms) for no in range(4)]
    answers.apply()


def brought(log: ReferralLog, known: bool = True, **more: Any) -> tuple[UUID, UUID]:
    """A referrer, and who claimed their code."""
    referrer = inviting(log.engine)
    referee = player(log.engine, "Boris", known, **more)
    log.values.append(claim(referee, referrer))
    log.follow()
    return referrer, referee


def held(log: ReferralLog) -> tuple[UUID, UUID]:
    referrer, referee = brought(log)
    play(log.engine, referee)
    log.follow()
    assert of(log.engine, referee).state == "held"
    return referrer, referee


def posted(engine: Engine, *who: UUID) -> list[int]:
    return [standing(engine, one).posted for one in who]


def broken(engine: Engine) -> list[Finding]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return [finding for finding in audit(connection) if finding.broken]


def told_of(engine: Engine) -> list[PlayerTold]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT value FROM outbox WHERE topic = 'player.notifications' ORDER BY id"))
        found = [decode(bytes(row.value)) for row in rows]
    return [event for event in found if isinstance(event, PlayerTold)]


def refused(log: Log) -> list[str]:
    return [row[0] for row in log.all("SELECT code FROM refused WHERE topic = 'referral.events' ORDER BY kafka_offset")]


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
        referral_decisions.decide(connection, found.id, "pass", "mo: I know them")
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


@pytest.fixture
def impatient(engine: Engine) -> None:
    """Whoever waits for a row gives up at once, as after the two seconds of a worker's own connections."""

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '20ms'")

    event.listen(engine, "begin", begin)


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
        referral_decisions.decide(connection, paid.id, "claw_back", "mo: a farm")
    assert standing(engine, referrer)[::2] == (0, 150)
    assert standing(engine, referee)[::2] == (0, 0)
    assert of(engine, referee).state == "clawed_back"
    with engine.begin() as connection:
        assert referral_appeals.appealable(connection, referrer, paid.id)
        referral_appeals.uphold(connection, paid.id, "mo", "a mistake")
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
