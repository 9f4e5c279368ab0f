"""Grants are paid: once, within the caps, when their player is known; and taken back, and forfeited."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from redis import Redis
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges import told
from models import accounts, erasure, grants, ledger, players, switches
from models.accounts import Account
from models.audit import Finding
from models.grants import Due
from models.ledger_audit import audit
from models.players import Player
from rules.earning import RULES
from rules.ledger import Standing
from rules.switches import of_source
from tasks import hints, runtime, tokens
from tests.clearing import clear
from tests.processes import dies, kill_me
from web.realtime.wallet_messages import WalletChanged

NOON = datetime.now(UTC).replace(hour=12)


@pytest.fixture(autouse=True)
def _empty(owner_engine: Engine) -> None:
    with owner_engine.begin() as connection:
        clear(connection, "transfers, ledger_entries, ledger_seals, earned_days, grants, accounts, phones")
        connection.execute(text("DELETE FROM ledger_accounts WHERE kind <> 'house'"))


@pytest.fixture(autouse=True)
def redis(boards_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator["Redis"]:
    """Where frames are told."""
    client = Redis.from_url(boards_url)
    monkeypatch.setattr(runtime, "boards", lambda: client)
    monkeypatch.setattr(hints, "_quiet_until", 0.0)
    yield client
    client.close()


def guest(engine: Engine) -> UUID:
    player = uuid7()
    with engine.begin() as connection:
        players.insert_registered(connection, Player(id=player, name="Ada", country=None))
    return player


def register(engine: Engine, player: UUID) -> None:
    with engine.begin() as connection:
        address = f"{player}@buzzline.test"
        accounts.insert(connection, Account(player_id=player, email=address, email_key=address, password_hash=None))


def known(engine: Engine) -> UUID:
    player = guest(engine)
    register(engine, player)
    return player


def grant(engine: Engine, player: UUID, count: int, source: str = "achievement", at: datetime = NOON) -> Due:
    due = Due(player, source, str(uuid7()), count, at)
    with engine.begin() as connection:
        grants.add(connection, [due])
    return due


def standing(engine: Engine, player: UUID) -> Standing:
    with engine.connect() as connection:
        return ledger.standing(connection, player)


def broken(engine: Engine) -> list[Finding]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return [finding for finding in audit(connection) if finding.broken]


def test_what_is_granted_is_paid_once(engine: Engine) -> None:
    player, other = known(engine), known(engine)
    for _ in range(3):
        grant(engine, player, 10)
    grant(engine, other, 7)
    for _ in range(2):
        tokens.pay_grants()
    assert (standing(engine, player).posted, standing(engine, other).posted) == (30, 7)
    assert broken(engine) == []


def test_who_is_not_known_waits_until_they_are(engine: Engine) -> None:
    player = guest(engine)
    grant(engine, player, 10)
    tokens.pay_grants()
    tokens.wake_grants()
    tokens.pay_grants()
    with engine.connect() as connection:
        assert grants.waiting(connection, player) == 10
    assert standing(engine, player).posted == 0
    register(engine, player)
    tokens.wake_grants()
    tokens.pay_grants()
    assert standing(engine, player).posted == 10
    assert broken(engine) == []


def test_whoever_was_missed_is_found_by_the_hourly_tick(engine: Engine) -> None:
    player = known(engine)
    grant(engine, player, 10)
    with engine.begin() as connection:
        connection.execute(text("UPDATE grants SET state = 'waiting'"))
        connection.execute(text("UPDATE accounts SET created_at = now() - interval '1 hour'"))
    tokens.wake_grants()
    tokens.pay_grants()
    assert standing(engine, player).posted == 0
    tokens.wake_grants(ever=True)
    tokens.pay_grants()
    assert standing(engine, player).posted == 10


def test_those_who_are_not_known_do_not_hold_up_the_others(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_AT_ONCE", 2)
    for _ in range(5):
        grant(engine, guest(engine), 10, at=NOON - timedelta(minutes=1))
    player = known(engine)
    grant(engine, player, 10)
    for _ in range(3):
        tokens.pay_grants()
    assert standing(engine, player).posted == 10


def test_a_source_that_is_switched_off_is_paid_once_it_is_on_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And does not hold up the others, however much of it is due."""
    monkeypatch.setattr(tokens, "_AT_ONCE", 1)
    player = known(engine)
    for _ in range(2):
        grant(engine, player, 5, "battle", at=NOON - timedelta(minutes=1))
    grant(engine, player, 10)
    for is_on, paid in ((False, 10), (True, 20)):
        with engine.begin() as connection:
            switches.turn(connection, of_source("battle"), is_on, "a test", None)
        tokens.pay_grants()
        assert standing(engine, player).posted == paid
    assert broken(engine) == []


def test_a_days_cap_is_kept_over_transactions(engine: Engine) -> None:
    player, cap = known(engine), RULES["streak"].day_cap or 0
    for _ in range(3):
        grant(engine, player, 25, "streak")
        tokens.pay_grants()
    assert standing(engine, player).posted == cap == 50
    grant(engine, player, 25, "streak", NOON + timedelta(days=1))
    tokens.pay_grants()
    assert standing(engine, player).posted == 75
    assert broken(engine) == []


def test_a_worker_that_dies_pays_nothing_twice(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    player = known(engine)
    grant(engine, player, 10)
    monkeypatch.setattr(grants, "pay", lambda *_: kill_me())
    engine.dispose()  # the child opens a connection of its own
    assert dies(tokens.pay_grants)
    monkeypatch.undo()
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    assert standing(engine, player).posted == 0
    tokens.pay_grants()
    assert standing(engine, player).posted == 10
    assert broken(engine) == []


def test_the_player_is_told_how_they_stand(engine: Engine, redis: "Redis") -> None:
    player = known(engine)
    for count in (10, 5):
        grant(engine, player, count)
    with redis.pubsub() as channel:  # type: ignore[no-untyped-call]  # redis-py does not say
        channel.subscribe(told.CHANNEL)
        channel.get_message(timeout=5)
        tokens.pay_grants()
        message = channel.get_message(timeout=5)
    assert message
    whom, frame = told.read(message["data"])
    shown = msgspec.json.decode(frame, type=WalletChanged)
    assert (whom, shown.posted, shown.free) == (str(player), 15, 15)


def test_the_free_tokens_of_an_erased_player_expire(engine: Engine) -> None:
    player = known(engine)
    grant(engine, player, 10)
    tokens.pay_grants()
    with engine.begin() as connection:
        assert players.lock(connection, player)
        erasure.erase(connection, player)
    assert standing(engine, player) == Standing()
    assert broken(engine) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("paid grants have their transfer", "UPDATE grants SET paid = 9"),
        ("paid grants have their transfer", "DELETE FROM grants"),
        ("a day's earnings", "UPDATE earned_days SET tokens = '{}'"),
        ("entries are of a transfer", "DELETE FROM transfers"),
        ("balances are the sums", "DELETE FROM ledger_entries WHERE number IS NOT NULL"),
        ("all entries add up to 0", "UPDATE ledger_entries SET amount = amount + 1 WHERE number IS NULL"),
        ("each balance is the one before", "UPDATE ledger_entries SET balance = 9 WHERE number IS NOT NULL"),
        ("what is held", "UPDATE ledger_accounts SET held = 1 WHERE kind = 'player'"),
        ("a transfer's entries add up", "UPDATE transfers SET amount = 9"),
        ("every transfer is of a kind", "UPDATE transfers SET scope = 'other'"),
        ("tokens are taken back of void", "UPDATE transfers SET scope = 'void'"),
        ("tokens are forfeited by who was erased", "UPDATE transfers SET scope = 'erasure'"),
        ("what is taken back of a battle was paid", "UPDATE transfers SET scope = 'void'"),
        ("seals hold", "UPDATE transfers SET source = 'other'"),
        ("captures and releases", "UPDATE transfers SET kind = 'capture', pending_id = id"),
    ],
)
def test_the_audit_sees(engine: Engine, owner_engine: Engine, name: str, fault: str) -> None:
    grant(engine, known(engine), 10)
    tokens.pay_grants()
    tokens.seal_ledger()
    assert broken(engine) == []
    with owner_engine.begin() as connection:
        connection.execute(text(fault))
    assert [finding for finding in broken(engine) if finding.name.startswith(f"ledger: {name}")]


def test_who_is_erased_while_a_grant_is_on_its_way_gets_nothing(engine: Engine) -> None:
    ada = guest(engine)
    register(engine, ada)
    with engine.begin() as connection:
        grants.add(connection, [Due(ada, "battle", "x", 25, NOON)])
        due = grants.take(connection, 10)
        connection.execute(text("UPDATE players SET erased_at = now() WHERE id = :id"), {"id": ada})
        assert tokens.pay(connection, due) == []
    with engine.connect() as connection:
        assert ledger.standing(connection, ada) == Standing()
        assert connection.execute(text("SELECT state, paid FROM grants")).one() == ("paid", 0)
