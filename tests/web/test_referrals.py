"""Inviting friends over the API: one's code, claims that are refused, guessing, and redeeming afterwards."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import REFERRALS, RefereeRedeemed
from events.codec import decode
from events.identity import claim_event_id
from models import ledger, referrals
from models.ledger import Wanted
from rules.codes import clean, is_inviting
from settings import Settings
from tasks import runtime
from tests.processes import until
from tests.redeeming import able, sell
from tests.referring import ReferralLog
from tests.web.asking import ask
from tests.web.conftest import Guest, Tail, refusal
from web.attempts import _account, _address
from web.referrals import CLAIMS

Become = Callable[..., Guest]
URL = "/v1/referrals"


class Wire:
    """What is claimed from now on, and its following."""

    def __init__(self, engine: Engine, tail: Tail) -> None:
        self.log = ReferralLog(engine)
        self._tail = tail

    def follow(self, events: int = 1) -> None:
        """Apply the next events that were accepted, wherever they are."""
        begin = len(self.log.values)

        def there() -> bool:
            self.log.values += self._tail.drain()
            self.log.values += self.log.taken()
            return len(self.log.values) - begin >= events

        until(there, what=f"{events} events")
        self.log.follow()

    def close(self) -> None:
        """Look no more."""
        self._tail.close()


@pytest.fixture
def wire(engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Kafka's end of the topic, and a partition of our own."""
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    wire = Wire(engine, Tail(settings.kafka_bootstrap_servers, REFERRALS.name))
    yield wire
    wire.close()


@pytest.fixture
def zoe(become: Become) -> Guest:
    """Somebody who invites: their code is there before the others are."""
    guest = become()
    assert guest.get(URL).status_code == 200
    return guest


@pytest.fixture(scope="module")
def card(engine: Engine) -> UUID:
    """Something to redeem for."""
    return sell(engine)


def code(guest: Guest) -> str:
    return str(guest.get(URL).json["code"])


def claim(guest: Guest, said: str) -> Any:
    return guest.post(f"{URL}/claims", {"code": said})


def test_a_code_stays_and_can_be_read(zoe: Guest, become: Become) -> None:
    shown = zoe.get(URL).json
    assert zoe.get(URL).json == shown
    assert is_inviting(clean(shown["code"]))
    assert shown["link"] == f"/#invite={clean(shown['code'])}"
    assert (shown["items"], shown["claimed"]) == ([], None)
    assert shown["claimable_until"] is not None
    assert code(become()) != shown["code"]


def test_a_claim_is_an_event_and_then_a_referral(wire: Wire, zoe: Guest, become: Become) -> None:
    ben, said = become(), code(zoe)
    first, again = claim(ben, said.upper()), claim(ben, said)
    assert first.status_code == 202, first.text
    assert first.json == again.json == {"event_id": claim_event_id(ben.id, clean(said))}
    where = first.headers["Location"]
    assert refusal(ben.get(where)) == (404, "not_applied_yet")
    wire.follow(2)
    assert claim(ben, said).json == first.json, "nothing new is claimed"
    assert ben.get(where).json == {"event_id": first.json["event_id"], "outcome": "applied"}
    assert refusal(zoe.get(where)) == (404, "not_applied_yet"), "nobody else is told"
    mine = ben.get(URL).json
    assert (mine["claimed"]["state"], mine["claimed"]["why"], mine["claimed"]["tokens"]) == ("joined", "playing", 100)
    assert mine["claimable_until"] is None
    [item] = zoe.get(URL).json["items"]
    assert (item["state"], item["tokens"]) == ("joined", 200)
    assert str(ben.id) not in zoe.get(URL).text, "who came is not told"


def test_06_claims_that_count_use_nothing_up(app: Flask, zoe: Guest, become: Become) -> None:
    ben, said = become(), code(zoe)
    assert {claim(ben, said).status_code for _ in range(CLAIMS.an_account + 1)} == {202}
    assert claim(ben, "zzzzzzzz").status_code == 404, "a wrong one is one of ten"
    take, name = app.extensions["wires"].attempts.take, _account(CLAIMS, str(ben.id))
    left = [take(name, CLAIMS.an_account, CLAIMS.window_s) for _ in range(CLAIMS.an_account)]
    assert [wait > 0 for wait in left] == [False] * (CLAIMS.an_account - 1) + [True]


def test_bad_claims_say_what_is_wrong(wire: Wire, zoe: Guest, become: Become, engine: Engine) -> None:
    said, other = code(zoe), become()
    assert refusal(claim(zoe, said)) == (409, "own_code")
    assert refusal(claim(other, "zzzzzzzz")) == (404, "code_unknown")
    assert refusal(claim(other, "no code")) == (404, "code_unknown")
    assert claim(other, said).status_code == 202
    wire.follow()
    assert refusal(claim(other, code(become()))) == (409, "already_claimed")
    late, played = become(), become()
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE players SET created_at = now() - interval '25 hours' WHERE id = :p"), {"p": late.id}
        )
    assert refusal(claim(late, said)) == (409, "claim_late")
    played.start()
    assert refusal(claim(played, said)) == (409, "already_played")
    with engine.connect() as connection:
        assert referrals.of_referee(connection, late.id) is None


def test_06_codes_are_not_guessed(app: Flask, become: Become) -> None:
    guest = become()
    answers = [claim(guest, "zzzzzzzz") for _ in range(CLAIMS.an_account + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {404}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    wires = app.extensions["wires"]
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.9"}):
        for _ in range(CLAIMS.an_address):
            wires.attempts.take(_address(CLAIMS), CLAIMS.an_address, CLAIMS.window_s)
        assert wires.attempts.take(_account(CLAIMS, str(uuid7())), CLAIMS.an_account, CLAIMS.window_s) == 0
    far = become()
    response = far.post(f"{URL}/claims", {"code": "zzzzzzzz"}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert response.status_code == 429


def test_who_redeems_to_the_others_phone_is_looked_at_first(
    wire: Wire, zoe: Guest, become: Become, engine: Engine, card: UUID
) -> None:
    ben = become()
    claim(ben, code(zoe))
    wire.follow()
    able(engine, ben.id, 10_000)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE referrals SET state = 'held', due_at = now() + interval '9 days' WHERE referee_id = :p"),
            {"p": ben.id},
        )
        for guest in (ben, zoe):
            connection.execute(text("INSERT INTO device_keys VALUES (:k, :p)"), {"k": ben.id.bytes, "p": guest.id})
    asked = ask(ben, card)
    assert (asked.status_code, asked.json["state"]) == (202, "in_review")
    events = [decode(value) for value in wire.log.taken()]
    assert [type(event) for event in events] == [RefereeRedeemed]
    with engine.connect() as connection:
        reason = connection.execute(
            text("SELECT review_reason FROM redemptions WHERE id = :id"), {"id": asked.json["id"]}
        ).scalar_one()
    assert reason == "referral"


def test_who_owes_redeems_nothing(become: Become, engine: Engine, card: UUID) -> None:
    guest = become()
    able(engine, guest.id, 10_000)
    with engine.begin() as connection:
        back = Wanted("clawback", f"{guest.id}:x", guest.id, "claw_back", 10_001, "referral", "minted")
        ledger.post(connection, [back])
    assert refusal(ask(guest, card)) == (403, "tokens_owed")
