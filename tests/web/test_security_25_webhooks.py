"""SECURITY 25: a webhook is signed over its raw body and of a time near enough; a copy has the same answer."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from time import time
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from events.catalog import REDEMPTIONS, PartnerHinted
from events.codec import decode
from lab.partners.hooks import signed
from lab.partners.settings import declared, keys
from rules.partner_accounts import parse
from rules.partnering import PARTNERS, PartnerName

REFERENCE = "0192f3a0-0000-7000-8000-000000000001"
SETTING = msgspec.json.encode(declared("http://127.0.0.1:9", "k" * 64)).decode()
KEYS = {name: one.webhook_secret for name, one in keys({"PARTNERS": SETTING}).items()}


@pytest.fixture(scope="module")
def client(make_app: Callable[..., Flask]) -> FlaskClient:
    """Of an app that has accounts with all partners."""
    return make_app(partners=parse(SETTING)).test_client()


@pytest.fixture
def sent(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> list[PartnerHinted]:
    """What is accepted from here on."""
    taken: list[PartnerHinted] = []

    def put(events: list[tuple[str, str, bytes]]) -> bool:
        assert {topic for topic, _, _ in events} == {REDEMPTIONS.name}
        taken.extend(decode(value) for _, _, value in events)  # type: ignore[misc]  # of that topic's other type none come
        return True

    wires = client.application.extensions["wires"]
    monkeypatch.setattr(wires.producer, "submit", lambda *_: None)
    monkeypatch.setattr(wires.spool, "put", put)
    return taken


def body(partner: PartnerName, number: int = 1) -> bytes:
    """A webhook about an order."""
    if partner == "tremendous":
        resource = {"id": f"ORDER{number}", "type": "orders"}
        said: dict[str, Any] = {"event": "ORDERS.EXECUTED", "uuid": f"u-{number}", "payload": {"resource": resource}}
        return msgspec.json.encode({**said, "created_utc": datetime.now(UTC)})
    kind = {"reloadly-airtime": "airtime", "reloadly-giftcards": "giftcard"}[partner]
    data = {"transactionId": number, "customIdentifier": REFERENCE, "status": "SUCCESSFUL"}
    return msgspec.json.encode({"type": f"{kind}_transaction.status", "data": data})


def post(client: FlaskClient, partner: str, raw: bytes, headers: dict[str, str]) -> Any:
    return client.post(f"/v1/webhooks/{partner}", data=raw, headers={"Content-Type": "application/json", **headers})


@pytest.mark.parametrize("partner", PARTNERS)
def test_security_25_a_copy_has_the_same_answer_and_is_the_same_event(
    client: FlaskClient, sent: list[PartnerHinted], partner: PartnerName
) -> None:
    raw = body(partner)
    first = post(client, partner, raw, signed(partner, raw, KEYS[partner], time()))
    again = post(client, partner, raw, signed(partner, raw, KEYS[partner], time() + 20))
    other = post(client, partner, body(partner, 2), signed(partner, body(partner, 2), KEYS[partner], time()))
    assert first.status_code == again.status_code == 202, first.text
    assert first.json == again.json
    if partner != "tremendous":  # whose body has its time in it
        assert other.json != first.json
        assert [one.event_id for one in sent] == [first.json["event_id"]] * 2 + [other.json["event_id"]]
    hint = sent[0]
    assert (hint.partner, hint.says) == (partner, "succeeded")
    assert (hint.partner_id, hint.reference) == (("ORDER1", None) if partner == "tremendous" else ("1", REFERENCE))


@pytest.mark.parametrize("partner", PARTNERS)
def test_security_25_what_is_not_theirs_or_old_or_changed_is_refused_and_goes_nowhere(
    client: FlaskClient, sent: list[PartnerHinted], partner: PartnerName
) -> None:
    raw, key = body(partner), KEYS[partner]
    good = signed(partner, raw, key, time())
    refused = [
        post(client, partner, raw, {}),
        post(client, partner, raw, signed(partner, raw, "another key", time())),
        post(client, partner, raw.replace(b"1", b"7", 1), good),
        post(client, partner, raw + b"\n", good),
    ]
    if partner == "tremendous":
        old = raw.replace(datetime.now(UTC).strftime("%Y-").encode(), b"2025-")
        refused.append(post(client, partner, old, signed(partner, old, key, time())))
    else:
        refused.append(post(client, partner, raw, signed(partner, raw, key, time() - 301)))
        refused.append(post(client, partner, raw, signed(partner, raw, key, time() + 301)))
        refused.append(
            post(client, partner, raw, {**good, "X-Reloadly-Request-Timestamp": str(int(time() * 1000) + 5)})
        )
    assert {(one.status_code, one.json["code"]) for one in refused} == {(401, "webhook_forged")}
    assert sent == []


def test_security_25_what_says_nothing_is_told_and_what_is_of_no_order_is_only_taken(
    client: FlaskClient, sent: list[PartnerHinted]
) -> None:
    def told(raw: bytes) -> Any:
        return post(client, "reloadly-airtime", raw, signed("reloadly-airtime", raw, KEYS["reloadly-airtime"], time()))

    assert told(b'{"type": 5}').json["code"] == "invalid"
    assert told(b'{"type": "esim_transaction.status"}').status_code == 202
    odd = {"type": "airtime_transaction.status", "data": {"customIdentifier": "x" * 500}}
    assert told(msgspec.json.encode(odd)).status_code == 202
    large = BytesIO(b" " * 70_000)
    headers = {"Content-Type": "application/json", "Content-Length": "70000"}
    refused: Any = client.post("/v1/webhooks/reloadly-airtime", input_stream=large, headers=headers)
    assert (refused.status_code, refused.json["code"], large.read()) == (413, "body_too_large", b"")
    assert sent == []
    assert post(client, "tango", b"{}", {}).status_code == 404


def test_both_ways_away_is_said_so_that_it_comes_again(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    wires = client.application.extensions["wires"]
    monkeypatch.setattr(wires.producer, "submit", lambda *_: None)
    monkeypatch.setattr(wires.spool, "put", lambda _: False)
    raw = body("tremendous")
    answer = post(client, "tremendous", raw, signed("tremendous", raw, KEYS["tremendous"], time()))
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
