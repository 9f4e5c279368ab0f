"""Recharging a phone: whose it is, by whom, and that nobody knows it afterwards."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text

from models import erasure, ledger, redemption_steps
from rules.ledger import Standing
from rules.partnering import Answer, Verdict
from rules.redemption import answered
from tests.processes import until
from tests.redeeming import Scripted, able, check_books, sell
from tests.web.asking import Become, ask
from tests.web.conftest import Guest, refusal
from web.recharges import LOOKUPS
from web.wires import Wires


@pytest.fixture(scope="module")
def recharge(engine: Engine) -> UUID:
    """An operator's recharges of 500 naira."""
    with engine.begin() as connection:
        statement = "INSERT INTO token_rates (currency, number, tokens_per_unit, reason) VALUES ('NGN', 1, 0.6, 'test')"
        connection.execute(text(statement))
    changes = {"partner": "reloadly-airtime", "kind": "recharge", "country": "NG", "currency": "NGN"}
    return sell(engine, "341", **changes, fixed=[Decimal(500)], least=None, most=None)


@pytest.fixture(scope="module", autouse=True)
def partner(wires: Wires) -> Scripted:
    """Who is asked whose a phone is."""
    partner = Scripted("reloadly-airtime")
    wires.partners = {"reloadly-airtime": partner}
    return partner


def test_a_phone_is_recharged_by_its_operator(become: Become, guest: Guest, recharge: UUID, engine: Engine) -> None:
    ada, card = become(), sell(engine)
    able(engine, ada.id, 10_000)
    phone = {"value": "500", "phone": "+234 803 123 4567"}
    assert refusal(guest.post("/v1/recharge-lookups", {"phone": phone["phone"]})) == (403, "contact_unverified")
    found = ada.post("/v1/recharge-lookups", {"phone": phone["phone"]})
    assert found.json["phone"] == "+2348031234567"
    assert found.json["product_id"] == str(recharge)
    assert found.json["fixed"] == [{"value": "500.00", "tokens": 300}]
    response = ask(ada, recharge, **phone)
    assert (response.status_code, response.json["phone"], response.json["tokens"]) == (202, "+2348031234567", 300)
    assert refusal(ask(ada, recharge, value="500")) == (422, "phone_unfit")
    assert refusal(ask(ada, card, phone=phone["phone"])) == (422, "phone_unfit")
    assert refusal(ask(ada, recharge, value="500", phone="+4915112345678")) == (422, "phone_unfit")
    assert refusal(ask(ada, recharge, value="500", phone="12")) == (422, "invalid")
    assert refusal(ada.post("/v1/recharge-lookups", {"phone": "+4915112345678"})) == (404, "operator_unknown")


def test_phones_are_looked_up_so_often_from_an_address(
    become: Become, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.recharges.LOOKUPS", replace(LOOKUPS, an_address=1))
    found = []
    for one in (become(), become()):
        able(engine, one.id, 1)
        found.append(one.post("/v1/recharge-lookups", {"phone": "+2348031234567"}).status_code)
    assert found[-1] == 429


def test_a_phone_is_recharged_by_few_accounts(become: Become, recharge: UUID, engine: Engine) -> None:
    wanted = {"value": "500", "phone": "+2348031234568"}
    guests = [become() for _ in range(3)]
    for one in guests:
        able(engine, one.id, 10_000)
    assert [ask(one, recharge, **wanted).status_code for one in guests] == [202, 202, 409]
    assert ask(guests[0], recharge, **wanted).status_code == 202


def test_who_cancels_spoils_no_phone_for_others(become: Become, recharge: UUID, engine: Engine) -> None:
    wanted = {"value": "500", "phone": "+2348031234571"}
    for _ in range(3):
        one = become()
        able(engine, one.id, 1_000)
        asked = ask(one, recharge, **wanted)
        assert asked.status_code == 202, asked.text
        assert one.post(f"/v1/redemptions/{asked.json['id']}/cancel").status_code == 200


def test_who_is_erased_forfeits_what_was_held_and_no_phone_of_theirs_stays(
    become: Become, recharge: UUID, engine: Engine
) -> None:
    guest = become()
    able(engine, guest.id, 1_000)
    id_ = ask(guest, recharge, value="500", phone="+2348031234569").json["id"]
    with engine.begin() as connection:
        erasure.erase(connection, guest.id)
        statement = text("SELECT state, recipient, recipient_hash IS NOT NULL FROM redemptions WHERE id = :id")
        assert connection.execute(statement, {"id": id_}).one() == ("cancelled", None, True)
        assert ledger.standing(connection, guest.id) == Standing(0, 0, 0)


def test_a_phone_goes_though_its_recharge_is_settled_while_the_player_is_erased(
    become: Become, recharge: UUID, engine: Engine
) -> None:
    guest = become()
    able(engine, guest.id, 1_000)
    id_ = UUID(ask(guest, recharge, value="500", phone="+2348031234570").json["id"])

    def settle(connection: Connection, verdict: Verdict) -> None:
        one, now = redemption_steps.lock(connection, id_), datetime.now(UTC)
        assert one
        step = answered(redemption_steps.standing(one), "statement", Answer(verdict), now, now, 0, 0)
        redemption_steps.take(connection, one, step, "statement")

    with engine.begin() as connection:
        settle(connection, "in_progress")
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            settle(connection, "refused")
            erasing = pool.submit(_erase, engine, guest.id)
            until(lambda: _waits(engine), 20, "the erasure to wait")
        erasing.result(20)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT state, recipient FROM redemptions WHERE id = :id"), {"id": id_}).one()
    assert found == ("refunded", None)


def _erase(engine: Engine, player: UUID) -> None:
    with engine.begin() as connection:
        erasure.erase(connection, player)


def _waits(engine: Engine) -> bool:
    with engine.connect() as connection:
        statement = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(connection.execute(statement).scalar())


def test_the_books_of_all_this_hold(engine: Engine) -> None:
    """The last of this module, after all that the others did."""
    check_books(engine)
