"""Each fault does what docs/partners.md says it does, and what was issued is known either way."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from lab.folder import ROOT
from lab.partners.faults import FAULTS, Engine, Fault, Faults
from tests.lab_partners.conftest import Airtime
from tests.processes import until
from tests.simulator import Simulator

SHORT = httpx.Timeout(0.3)


def ending(fault: Fault) -> str:
    """Of a phone that meets it."""
    return f"199{FAULTS.index(fault) + 1:02}"


@pytest.mark.parametrize(
    ("fault", "seen", "issued"),
    [
        ("timeout_before", httpx.ReadTimeout, 0),
        ("timeout_after", httpx.ReadTimeout, 1),
        ("reset_before", httpx.ReadError, 0),
        ("reset_after", httpx.ReadError, 1),
        ("error_before", (500, None), 0),
        ("error_after", (500, None), 1),
        ("throttled", (429, None), 0),
        ("garbled", (200, "unreadable"), 1),
        ("processing", (200, "PROCESSING"), 0),
        ("failing", (200, "PROCESSING"), 0),
        ("stuck", (200, "PROCESSING"), 0),
        ("mute", httpx.ReadTimeout, 1),
        ("late_effect", httpx.ReadTimeout, 0),
        ("token_expired", (401, "TOKEN_EXPIRED"), 0),
        ("insufficient_balance", (400, "INSUFFICIENT_BALANCE"), 0),
        ("unavailable", (503, None), 0),
        ("busy", (400, "TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT"), 0),
        ("recently_recharged", (400, "PHONE_RECENTLY_RECHARGED"), 0),
        ("invalid_phone", (400, "INVALID_RECIPIENT_PHONE"), 0),
        ("expired_credential", (401, "INVALID_TOKEN"), 0),
        ("unheard", httpx.ReadError, 0),
    ],
)
def test_a_phone_chooses_what_goes_wrong(
    simulator: Simulator, airtime: Airtime, reference: str, fault: Fault, seen: Any, issued: int
) -> None:
    simulator.fail(settle_s=60, late_s=60)
    if isinstance(seen, tuple):
        answer = airtime.recharge(reference, ending(fault))
        assert (answer.status_code, said(answer)) == seen
    else:
        with pytest.raises(seen):
            airtime.recharge(reference, ending(fault), timeout=SHORT)
    assert len(simulator.issued(reference)) == issued


def said(answer: httpx.Response) -> Any:
    """A status, an error's code."""
    try:
        body = answer.json()
    except ValueError:
        return "unreadable"
    return body["errorCode"] if "errorCode" in body else body["status"]


def test_only_the_first_attempt_meets_what_a_phone_says(airtime: Airtime, reference: str, simulator: Simulator) -> None:
    assert airtime.recharge(reference, ending("throttled")).status_code == 429
    assert airtime.recharge(reference, ending("throttled")).json()["status"] == "SUCCESSFUL"
    for _ in range(2):
        assert airtime.recharge(str(uuid4()), ending("invalid_phone")).status_code == 400
    assert len(simulator.issued(reference)) == 1


def test_too_much_is_said_with_how_much_is_left_until_when(simulator: Simulator, airtime: Airtime) -> None:
    headers = airtime.recharge(str(uuid4()), ending("throttled")).headers
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("1", "0")
    simulator.fail(rates={"reloadly-airtime": 2})
    statuses = [airtime.get("/accounts/balance").status_code for _ in range(8)]
    assert 429 in statuses
    assert statuses[0] == 200


def test_what_is_under_way_is_over_later(simulator: Simulator, airtime: Airtime) -> None:
    simulator.fail(settle_s=60, late_s=60, reverse_s=60)
    references: dict[Fault, str] = {}
    for fault in ("processing", "failing", "stuck", "late_effect", "late_reversal"):
        references[fault] = str(uuid4())
        try:
            airtime.recharge(references[fault], ending(fault), timeout=SHORT)
        except httpx.ReadTimeout:
            assert fault == "late_effect"
    assert airtime.found(references["late_effect"]).json()["content"] == []

    def statuses() -> dict[Fault, str]:
        return {
            fault: "".join(one["status"] for one in airtime.found(reference).json()["content"])
            for fault, reference in references.items()
        }

    balance = simulator.summary()["balances"]["reloadly"]
    simulator.settle()
    over: dict[Fault, str] = {"processing": "SUCCESSFUL", "failing": "FAILED", "stuck": "PROCESSING"}
    over |= {"late_effect": "SUCCESSFUL", "late_reversal": "REFUNDED"}
    until(lambda: statuses() == over)
    assert simulator.summary()["balances"]["reloadly"] > balance
    [reversed_] = simulator.issued(references["late_reversal"])
    assert reversed_["taken_back_at"] > reversed_["issued_at"]
    simulator.mend()
    until(lambda: statuses() == over | {"stuck": "SUCCESSFUL"})


def test_a_mute_order_cannot_be_asked_about_until_that_is_over(simulator: Simulator, airtime: Airtime) -> None:
    reference = str(uuid4())
    with pytest.raises(httpx.ReadTimeout):
        airtime.recharge(reference, ending("mute"), timeout=SHORT)
    assert airtime.found(reference).status_code == 500
    assert reference in simulator.client.get("/witness/withheld").json()["references"]
    simulator.mend()
    assert simulator.client.get("/witness/withheld").json()["references"] == []
    assert airtime.found(reference).json()["content"][0]["status"] == "SUCCESSFUL"


def test_the_statement_says_another_amount(airtime: Airtime, reference: str) -> None:
    answered = airtime.recharge(reference, ending("wrong_amount")).json()
    [stated] = airtime.found(reference).json()["content"]
    assert (stated["transactionId"], stated["requestedAmount"]) == (
        answered["transactionId"],
        answered["requestedAmount"],
    )
    assert stated["fee"] > answered["fee"] == 0


def test_two_orders_at_once_with_one_identifier_are_both_issued(
    simulator: Simulator, airtime: Airtime, reference: str
) -> None:
    assert airtime.headers
    simulator.fail(work_s=0.3)
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(lambda _: airtime.recharge(reference).status_code, range(2)))
    assert statuses == [200, 200]
    assert len(simulator.issued(reference)) == 2
    assert simulator.summary()["twice"] == [reference]
    assert said(airtime.recharge(reference)) == "CUSTOM_IDENTIFIER_ALREADY_USED"


def test_faults_are_chosen_by_product_reference_turn_and_chance(simulator: Simulator, airtime: Airtime) -> None:
    simulator.fail(
        products={"reloadly-airtime/302": "busy"},
        references={"r-1": "throttled"},
        next={"reloadly-airtime": ["error_before", None]},
    )
    other = {"operatorId": 302, "amount": 149, "useLocalAmount": True}
    phone = {"countryCode": "IN", "number": "7012345678"}
    assert said(airtime.post("/topups", {**other, "recipientPhone": phone})) == (
        "TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT"
    )
    answers = [airtime.recharge(name).status_code for name in ("r-1", "a.invalid_phone", str(uuid4()), str(uuid4()))]
    assert answers == [429, 400, 500, 200]
    refused = simulator.client.put("/faults", json={"chances": {"slow": 0.7, "busy": 0.7}})
    assert (refused.status_code, refused.json()["message"][:7]) == (400, "chances")


def test_the_same_seed_is_the_same_luck_whatever_comes_between(tmp_path: Any) -> None:
    references = [str(uuid4()) for _ in range(300)]

    def draw(names: list[str]) -> dict[str, Fault | None]:
        engine = Engine(tmp_path)
        engine.put(Faults(seed=7, chances={"timeout_after": 0.2, "garbled": 0.1}))
        return {name: engine.of_order("tremendous", name, "", "") for name in names}

    first = draw(references)
    assert draw(references[::-1]) == first
    assert 60 < sum(fault is not None for fault in first.values()) < 120
    assert Engine(tmp_path).now.seed == 7, "a restart forgets no faults"


def test_what_is_met_at_each_attempt_is_met_at_each_by_chance_too(tmp_path: Any) -> None:
    engine = Engine(tmp_path)
    engine.put(Faults(seed=7, chances={"unheard": 0.3, "garbled": 0.3}))
    met = {name: [engine.of_order("tremendous", name, "", "") for _ in range(9)] for name in map(str, range(40))}
    unheard = [turns for turns in met.values() if turns[0] == "unheard"]
    assert unheard
    assert all(turns == ["unheard"] * 9 for turns in unheard)
    assert all(len(set(turns)) > 1 for turns in met.values() if turns[0] == "garbled")


def test_reading_goes_wrong_too_and_whole_partners(simulator: Simulator, airtime: Airtime) -> None:
    assert airtime.headers
    simulator.fail(reads={"error_before": 1.0})
    assert airtime.get("/accounts/balance").status_code == 500
    simulator.fail(down=["reloadly-airtime"])
    assert airtime.get("/operators/301").status_code == 503
    simulator.fail(empty=["reloadly-airtime"])
    assert said(airtime.recharge(str(uuid4()))) == "INSUFFICIENT_BALANCE"
    simulator.fail(expired_credentials=["reloadly-airtime"])
    assert airtime.get("/accounts/balance").json()["errorCode"] == "INVALID_TOKEN"
    assert airtime.token().status_code == 401
    simulator.fail(tokens_from=4e9)
    assert airtime.get("/accounts/balance").json()["errorCode"] == "TOKEN_EXPIRED"


def test_every_fault_is_in_the_table_that_people_read() -> None:
    text = (ROOT / "docs" / "partners.md").read_text()
    assert [fault for number, fault in enumerate(FAULTS, 1) if f"| {9900 + number} | `{fault}` |" not in text] == []
