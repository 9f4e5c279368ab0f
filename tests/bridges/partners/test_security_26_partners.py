"""SECURITY 26 and 20: partners are called where the setting says and nowhere else, and nothing secret is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest
import structlog

from bridges.partners.port import Partner, Unavailable
from bridges.partners.registry import open_partners
from lab.partners.settings import declared
from rules.partner_accounts import parse
from rules.partnering import PARTNERS, Money, Order, PartnerName
from tests.outside import serving

PHONE = "+2348031234567"
ORDER = Order("reference-1", "341", "NG", Money(Decimal(500), "NGN"), PHONE)
TOKEN_TEXT = "a-token-of-theirs"
TOKEN = {"access_token": TOKEN_TEXT, "expires_in": 3600}


class Odd:
    """A partner that answers everything but its tokens with one thing."""

    def __init__(self) -> None:
        self.status, self.body, self.headers = 200, b"{}", dict[str, str]()
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def partner(self, name: PartnerName) -> Partner:
        """Ours, for it."""
        setting = {one: {**given, "read_s": 0.3} for one, given in declared(self.url, "k" * 64).items()}
        return open_partners(parse(msgspec.json.encode(setting).decode()))[name]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        odd = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"] or 0))
                status, body, headers = odd.status, odd.body, odd.headers
                if self.path.endswith("/oauth/token"):
                    status, body, headers = 200, msgspec.json.encode(TOKEN), {}
                else:
                    odd.asked.append(self.path)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        return Handler

    @contextmanager
    def running(self) -> Iterator["Odd"]:
        """While the block runs it answers."""
        with serving(self._server):
            yield self


@pytest.fixture(scope="module")
def running() -> Iterator[Odd]:
    """One for the module."""
    with Odd().running() as odd:
        yield odd


@pytest.fixture
def odd(running: Odd) -> Odd:
    """The same, as it is at first."""
    running.status, running.body, running.headers, running.asked = 200, b"{}", {}, []
    return running


@pytest.mark.parametrize("name", PARTNERS)
def test_security_26_no_redirect_is_followed(odd: Odd, name: PartnerName) -> None:
    with Odd().running() as elsewhere:
        for status in (302, 307):
            odd.status, odd.headers = status, {"Location": f"{elsewhere.url}/orders"}
            partner = odd.partner(name)
            assert partner.submit(ORDER).verdict == "ambiguous"
            assert partner.look_up(ORDER, datetime.now(UTC), None).verdict == "ambiguous"
            with pytest.raises(Unavailable):
                partner.balance()
        assert elsewhere.asked == []


@pytest.mark.parametrize("name", PARTNERS)
def test_security_26_what_is_no_answer_of_theirs_is_believed_in_nothing(odd: Odd, name: PartnerName) -> None:
    partner = odd.partner(name)
    for body in (b"", b"[]", b"{}", b"<html>a portal</html>", b'{"content": 5, "orders": 5}', b"\xff", b"[" * 5000):
        odd.body = body
        assert partner.submit(ORDER).verdict == "ambiguous"
        assert partner.look_up(ORDER, datetime.now(UTC), None).verdict == "ambiguous"
        assert partner.look_up(ORDER, datetime.now(UTC), "77").verdict == "ambiguous"
    odd.body, odd.headers = b" " * 10, {"Content-Length": "1000"}
    assert partner.submit(ORDER).verdict == "ambiguous"


def test_security_26_an_answer_without_end_is_not_read(odd: Odd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridges.partners.http._PAGE_MOST", 1000)
    odd.body = b" " * 1001
    answer = odd.partner("tremendous").submit(ORDER)
    assert (answer.verdict, answer.code) == ("ambiguous", "more_than_1000_bytes")


def test_security_26_pages_end(odd: Odd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridges.partners.http.PAGES_MOST", 3)
    odd.body = b'{"content": [{"transactionId": 1, "status": "SUCCESSFUL"}], "last": false}'
    assert odd.partner("reloadly-airtime").look_up(ORDER, datetime.now(UTC), None).verdict == "ambiguous"
    assert len(odd.asked) == 3


@pytest.mark.parametrize("name", PARTNERS)
def test_security_26_no_call_outlives_its_time_whatever_it_takes(odd: Odd, name: PartnerName) -> None:
    partner = odd.partner(name)
    partner.call_most_s = 0.0
    assert partner.submit(ORDER).verdict == "not_sent"
    assert {partner.look_up(ORDER, datetime.now(UTC), one).verdict for one in (None, "77")} == {"not_sent"}
    with pytest.raises(Unavailable):
        partner.balance()
    if name == "reloadly-airtime":
        with pytest.raises(Unavailable):
            partner.operator(PHONE, "NG")
    else:
        with pytest.raises(Unavailable):
            partner.deliver("77")
    assert odd.asked == []


def test_security_26_pages_have_one_time_together(odd: Odd, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock on which each page takes a second."""
    odd.body = b'{"content": [{"transactionId": 1, "status": "SUCCESSFUL"}], "last": false}'
    monkeypatch.setattr("bridges.calls.monotonic", lambda: float(len(odd.asked)))
    partner = odd.partner("reloadly-airtime")
    partner.call_most_s = 10.0
    assert partner.look_up(ORDER, datetime.now(UTC), None).verdict in ("ambiguous", "not_sent")
    assert len(odd.asked) == 10


@pytest.mark.parametrize("name", PARTNERS)
def test_security_26_ids_of_theirs_stay_within_the_path(odd: Odd, name: PartnerName) -> None:
    odd.partner(name).look_up(ORDER, datetime.now(UTC), "../../x?y=1#z\r\nHost: evil")
    assert odd.asked
    assert all("/../" not in path and "y=1" not in path for path in odd.asked)


@pytest.mark.parametrize("name", PARTNERS)
def test_security_20_no_phone_token_or_secret_is_told(odd: Odd, name: PartnerName) -> None:
    partner = odd.partner(name)
    said = {"errorCode": f"SAID OF {PHONE}", "message": PHONE, "errors": {"payload": {"reward": {PHONE: PHONE}}}}
    odd.status, odd.body = 422, msgspec.json.encode(said)
    with structlog.testing.capture_logs() as logs:
        told = repr([partner.submit(ORDER), partner.look_up(ORDER, datetime.now(UTC), "77")])
        with pytest.raises(Unavailable) as caught:
            partner.balance()
    told += repr(logs) + repr(caught.value) + repr(caught.value.__context__)
    assert PHONE[1:] not in told
    assert TOKEN_TEXT not in told
    assert "TEST_" not in told


def test_security_26_another_reference_in_the_answer_is_not_ours(odd: Odd) -> None:
    order = {"id": "X", "status": "EXECUTED", "created_at": "2026-11-27T00:00:00Z", "external_id": "another"}
    odd.body = msgspec.json.encode({"order": order, "orders": [order]})
    partner = odd.partner("tremendous")
    assert partner.submit(ORDER).verdict == "ambiguous"
    assert partner.look_up(ORDER, datetime.now(UTC), None).verdict == "absent"
    odd.body = b'{"transactionId": 5, "status": "SUCCESSFUL", "customIdentifier": "another"}'
    assert odd.partner("reloadly-airtime").submit(ORDER).verdict == "ambiguous"
    assert odd.partner("reloadly-airtime").look_up(ORDER, datetime.now(UTC), "5").verdict == "ambiguous"
    odd.body = b'{"content": [' + odd.body + b'], "last": true}'
    assert odd.partner("reloadly-airtime").look_up(ORDER, datetime.now(UTC), None).verdict == "absent"
