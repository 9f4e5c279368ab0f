"""Webhooks: signed as the partners sign them, the same however often they come, and some before the answer."""

import hmac
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from tests.lab_partners.conftest import PHONE, Airtime
from tests.processes import until
from tests.simulator import Simulator, simulated


class Taker:
    """What came to an API that takes webhooks, from the second one of each reference on; `first` are turned away."""

    def __init__(self) -> None:
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        taker = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                taker.came.append((self.path, headers, body))
                self.send_response(503 if sum(one[2] == body for one in taker.came) == 1 and b"again" in body else 202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def of(self, reference: str) -> list[tuple[str, dict[str, str], bytes]]:
        """Those that name a reference."""
        return [one for one in self.came if reference.encode() in one[2]]


@pytest.fixture(scope="module")
def taker() -> Iterator[Taker]:
    """One that listens."""
    taker = Taker()
    with taker.server:
        thread = Thread(target=taker.server.serve_forever, args=(0.02,))
        thread.start()
        yield taker
        taker.server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def simulator(taker: Taker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """One that sends there."""
    with simulated(tmp_path_factory.mktemp("partners"), f"http://127.0.0.1:{taker.server.server_address[1]}") as one:
        yield one


def test_reloadly_signs_body_and_time(taker: Taker, simulator: Simulator, airtime: Airtime, reference: str) -> None:
    number = airtime.recharge(reference).json()["transactionId"]
    until(lambda: taker.of(reference))
    [(path, headers, body)] = taker.of(reference)
    stamp = headers["x-reloadly-request-timestamp"]
    key = str(simulator.accounts["reloadly-airtime"]["webhook_secret"]).encode()
    assert headers["x-reloadly-signature"] == hmac.new(key, body + f":{stamp}".encode(), sha256).hexdigest()
    told = msgspec.json.decode(body)
    assert (path, told["type"]) == ("/v1/webhooks/reloadly-airtime", "airtime_transaction.status")
    assert (told["data"]["transactionId"], told["data"]["status"]) == (number, "SUCCESSFUL")


def test_tremendous_signs_the_body(taker: Taker, simulator: Simulator, reference: str) -> None:
    account = simulator.accounts["tremendous"]
    order = {
        "external_id": reference,
        "payment": {"funding_source_id": account["funding_source_id"]},
        "reward": {
            "products": ["BZLMARKET0US"],
            "value": {"denomination": 10, "currency_code": "USD"},
            "recipient": {"phone": f"+91{PHONE}19910"},
            "delivery": {"method": "LINK"},
        },
    }
    headers = {"Authorization": f"Bearer {account['api_key']}"}
    made = simulator.client.post(f"{account['url']}/orders", json=order, headers=headers).json()["order"]
    assert (made["status"], made["rewards"][0]["delivery"]["status"]) == ("OPEN", "PENDING")
    simulator.settle()
    until(lambda: taker.of(made["id"]))
    [(path, headers, body)] = taker.of(made["id"])
    key = str(account["webhook_key"]).encode()
    assert headers["tremendous-webhook-signature"] == "sha256=" + hmac.new(key, body, sha256).hexdigest()
    assert (path, msgspec.json.decode(body)["event"]) == ("/v1/webhooks/tremendous", "ORDERS.EXECUTED")


def test_one_may_come_twice_or_before_the_answer_or_once_more_when_nobody_took_it(
    taker: Taker, airtime: Airtime
) -> None:
    twice, early, again = (f"{name}-{uuid4()}" for name in ("twice", "early", "again"))
    airtime.recharge(twice, "19915")
    airtime.recharge(again)
    airtime.recharge(early, "19916")
    assert len(taker.of(early)) == 1
    until(lambda: len(taker.of(twice)) == len(taker.of(again)) == 2)
    assert taker.of(twice)[0][2] == taker.of(twice)[1][2]


def test_none_come_while_they_are_off(taker: Taker, simulator: Simulator, airtime: Airtime) -> None:
    simulator.fail(webhooks=False)
    silent, loud = str(uuid4()), str(uuid4())
    airtime.recharge(silent)
    simulator.mend()
    airtime.recharge(loud)
    until(lambda: taker.of(loud))
    assert taker.of(silent) == []
