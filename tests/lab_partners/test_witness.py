"""The witness forgets nothing, whatever kills the simulator; and what all partners have in common."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import httpx
import msgspec
import pytest

from lab.folder import ROOT
from lab.partners.settings import declared
from lab.ports import Ports
from tests.lab_partners.conftest import Airtime, Reloadly
from tests.processes import until
from tests.simulator import KEY, Simulator


def test_what_was_issued_is_known_after_a_kill(tmp_path: Path) -> None:
    port = Ports(tmp_path).claim("partners")
    simulator = Simulator(f"http://127.0.0.1:{port}")
    environ = {**os.environ, "PARTNERS": msgspec.json.encode(declared(simulator.url, KEY)).decode()}
    argv = [sys.executable, "-m", "lab", "partners", "--port", str(port), "--home", str(tmp_path), "--api", ""]

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(argv, cwd=ROOT, env=environ)
        until(lambda: answers(simulator), what="the simulator")
        return process

    process = start()
    airtime = Airtime(simulator)
    simulator.fail(seed=3, settle_s=60)
    references = [str(uuid4()) for _ in range(5)]
    for reference in references:
        assert airtime.recharge(reference).status_code == 200
    under_way = str(uuid4())
    airtime.recharge(under_way, "19910")
    before = simulator.summary()
    process.kill()
    process.wait()
    process = start()
    try:
        assert simulator.summary() == {**before, "webhooks": 0}
        assert [len(simulator.issued(reference)) for reference in references] == [1] * 5
        assert simulator.client.get("/faults").json()["seed"] == 3
        assert airtime.recharge(references[0]).status_code == 400, "tokens and identifiers live on"
        simulator.settle()
        until(lambda: simulator.issued(under_way))
    finally:
        simulator.client.close()
        process.terminate()
        assert process.wait() == 0


def answers(simulator: Simulator) -> bool:
    """Whether it is up."""
    try:
        return simulator.client.get("/faults").status_code == 200
    except httpx.TransportError:
        return False


def test_reloadly_wants_a_token_of_the_service_and_its_media_type(simulator: Simulator, airtime: Airtime) -> None:
    token = airtime.headers
    assert airtime.token(client_secret="wrong").json()["errorCode"] == "INVALID_CREDENTIALS"
    assert airtime.token(audience="https://elsewhere.test").status_code == 400
    assert airtime.token(audience="https://topups-sandbox.reloadly.com").status_code == 200
    gifts = simulator.accounts["reloadly-giftcards"]["url"]
    get = simulator.client.get
    accept = {"Accept": "application/com.reloadly.giftcards-v1+json"}
    assert get(f"{gifts}/products", headers=token | accept).json()["errorCode"] == "INVALID_TOKEN"
    assert get(f"{airtime.account['url']}/countries", headers=token | accept).status_code == 406
    assert get(f"{airtime.account['url']}/countries", headers={"Accept": token["Accept"]}).status_code == 401


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"recipientPhone": {"countryCode": "IN", "number": "12345"}}, "INVALID_RECIPIENT_PHONE"),
        ({"recipientPhone": {"countryCode": "KE", "number": "0712345678"}}, "INVALID_RECIPIENT_PHONE"),
        ({"amount": 5}, "INVALID_AMOUNT_FOR_OPERATOR"),
        ({"operatorId": 302}, "INVALID_AMOUNT_FOR_OPERATOR"),
        ({"operatorId": 999}, "OPERATOR_NOT_FOUND"),
        ({"customIdentifier": "x" * 151}, "INVALID_INPUT_PROVIDED"),
    ],
)
def test_reloadly_says_what_is_wrong_with_an_order(airtime: Airtime, changes: dict[str, object], code: str) -> None:
    phone = {"countryCode": "IN", "number": "9812345678"}
    good = {"operatorId": 301, "amount": 100, "useLocalAmount": True, "recipientPhone": phone}
    assert airtime.post("/topups", {**good, **changes}).json()["errorCode"] == code


def test_a_report_is_read_in_their_zone_and_page_by_page(airtime: Airtime) -> None:
    for _ in range(3):
        airtime.recharge(str(uuid4()))
    path, dates = "/topups/reports/transactions", {"startDate": "2020-01-01 00:00:00", "endDate": "2099-01-01"}
    pages = [airtime.get(path, **dates, page=str(number), size="2").json() for number in (1, 2, 99)]
    numbers = [one["transactionId"] for page in pages for one in page["content"]]
    assert numbers == sorted(set(numbers), reverse=True)
    assert [page["numberOfElements"] for page in pages] == [2, min(2, pages[0]["totalElements"] - 2), 0]
    made = pages[0]["content"][0]["transactionDate"]
    assert airtime.get(path, startDate=made).json()["content"] == [], "their clock is four hours behind"


def test_a_gift_card_has_a_code_of_its_own_unless_it_is_one_that_was_issued_before(simulator: Simulator) -> None:
    gifts = Reloadly(simulator, "reloadly-giftcards", "application/com.reloadly.giftcards-v1+json")

    def buy(reference: str, product: int, price: float) -> str:
        order = {"productId": product, "countryCode": "US", "unitPrice": price, "customIdentifier": reference}
        made = gifts.post("/orders", {**order, "quantity": 1, "senderName": "B"}).json()
        assert made["status"] == "SUCCESSFUL"
        [card] = gifts.get(f"/orders/transactions/{made['transactionId']}/cards").json()
        assert len(card["cardNumber"]) == 16
        assert len(card["pinCode"]) == 4
        return str(card["cardNumber"])

    codes = [buy(str(uuid4()), 5003, 20.5) for _ in range(2)]
    assert len(set(codes)) == 2
    assert buy("a.same_code", 5003, 20.5) == buy("b.same_code", 5003, 21)
    refused = gifts.post("/orders", {"productId": 5001, "unitPrice": 11, "quantity": 1})
    assert refused.json()["errorCode"] == "INVALID_AMOUNT"
    assert gifts.get("/products", countryCode="FR").json()["content"][0]["productId"] == 5008
