"""SECURITY 26 and 20: pushes over FCM, told by the service's own record; nothing else is called or said."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from bridges.outbound import Outbound, Refused, Undelivered, Unregistered
from bridges.push import open_push
from rules.push_accounts import NAMES, parse
from tests.push_service import PROJECT, PushService, fault

TOKEN = "dFq1:secret-token"
SEND = f"/v1/projects/{PROJECT}/messages:send"


@pytest.fixture
def service() -> Iterator[PushService]:
    """One that takes what it gets."""
    with PushService().running() as service:
        yield service


def port(service: PushService) -> Any:
    return open_push(f"fcm+plain://{service.place}", service.account)


def message(**changes: Any) -> Outbound:
    said = {"subject": "Has ganado", "body": "¡Sí! 日本 😀", "category": "battles", "link": "/battles/b"}
    given: dict[str, Any] = {"id": uuid4(), "recipient": TOKEN, **said}
    return Outbound(**given | changes)


def test_a_push_is_shown_once_however_often_it_is_sent(service: PushService) -> None:
    way, sent = port(service), message()
    way.send(sent)
    way.send(sent)
    way.send(message(link=None, category=None))
    assert service.asked == ["/token", SEND, SEND, SEND], "one access token for all"
    assert len(service.shown) == 2
    shown = service.shown[TOKEN, str(sent.id)]
    assert shown["notification"] == {"title": sent.subject, "body": sent.body}
    assert shown["data"] == {"id": str(sent.id), "category": "battles", "link": "/battles/b"}
    assert shown["apns"]["headers"]["apns-collapse-id"] == shown["webpush"]["notification"]["tag"] == str(sent.id)


def test_an_access_token_that_was_taken_back_is_made_anew(service: PushService) -> None:
    way = port(service)
    way.send(message())
    service.good.clear()
    way.send(message())
    assert (service.granted, len(service.shown)) == (2, 2)


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (fault(404, "NOT_FOUND", "UNREGISTERED"), Unregistered, "UNREGISTERED"),
        (fault(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"), Unregistered, "SENDER_ID_MISMATCH"),
        (fault(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "message.token"), Unregistered, "INVALID_ARGUMENT"),
        (fault(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "message.data"), Refused, "INVALID_ARGUMENT"),
        (fault(404, "NOT_FOUND"), Undelivered, "NOT_FOUND"),
        (fault(403, "PERMISSION_DENIED"), Undelivered, "PERMISSION_DENIED"),
        (fault(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), Undelivered, "QUOTA_EXCEEDED"),
        (fault(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), Undelivered, "THIRD_PARTY_AUTH_ERROR"),
        (fault(503, "UNAVAILABLE", "UNAVAILABLE"), Undelivered, "503"),
        ((500, b"<html>"), Undelivered, "500"),
        ((200, b"<html>a portal</html>"), Undelivered, "200"),
        ((200, {}), Undelivered, "200"),
    ],
)
def test_the_answer_says_whether_it_is_for_ever_and_no_token_is_told(
    service: PushService, answer: Any, error: type[Exception], said: str
) -> None:
    service.answer = answer
    with pytest.raises(error, match=said) as caught:
        port(service).send(message())
    assert type(caught.value) is error
    assert "secret-token" not in str(caught.value)


def test_security_26_no_redirect_is_followed(service: PushService) -> None:
    with PushService().running() as elsewhere:
        service.answer, service.headers = (307, b""), {"Location": f"http://{elsewhere.place}{SEND}"}
        with pytest.raises(Undelivered):
            port(service).send(message())
        assert elsewhere.asked == []


def test_security_26_a_service_that_does_not_answer_is_not_waited_for(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridges.calls._READ_S", 0.2)
    service.headers = {"Content-Length": "1000"}
    with pytest.raises(Undelivered):
        port(service).send(message())
    with pytest.raises(Undelivered):
        open_push("fcm+plain://127.0.0.1:9", service.account).send(message())


def test_a_key_that_is_none_or_anothers_sends_nothing_and_is_not_told(service: PushService) -> None:
    for key in ("-----BEGIN RSA PRIVATE KEY-----\nsecret", service.account.private_key):
        account = replace(service.account, private_key=key, client_email="other@test")
        with pytest.raises(Undelivered) as caught:
            open_push(f"fcm+plain://{service.place}", account).send(message())
        assert "secret" not in str(caught.value)
    assert service.shown == {}
    assert "BEGIN" not in repr(service.account)


@pytest.mark.parametrize(
    "wrong", ["", "fcm://", "fcm://u@fcm.googleapis.com", "fcm://h/path", "fcm+plain://h", "http://h"]
)
def test_security_26_another_address_is_none(service: PushService, wrong: str) -> None:
    with pytest.raises(ValueError, match="PUSH_URL"):
        open_push(wrong, service.account)
    with pytest.raises(ValueError, match="PUSH_URL"):
        open_push("fcm://fcm.googleapis.com", None)


def test_security_26_in_production_it_is_tls(service: PushService) -> None:
    account = replace(service.account, token_uri="https://oauth2.googleapis.com/token")
    way: Any = open_push("fcm://fcm.googleapis.com", account)
    for host in (way._host, way._account._host):
        assert type(host._pool).__name__ == "HTTPSConnectionPool"
    with pytest.raises(ValueError, match="PUSH_URL"):
        open_push("fcm://fcm.googleapis.com", service.account)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[]", "it must have"),
        ('{"project_id": "p"}', "it must have project_id, client_email"),
        (msgspec.json.encode(dict.fromkeys(NAMES, "../p")).decode(), "private_key must be PEM, and project_id"),
    ],
)
def test_an_account_that_is_none_is_said_so_without_its_secret(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse(text)
    assert parse(" ") is None
