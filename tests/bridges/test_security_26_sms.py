"""SECURITY 26 and 20: SMS over a provider's API, told by the provider's own record; nothing else is called or said."""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import msgspec
import pytest

from bridges.outbound import Outbound, Refused, Undelivered
from bridges.sms import open_sms
from tests.outside import serving

TO = "+4915112345678"
PATH = "/2010-04-01/Accounts/AC12/Messages.json"


class Provider:
    """A provider with its own record: one message for each idempotency key, as those do that heed one."""

    def __init__(self) -> None:
        self.status, self.reply = 201, b'{"sid": "SM1", "status": "queued"}'
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        self.sent: dict[UUID, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.place = f"127.0.0.1:{self._server.server_address[1]}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                provider.asked.append(self.path)
                status, reply = provider.status, provider.reply
                if b64decode(self.headers["Authorization"].removeprefix("Basic ")) != b"AC12:s3/cret":
                    status, reply = 401, b'{"code": 20003, "status": 401}'
                elif 200 <= status < 300:
                    said = {name: values[0] for name, values in form.items()}
                    provider.sent.setdefault(UUID(self.headers["Idempotency-Key"]), said)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(reply)), **provider.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        return Handler

    @contextmanager
    def running(self) -> Iterator["Provider"]:
        """While the block runs it answers."""
        with serving(self._server):
            yield self


@pytest.fixture
def provider() -> Iterator[Provider]:
    """One that takes what it gets."""
    with Provider().running() as provider:
        yield provider


def url(provider: Provider, secret: str = "s3%2Fcret", sender: str = "from=%2B15550100") -> str:
    return f"twilio+plain://AC12:{secret}@{provider.place}?{sender}"


def message(**changes: Any) -> Outbound:
    given: dict[str, Any] = {"id": uuid4(), "recipient": TO, "subject": "", "body": "123456 — ¿código? 日本 😀"}
    return Outbound(**given | changes)


def test_a_message_is_in_the_providers_record_whole_and_once(provider: Provider) -> None:
    port, sent = open_sms(url(provider)), message()
    port.send(sent)
    port.send(sent)
    port.send(message(body="x"))
    assert provider.asked == [PATH] * 3
    assert len(provider.sent) == 2
    assert provider.sent[sent.id] == {"To": TO, "From": "+15550100", "Body": sent.body}
    open_sms(url(provider, sender="service=MG12")).send(other := message())
    assert provider.sent[other.id]["MessagingServiceSid"] == "MG12"


@pytest.mark.parametrize(
    ("status", "reply", "error"),
    [
        (400, {"code": 21211, "status": 400, "message": f"{TO} is no number"}, Refused),
        (400, {"code": 21610, "status": 400}, Refused),
        (201, {"sid": "SM1", "status": "failed", "error_code": 30006}, Refused),
        (201, {"sid": "SM1", "status": "failed", "error_code": None}, Undelivered),
        (400, {"code": 21606, "status": 400, "message": "no such sender"}, Undelivered),
        (400, "no JSON", Undelivered),
        (404, {"code": 20404}, Undelivered),
        (429, {"code": 20429}, Undelivered),
        (500, {}, Undelivered),
        (200, {}, Undelivered),
        (200, b"<html>a portal</html>", Undelivered),
    ],
)
def test_the_answer_says_whether_it_is_for_ever_and_no_number_is_told(
    provider: Provider, status: int, reply: Any, error: type[Exception]
) -> None:
    provider.status = status
    provider.reply = reply if isinstance(reply, bytes) else msgspec.json.encode(reply)
    with pytest.raises(error) as caught:
        open_sms(url(provider)).send(message())
    assert TO[4:] not in str(caught.value)


def test_a_wrong_key_is_ours_to_mend_and_gives_no_message_up(provider: Provider) -> None:
    with pytest.raises(Undelivered, match="401, code 20003") as caught:
        open_sms(url(provider, secret="wrong")).send(message())
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize("recipient", ["4915112345678", "+49 151", "+49151\r\nX: y", "whatsapp:+4915112345678", ""])
def test_what_is_no_number_is_not_sent(provider: Provider, recipient: str) -> None:
    with pytest.raises(Refused):
        open_sms(url(provider)).send(message(recipient=recipient))
    assert provider.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_security_26_no_redirect_is_followed(provider: Provider, status: int) -> None:
    with Provider().running() as elsewhere:
        provider.status, provider.headers = status, {"Location": f"http://{elsewhere.place}{PATH}"}
        with pytest.raises(Undelivered):
            open_sms(url(provider)).send(message())
        assert (provider.asked, elsewhere.asked) == ([PATH], [])


def test_security_26_a_provider_that_does_not_answer_is_not_waited_for(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridges.calls._READ_S", 0.2)
    provider.headers = {"Content-Length": "1000"}
    with pytest.raises(Undelivered):
        open_sms(url(provider)).send(message())
    with pytest.raises(Undelivered):
        open_sms("twilio+plain://AC12:s@127.0.0.1:9?from=%2B15550100").send(message())


@pytest.mark.parametrize(
    "wrong",
    [
        "twilio://AC12:s@",
        "twilio://AC12@api.twilio.com?from=%2B15550100",
        "twilio://:s@api.twilio.com?from=%2B15550100",
        "twilio://A/../C:s@api.twilio.com?from=%2B15550100",
        "twilio://AC12:s@api.twilio.com",
        "twilio://AC12:s@api.twilio.com?from=",
        "twilio://AC12:s@api.twilio.com?from=%2B15550100&service=MG12",
        "twilio://AC12:s@api.twilio.com/else?from=%2B15550100",
        "twilio+plain://AC12:s@api.twilio.com?from=%2B15550100",
        "https://api.twilio.com",
    ],
)
def test_security_26_another_address_is_none(wrong: str) -> None:
    with pytest.raises(ValueError, match="SMS_URL") as caught:
        open_sms(wrong)
    assert ":s@" not in str(caught.value)


def test_security_26_in_production_it_is_tls() -> None:
    port: Any = open_sms("twilio://AC12:s3cret@api.twilio.com?from=Buzzline")
    assert (type(port._host._pool).__name__, port._host._pool.host) == ("HTTPSConnectionPool", "api.twilio.com")
