"""Recharging a phone: whose it is, by whom, and that nobody knows it afterwards."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from models import erasure, ledger
from rules.ledger import Standing
from tests.redeeming import Scripted, able, check_books, sell
from tests.web.conftest import Guest, refusal
from tests.web.test_redemptions import Become, ask
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
    found = guest.post("/v1/recharge-lookups", {"phone": phone["phone"]})
    assert found.json["phone"] == "+2348031234567"
    assert found.json["product_id"] == str(recharge)
    assert found.json["fixed"] == [{"value": "500.00", "tokens": 300}]
    response = ask(ada, recharge, **phone)
    assert (response.status_code, response.json["phone"], response.json["tokens"]) == (202, "+2348031234567", 300)
    assert refusal(ask(ada, recharge, value="500")) == (422, "phone_unfit")
    assert refusal(ask(ada, card, phone=phone["phone"])) == (422, "phone_unfit")
    assert refusal(ask(ada, recharge, value="500", phone="+4915112345678")) == (422, "phone_unfit")
    assert refusal(ask(ada, recharge, value="500", phone="12")) == (422, "invalid")
    assert refusal(guest.post("/v1/recharge-lookups", {"phone": "+4915112345678"})) == (404, "operator_unknown")


def test_a_phone_is_recharged_by_few_accounts(become: Become, recharge: UUID, engine: Engine) -> None:
    wanted = {"value": "500", "phone": "+2348031234568"}
    guests = [become() for _ in range(3)]
    for one in guests:
        able(engine, one.id, 10_000)
    assert [ask(one, recharge, **wanted).status_code for one in guests] == [202, 202, 409]
    assert ask(guests[0], recharge, **wanted).status_code == 202


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


def test_the_books_of_all_this_hold(engine: Engine) -> None:
    """The last of this module, after all that the others did."""
    check_books(engine)
