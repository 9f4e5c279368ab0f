"""SECURITY.md 17, tokens that staff give or take: once, with another's word above a threshold, and in the books."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges import told
from models import accounts, ledger
from models.accounts import Account
from models.ledger_audit import audit
from rules.thresholds import Thresholds
from tests.web.admin.conftest import Member
from tests.web.conftest import Guest
from web.wires import Wires

Employ = Callable[..., Member]
THRESHOLD = Thresholds().credit_second_person_above
ABOVE = THRESHOLD + 1


@pytest.fixture
def player(become: Callable[..., Guest], engine: Engine) -> Guest:
    """Who has proved an address."""
    guest = become()
    with engine.begin() as connection:
        address = f"{guest.id}@buzzline.test"
        accounts.insert(connection, Account(player_id=guest.id, email=address, email_key=address, password_hash=None))
    return guest


def give(member: Member, player: Guest, amount: int, kind: str = "credit", key: str | None = None, **more: Any) -> Any:
    body = {"kind": kind, "amount": amount, "reason": "for the lost evening", **more}
    headers = {"Idempotency-Key": key or str(uuid7())}
    return member.post(f"/v1/admin/players/{player.id}/credits", body, headers=headers)


def posted(engine: Engine, player: Guest) -> int:
    with engine.connect() as connection:
        return ledger.standing(connection, player.id).posted


def broken(engine: Engine) -> list[str]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return [finding.name for finding in audit(connection) if finding.broken]


def test_17_tokens_are_given_and_taken_with_a_reason_in_the_log_and_the_player_is_told(
    employ: Employ, player: Guest, engine: Engine, audited: Callable[[UUID], list[dict[str, Any]]], wires: Wires
) -> None:
    member = employ("finance")
    with wires.redis.pubsub() as channel:  # type: ignore[no-untyped-call]  # redis-py does not say
        channel.subscribe(told.CHANNEL)
        channel.get_message(timeout=5)
        given = give(member, player, 50, message="Sorry for Monday.")
        frame = channel.get_message(timeout=5)
    assert (given.status_code, given.json["posted"]) == (201, 50), given.text
    whom, shown = told.read(frame["data"])
    assert (whom, msgspec.json.decode(shown)["free"]) == (str(player.id), 50)
    assert give(member, player, 20, "debit").json["free"] == 30
    assert give(member, player, 31, "debit").json.items() >= {"code": "tokens_insufficient", "free": 30}.items()
    taken = give(member, player, 40, "claw_back").json
    assert (taken["posted"], taken["owed"]) == (0, 10)
    first, *_ = audited(member.staff.id)
    assert (first["action"], first["reason"], first["after"]["amount"]) == (
        "players.credit",
        "for the lost evening",
        50,
    )
    with engine.connect() as connection:
        values = connection.execute(text("SELECT value FROM outbox WHERE key = :p ORDER BY id"), {"p": str(player.id)})
        assert [b"Sorry" in bytes(one) for one in values.scalars()] == [True, False, False]
    page = member.get(f"/v1/admin/players/{player.id}/wallet?limit=2").json
    assert (page["owed"], [one["kind"] for one in page["items"]]) == (10, ["claw_back", "debit"])
    assert page == player.get("/v1/wallet").json | player.get("/v1/wallet/entries?limit=2").json
    assert broken(engine) == []


def test_17_it_is_done_once_however_often_it_is_sent(employ: Employ, player: Guest, engine: Engine) -> None:
    member, key = employ("finance"), str(uuid7())
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: give(member, player, 5, key=key), range(4)))
    assert {one.status_code for one in sent} <= {201, 409}
    again = give(member, player, 5, key=key)
    assert (again.status_code, again.json["id"]) == (
        201,
        next(one.json["id"] for one in sent if one.status_code == 201),
    )
    assert posted(engine, player) == 5
    assert give(member, player, 6, key=key).json["code"] == "idempotency_key_reused"
    path, body = f"/v1/admin/players/{player.id}/credits", {"kind": "credit", "amount": 5, "reason": "x"}
    missing = member.post(path, body)
    assert (missing.status_code, missing.json["code"]) == (400, "idempotency_key_missing")
    assert posted(engine, player) == 5


def test_17_above_a_threshold_it_takes_two(employ: Employ, player: Guest, engine: Engine) -> None:
    member, key = employ("finance"), str(uuid7())
    asked = give(member, player, ABOVE, key=key)
    assert (asked.status_code, asked.json["action"], asked.json["may_decide"]) == (202, "players.credit", False)
    assert posted(engine, player) == 0
    again = give(member, player, ABOVE, key=key)
    assert (again.status_code, again.json["id"]) == (202, asked.json["id"])
    path = f"/v1/admin/approvals/{asked.json['id']}/approve"
    assert member.post(path, {}).json["code"] == "own_request"
    assert employ("support").post(path, {}).json["code"] == "forbidden"
    other = employ("finance")
    assert other.post(path, {}).json["state"] == "approved"
    assert other.post(path, {}).status_code == 409
    assert posted(engine, player) == ABOVE
    assert give(other, player, 5).status_code == 201, "what one agreed to is not of one's own"
    assert broken(engine) == []


def test_17_many_small_ones_are_a_large_one(employ: Employ, player: Guest, engine: Engine) -> None:
    member, half = employ("finance"), THRESHOLD // 2
    assert [give(member, player, half, kind).status_code for kind in ("credit", "claw_back")] == [201, 201]
    assert give(member, player, 1).status_code == 202
    assert give(employ("owner"), player, 1).status_code == 201
    assert posted(engine, player) == 1


def test_tokens_are_for_who_has_proved_an_address(employ: Employ, become: Callable[..., Guest]) -> None:
    guest, member = become(), employ("finance")
    assert give(member, guest, 5).json["code"] == "contact_unproved"
    assert give(member, guest, ABOVE).json["code"] == "contact_unproved"
    assert give(member, guest, 5, "claw_back").json["owed"] == 5


@pytest.mark.parametrize(
    "fault",
    [
        "DELETE FROM audit_log WHERE action = 'players.credit'",
        "UPDATE audit_log SET subject_id = gen_random_uuid()::text WHERE action = 'players.credit'",
        "UPDATE audit_log SET after = jsonb_set(after, '{amount}', '7') WHERE action = 'players.credit'",
        "UPDATE transfers SET key = gen_random_uuid()::text WHERE scope = 'credit'",
    ],
)
def test_the_audit_sees_a_credit_of_nobody(employ: Employ, player: Guest, owner_engine: Engine, fault: str) -> None:
    give(employ("owner"), player, 9)
    with owner_engine.connect() as connection:
        connection.execute(text(fault))
        found = [one.name for one in audit(connection) if one.broken]
        connection.rollback()
    assert "ledger: what staff gave and took is in the audit log, and what is there was done" in found
