"""Referrals on a real Postgres: players, codes, claims and games, for tests that bring them to where they begin."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import REFERRALS, ReferralClaimed
from events.codec import encode
from events.identity import claim_event_id
from models import accounts, ledger, players, referral_codes, referral_steps, referrals
from models.accounts import Account
from models.players import Player
from models.referral_steps import Claim
from models.referrals import Row
from rules.ledger import Standing
from rules.thresholds import Thresholds
from tasks import referrals as following
from tasks.referral_deciding import Told
from tests.clearing import clear
from tests.pipeline import Log

NOW = datetime.now(UTC)
CODE = "kx7m2qdc"
TABLES = (
    "referral_steps, referral_plays, referral_rewarded, referrals, referral_codes, transfers, ledger_entries, "
    "ledger_seals, earned_days, grants, accounts, phones, device_keys, devices, player_networks, budgets, switches, "
    "cases, pair_restrictions, outbox"
)


def empty(owner: Engine) -> None:
    """No referrals, and no tokens."""
    with owner.begin() as connection:
        clear(connection, TABLES)
        connection.execute(text("DELETE FROM ledger_accounts WHERE kind <> 'house'"))
        connection.execute(text("DELETE FROM thresholds"))


class ReferralLog(Log):
    """A partition of `referral.events`."""

    topic = REFERRALS

    def taken(self) -> list[bytes]:
        """What the outbox holds for the topic; it is gone from there."""
        statement = text("DELETE FROM outbox WHERE topic = :topic RETURNING value")
        with self.engine.begin() as connection:
            return [bytes(row.value) for row in connection.execute(statement, {"topic": REFERRALS.name})]

    def follow(self) -> Any:
        """Apply what is new, with what the outbox holds for the topic; the partition's row."""
        self.values += self.taken()
        told = Told()
        assert self.apply(self.row.applied, apply=lambda connection, batch: following.apply(connection, batch, told))
        return self.row


def player(engine: Engine, name: str = "Ada", known: bool = True, since: datetime = NOW, email: str = "") -> UUID:
    """Somebody who signed up then."""
    made = uuid7()
    with engine.begin() as connection:
        players.insert_registered(connection, Player(id=made, name=name, country=None))
        connection.execute(text("UPDATE players SET created_at = :at WHERE id = :p"), {"at": since, "p": made})
    if known:
        prove(engine, made, email)
    return made


def prove(engine: Engine, made: UUID, email: str = "") -> None:
    """They have proved an address."""
    with engine.begin() as connection:
        address = email or f"{made}@buzzline.test"
        accounts.insert(connection, Account(player_id=made, email=address, email_key=address, password_hash=None))


def inviting(engine: Engine, name: str = "Zoe", code: str = CODE, email: str = "") -> UUID:
    """Somebody who has a code since before the others came."""
    made = player(engine, name, since=NOW - timedelta(days=90), email=email)
    coded(engine, made, code)
    return made


def coded(engine: Engine, whose: UUID, code: str) -> None:
    """They have had a code for long."""
    with engine.begin() as connection:
        referral_codes.make(connection, whose, code)
        connection.execute(text("UPDATE referral_codes SET created_at = now() - interval '80 days'"))


def claim(referee: UUID, referrer: UUID, code: str = CODE, at: datetime | None = None) -> bytes:
    """The bytes of an accepted claim."""
    event = ReferralClaimed(
        event_id=claim_event_id(referee, code),
        referral_id=uuid7(),
        referee_id=referee,
        referrer_id=referrer,
        received_at=at or NOW + timedelta(seconds=1),
    )
    return encode(event)


def joined(engine: Engine, referee: UUID) -> UUID:
    """Somebody was brought by somebody, past the API."""
    one = Claim(uuid7(), referee, player(engine, "Zoe"), claim_event_id(referee, CODE), NOW)
    with engine.begin() as connection:
        assert referral_steps.insert(connection, one, Thresholds(), timedelta(days=30))
    return one.id


def of(engine: Engine, referee: UUID) -> Row:
    """The referral that brought somebody."""
    with engine.connect() as connection:
        found = referrals.of_referee(connection, referee)
    assert found is not None
    return found


def standing(engine: Engine, whose: UUID) -> Standing:
    """Their tokens."""
    with engine.connect() as connection:
        return ledger.standing(connection, whose)
