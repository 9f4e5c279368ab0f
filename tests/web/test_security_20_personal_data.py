"""Personal data are in rows, and where they belong: in no key of Kafka's, no log and no metric."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from bridges.kafka import producer_config
from bridges.outbound import Refused, Undelivered
from bridges.relay import Relay
from events.catalog import REFERRALS, TOPICS
from models import erasure
from settings import Settings
from tasks import runtime
from tasks.messages import send_one
from tests.campaigning import run_out
from tests.redeeming import able
from tests.tasks.redeeming import alone, work
from tests.web.admin.accusing import APPEALS, decisions, report
from tests.web.admin.conftest import hire
from tests.web.admin.reviewing import CASES, claim
from tests.web.admin.test_campaigns import TEXTS, act, arrive, draft, told
from tests.web.admin.test_sanctions import path
from tests.web.asking import ask
from tests.web.conftest import Guest, Tail
from tests.web.test_recharges import partner, recharge
from tests.web.test_referrals import Wire
from tests.web.test_referrals import claim as claim_code
from tests.web.test_referrals import code as code_of
from tests.web.visitors import PASSWORD, Visitor, visitor
from web.wires import Wires

__all__ = ["partner", "recharge", "visitor"]

EMAIL, PHONE, PAYEE, NAME = "zebra.marked@example.com", "+4915111223344", "+2348031234599", "Zebra Marked"
ADDRESS = "203.0.113.77"
MARKS = ("zebra", "marked", PHONE, PHONE[1:], PAYEE, PAYEE[1:], ADDRESS)


class Out:
    """A way out that takes nothing, and says so."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def send(self, _: Any) -> None:
        raise self._error


@pytest.fixture
def keys(settings: Settings) -> Iterator[Any]:
    """The keys of all records that reach Kafka from now on."""
    consumer = Consumer({"bootstrap.servers": settings.kafka_bootstrap_servers, "group.id": "keys"})
    places = [
        TopicPartition(topic, number)
        for topic in TOPICS
        for number in consumer.list_topics(topic).topics[topic].partitions
    ]
    for place in places:
        place.offset = consumer.get_watermark_offsets(place, timeout=10)[1]
    consumer.assign(places)

    def read() -> list[str]:
        found, some = [], consumer.consume(500, 2.0)
        while some:
            found += [bytes(message.key() or b"").decode() for message in some if not message.error()]
            some = consumer.consume(500, 0.3)
        return found

    yield read
    consumer.close()


def put_account(connection: Connection) -> None:
    """An account of that address, whoever has one already."""
    statement = "INSERT INTO accounts (player_id, email, email_key) VALUES (gen_random_uuid(), :email, :email)"
    connection.execute(text(statement), {"email": EMAIL})


def leaks(words: str) -> list[str]:
    return [mark for mark in MARKS if mark.lower() in words.lower()]


def live(visitor: Visitor, engine: Engine, recharge: UUID, friend: Guest) -> Guest:
    """A player's life, and all that went wrong in it: signed up, brought, proved, played, redeemed, befriended."""
    visitor.address = ADDRESS
    welcome = visitor.sign_up(EMAIL, name=NAME)
    assert visitor.log_in(EMAIL, "a wrong password").status_code == 401
    assert visitor.post("/password/forgot", {"email": EMAIL}).status_code == 202
    visitor.post("/sign-up", {"email": EMAIL, "password": PASSWORD})
    player = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    assert claim_code(player, code_of(friend)).status_code == 202
    for code in ("000000", ""):
        ticket = player.post("/v1/me/phone", {"phone": PHONE}).json["ticket"]
        proof = {"ticket": ticket, "code": code or visitor.sms(PHONE)}
        player.post("/v1/me/phone/verify", proof)
    assert player.get("/v1/me").json["phone"] == PHONE
    player.answer(player.next(player.start()))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM accounts WHERE player_id = :id"), {"id": player.id})
    able(engine, player.id, 10_000)
    assert ask(player, recharge, value="500", phone=PAYEE).status_code == 202
    player.post("/v1/players/search", {"name": NAME})
    return player


def confide(player: Guest, other: Guest, engine: Engine) -> None:
    """What a player says to the staff, others say of them, and the staff say and decide."""
    first, second = (hire(player.client.application, engine, "owner") for _ in range(2))
    words = f"{NAME}, {EMAIL}, {PHONE}"
    thread = player.post("/v1/threads", {"subject": words, "text": words}).json["id"]
    assert first.post(f"/v1/admin/threads/{thread}/messages", {"text": words}).status_code == 201
    assert first.post(f"/v1/admin/threads/{thread}/close").status_code == 200
    letter = {"player_id": str(player.id), "lang": "en", "title": words, "body": words}
    assert first.post("/v1/admin/messages", letter).status_code == 201
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM cases"))
    assert report(other, "name", player.id, text=words).status_code == 201
    ban = {"kind": "ban_ranked", "ground": "conduct", "reason": words}
    assert first.post(path(player.id), json=ban).status_code == 201
    [banned] = [one for one in decisions(player) if one["what"] == "ban_ranked"]
    said = {"kind": banned["kind"], "id": banned["id"], "text": words}
    assert player.post(APPEALS, said).status_code == 201
    for queue, decision in (("moderation", "dismiss"), ("appeals", "uphold")):
        case = claim(second, queue).json["id"]
        decided = second.post(f"{CASES}/{case}/decision", {"decision": decision, "reason": words})
        assert decided.status_code == 200, decided.text


def campaign(player: Guest, engine: Engine) -> None:
    """What is told to many has each one's name."""
    member = hire(player.client.application, engine, "owner")
    template = {"name": "A prize", "variables": {"prize": "text"}, "texts": TEXTS}
    made = draft(member, member.post("/v1/admin/templates", template).json, filter={"players": [str(player.id)]}).json
    assert act(member, made, "schedule", {}).status_code == 200
    run_out(engine)
    events = told(engine, player)
    assert {"news", "staff_message", "thread_answered"} <= {event.kind for event in events}
    for event in events:
        arrive(engine, event)


def go_wrong(engine: Engine, wires: Wires, player: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails and is logged: mails, SMS, a constraint that names the value it is broken by, an error of ours."""
    for error in (Undelivered("put off with 451"), Refused("refused with 550")):
        with engine.begin() as connection:
            connection.execute(text("UPDATE messages SET next_attempt_at = now()"))
        send_one("mail", Out(error))
        send_one("sms", Out(error))
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE accounts SET email_key = :key WHERE player_id = :id"), {"key": EMAIL, "id": player.id}
        )

    def twice(*_: Any) -> None:
        with wires.postgres.begin() as connection:
            put_account(connection)

    monkeypatch.setattr("models.players.by_id", twice)
    assert player.get("/v1/me").status_code == 500
    monkeypatch.undo()


def test_20_marked_data_are_in_no_key_no_log_and_no_metric(
    visitor: Visitor,
    wires: Wires,
    engine: Engine,
    recharge: UUID,
    settings: Settings,
    keys: Any,
    become: Callable[..., Guest],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    friend, wire = become(), Wire(engine, Tail(settings.kafka_bootstrap_servers, REFERRALS.name))
    player = live(visitor, engine, recharge, friend)
    wire.follow()
    wire.close()
    assert len(friend.get("/v1/referrals").json["items"]) == 1
    confide(player, friend, engine)
    campaign(player, engine)
    with pytest.MonkeyPatch.context() as patch, alone(engine, patch) as only:
        only.script.extend(["ambiguous"])
        patch.setattr(runtime, "partners", lambda: {"reloadly-airtime": only})
        with engine.begin() as connection:
            connection.execute(text("UPDATE redemptions SET next_attempt_at = now()"))
        work()
    hire(visitor.client.application, engine, "support").post("/v1/admin/search", {"q": EMAIL})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "engine", lambda: engine)
        go_wrong(engine, wires, player, patch)
    with engine.begin() as connection:
        erasure.erase(connection, player.id)
    relay = Relay(engine, Producer(producer_config(settings.kafka_bootstrap_servers)))
    while relay.step():
        pass
    seen = keys()
    assert {str(player.id), str(friend.id)} <= set(seen), "what is told to both"
    assert [key for key in seen if not re.fullmatch(r"[0-9a-f-]{36}|[0-9]{1,4}|sanctions", key)] == []
    assert leaks(" ".join(seen)) == []
    logged = "".join(capfd.readouterr()) + caplog.text
    assert "UniqueViolation" in logged, "what went wrong was logged"
    assert leaks(logged) == []
    metrics = visitor.client.get("/metrics").text
    assert "buzzline_" in metrics
    assert leaks(metrics) == []


def test_20_an_error_of_the_database_says_no_values(engine: Engine) -> None:
    """`DETAIL: Key (email_key)=(…)` names somebody."""
    with engine.begin() as connection:
        put_account(connection)
    with pytest.raises(IntegrityError) as raised, engine.begin() as connection:
        put_account(connection)
    assert "accounts_email_key_key" in str(raised.value)
    assert leaks(str(raised.value) + str(raised.value.orig)) == []
