"""Switches and thresholds by their owner, prices and limits by who keeps the money: each with its reason in the log."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine

from bridges import switches as known
from models import product_syncs, switches, thresholds, token_rates
from models.products import product_id
from rules.partnering import Offer
from rules.switches import FIXED, of_product
from tests.clearing import clear
from tests.web.admin.conftest import Member, hire
from tests.web.conftest import Guest, refusal

Employ = Callable[..., Member]
Audited = Callable[[UUID], list[dict[str, Any]]]
CARD = Offer("5001", "gift_card", "Paper Books", "Paper", "DE", "EUR", fixed=(Decimal(10),), cost_rate=Decimal("1.1"))
ID = product_id("tremendous", CARD.product, CARD.country)
SETTINGS, PRODUCT, RATE = "/v1/admin/settings", f"/v1/admin/catalogue/{ID}", "/v1/admin/token-rates/EUR"


@pytest.fixture(autouse=True)
def shelf(owner_engine: Engine, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """One product, in a currency without a rate; nothing is set; processes know of switches at once."""
    monkeypatch.setattr(known, "_KNOWN_S", 0.0)
    with owner_engine.begin() as connection:
        clear(connection, "switches, thresholds, products, approvals")
        connection.exec_driver_sql("DELETE FROM token_rates WHERE currency <> 'USD' OR number > 1")
    with engine.begin() as connection:
        product_syncs.take_over(connection, "tremendous", [CARD])


@pytest.fixture
def owner(employ: Employ) -> Member:
    """Somebody who may do it all."""
    return employ("owner")


def change(member: Member, path: str, body: dict[str, Any], method: str = "PATCH") -> Any:
    """Change what was read just now."""
    etag = member.get(path).headers["ETag"]
    return member.send(method, path, json={"reason": "a test", **body}, headers={"If-Match": etag})


def test_what_is_switched_off_is_off_and_says_by_whom_and_why(owner: Member, guest: Guest, audited: Audited) -> None:
    names = {"sessions": False, of_product(ID): False, "earning.battle": False}
    changed = change(owner, SETTINGS, {"switches": names})
    assert changed.status_code == 200, changed.text
    found = {one["name"]: one for one in changed.json["switches"]}
    assert list(found) == [*FIXED, of_product(ID)]
    assert {name for name, one in found.items() if not one["is_on"]} == names.keys()
    assert (found["sessions"]["reason"], found["sessions"]["changed_by"]) == ("a test", "Test")
    assert found[of_product(ID)]["product"] == "Paper Books (DE)"
    assert refusal(guest.post("/v1/sessions", {"category": "maths"})) == (503, "switched_off")
    rows = {row["subject_id"]: row for row in audited(owner.staff.id)}
    assert rows.keys() == names.keys()
    assert {(row["action"], row["subject_kind"], row["reason"]) for row in rows.values()} == {
        ("settings.change", "switch", "a test")
    }
    assert (rows["sessions"]["before"], rows["sessions"]["after"]) == ({"is_on": True}, {"is_on": False})


def test_a_threshold_is_set_within_its_range(owner: Member, engine: Engine, audited: Audited) -> None:
    changed = change(owner, SETTINGS, {"thresholds": {"redemption_day_count": 3}})
    found = {one["name"]: one for one in changed.json["thresholds"]}["redemption_day_count"]
    assert (found["value"], found["default"], found["unit"]) == (3, 10, "redemptions")
    with engine.connect() as connection:
        assert thresholds.read(connection).redemption_day_count == 3
    unfit = change(owner, SETTINGS, {"thresholds": {"redemption_day_count": 0}, "switches": {"ranked": False}})
    assert refusal(unfit) == (422, "threshold_unfit")
    with engine.connect() as connection:
        assert switches.off(connection) == frozenset()
    [row] = audited(owner.staff.id)
    assert (row["before"], row["after"]) == ({"value": 10}, {"value": 3})


def test_17_a_guard_of_money_is_loosened_by_two_and_tightened_by_one(employ: Employ, engine: Engine) -> None:
    def holds() -> int:
        with engine.connect() as connection:
            return thresholds.read(connection).credit_second_person_above

    one, other = employ("owner"), employ("owner")
    asked = change(one, SETTINGS, {"thresholds": {"credit_second_person_above": 1_000_000}})
    assert (asked.status_code, asked.json["action"], holds()) == (202, "settings.loosen", 5_000), asked.text
    path = "/v1/admin/approvals/{}/approve"
    assert refusal(one.post(path.format(asked.json["id"]))) == (403, "own_request")
    assert other.post(path.format(asked.json["id"])).status_code == 200
    assert holds() == 1_000_000
    raised = change(one, SETTINGS, {"thresholds": {"credit_second_person_above": 1_000_001}}).json["id"]
    assert change(other, SETTINGS, {"thresholds": {"credit_second_person_above": 10}}).status_code == 200
    assert refusal(other.post(path.format(raised))) == (409, "threshold_changed")
    assert holds() == 10
    mixed = {"thresholds": {"redemption_min_age": 3}, "switches": {"ranked": False}}
    assert refusal(change(one, SETTINGS, mixed)) == (422, "change_mixed")
    assert change(one, SETTINGS, {"thresholds": {"redemption_min_age": 3}}).status_code == 202


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"switches": {"sunlight": False}}, "switch_unknown"),
        ({"switches": {of_product(uuid4()): False}}, "switch_unknown"),
        ({"switches": {"ranked": "no"}}, "invalid"),
        ({"thresholds": {"sunlight": 1}}, "invalid"),
        ({}, "change_empty"),
        ({"switches": {"ranked": False}, "reason": " "}, "invalid"),
    ],
)
def test_what_no_setting_can_be(owner: Member, body: dict[str, Any], code: str) -> None:
    assert refusal(change(owner, SETTINGS, body)) == (422, code)


def test_who_has_not_seen_the_latest_changes_nothing(owner: Member) -> None:
    stale = owner.get(SETTINGS).headers["ETag"]
    assert change(owner, SETTINGS, {"switches": {"ranked": False}}).status_code == 200
    body = {"reason": "a test", "switches": {"ranked": True}}
    refused = owner.patch(SETTINGS, body, headers={"If-Match": stale})
    assert refusal(refused) == (412, "changed_meanwhile")
    assert {one["name"]: one["is_on"] for one in refused.json["current"]["switches"]}["ranked"] is False
    assert refusal(owner.patch(SETTINGS, body)) == (428, "precondition_required")


def test_a_currency_gets_a_rate_and_keeps_those_before(employ: Employ, guest: Guest, audited: Audited) -> None:
    member = employ("finance")
    before = member.get(RATE).json
    assert (before["edition"], before["tokens_per_unit"], before["suggested"]) == (0, None, "1100.00")
    assert guest.get("/v1/catalogue?country=de").json["items"] == []
    body = {"tokens_per_unit": "1200.5", "margin_bp": 100, "reason": "a test"}
    assert member.put(RATE, body).status_code == 200
    assert refusal(member.put(RATE, body)) == (428, "precondition_required")
    changed = change(member, RATE, {"tokens_per_unit": "1300", "margin_bp": 0}, "PUT").json
    assert [one["tokens_per_unit"] for one in changed["history"]] == ["1300.00", "1200.50"]
    assert (changed["edition"], changed["setter"]) == (2, "Test")
    [item] = guest.get("/v1/catalogue?country=de").json["items"]
    assert item["prices"][0]["tokens"] == 13_000
    assert [(row["action"], row["after"]["tokens_per_unit"]) for row in audited(member.staff.id)] == [
        ("token_rates.change", "1200.50"),
        ("token_rates.change", "1300.00"),
    ]
    assert refusal(member.get("/v1/admin/token-rates/XYZ")) == (404, "currency_unknown")
    assert {one["currency"]: one["products"] for one in member.get("/v1/admin/token-rates").json["items"]} == {
        "EUR": 1,
        "USD": 0,
    }
    assert refusal(change(member, RATE, {"tokens_per_unit": "0.000", "margin_bp": 0}, "PUT")) == (422, "invalid")


def test_17_a_price_below_cost_and_a_leap_take_two(employ: Employ, engine: Engine) -> None:
    def latest(currency: str) -> tuple[int, Decimal]:
        with engine.connect() as connection:
            rate = token_rates.current(connection)[currency]
            return rate.number, rate.tokens_per_unit

    one, other = employ("finance"), employ("finance")

    def asked(path: str, body: dict[str, Any], why: str, method: str = "PUT") -> str:
        response = change(one, path, body, method)
        assert (response.status_code, response.json["payload"]["why"]) == (202, why), response.text
        assert refusal(one.post(approval.format(response.json["id"]))) == (403, "own_request")
        return approval.format(response.json["id"])

    approval, usd = "/v1/admin/approvals/{}/approve", RATE.replace("EUR", "USD")
    below = {"tokens_per_unit": "1099", "margin_bp": 0, "reason": "a test"}
    first = one.put(RATE, below)
    assert (first.status_code, first.json["payload"]["why"]) == (202, "below_cost")
    assert other.put(RATE, {**below, "tokens_per_unit": "1200"}).status_code == 200
    assert refusal(other.post(approval.format(first.json["id"]))) == (409, "rate_overtaken")
    assert other.post(approval.format(first.json["id"]).replace("approve", "reject")).status_code == 200

    agreed = asked(RATE, {"tokens_per_unit": "1", "margin_bp": 0}, "below_cost")
    assert latest("EUR") == (1, Decimal(1_200))
    assert other.post(agreed).status_code == 200
    assert latest("EUR") == (2, Decimal(1))
    assert one.get(RATE).json["history"][0]["setter"] == "Test"
    # With the margin on top, and without: products with a margin of their own go by the rate alone.
    for tokens, margin in (("1200", 0), ("1", 6_000), ("2", -5_000)):
        path = asked(RATE, {"tokens_per_unit": tokens, "margin_bp": margin}, "jump")
        assert other.post(path.replace("approve", "reject")).status_code == 200
    number, worth = latest("USD")
    for tokens in ("1", "1100"):
        path = asked(usd, {"tokens_per_unit": tokens, "margin_bp": 0}, "jump" if tokens == "1" else "below_cost")
        assert other.post(path.replace("approve", "reject")).status_code == 200
    assert latest("USD") == (number, worth)


def test_17_a_products_own_margin_takes_two_as_a_rate_does(employ: Employ, guest: Guest) -> None:
    one, other = employ("finance"), employ("finance")
    assert one.put(RATE, {"tokens_per_unit": "1200", "margin_bp": 0, "reason": "a test"}).status_code == 200

    def price() -> int:
        return int(guest.get("/v1/catalogue?country=de").json["items"][0]["prices"][0]["tokens"])

    asked = change(one, PRODUCT, {"margin_bp": -9_000, "stock": 7})
    assert (asked.status_code, asked.json["payload"]["why"], price()) == (202, "below_cost", 12_000)
    path = f"/v1/admin/approvals/{asked.json['id']}/approve"
    assert refusal(one.post(path)) == (403, "own_request")
    assert other.post(path).status_code == 200
    assert (price(), one.get(PRODUCT).json["stock"]) == (1_200, 7)
    leap = change(one, PRODUCT, {"margin_bp": 100_000})
    assert (leap.status_code, leap.json["payload"]["why"]) == (202, "jump")
    assert change(other, PRODUCT, {"stock": 8}).status_code == 200
    assert refusal(other.post(f"/v1/admin/approvals/{leap.json['id']}/approve")) == (409, "product_changed")


def test_17_small_steps_of_a_day_are_a_large_one(employ: Employ, owner_engine: Engine) -> None:
    one = employ("finance")
    assert one.put(RATE, {"tokens_per_unit": "1300", "margin_bp": 0, "reason": "a test"}).status_code == 200
    cheaper = {"tokens_per_unit": "900", "margin_bp": 0}
    assert change(one, RATE.replace("EUR", "USD"), cheaper, "PUT").status_code == 200
    below = {"tokens_per_unit": "1000", "margin_bp": 0}
    for path, body, method in ((RATE, below, "PUT"), (PRODUCT, {"margin_bp": -2_000}, "PATCH")):
        asked = change(one, path, body, method)
        assert (asked.status_code, asked.json["payload"]["why"]) == (202, "below_cost"), asked.text
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE token_rates SET valid_from = valid_from - interval '25 hours'")
    assert change(one, PRODUCT, {"margin_bp": -2_000}).status_code == 200


def test_17_a_leap_of_a_day_in_steps_takes_two(employ: Employ, owner_engine: Engine) -> None:
    one = employ("finance")
    assert one.put(RATE, {"tokens_per_unit": "1200", "margin_bp": 0, "reason": "a test"}).status_code == 200
    steps = ({"tokens_per_unit": "1700", "margin_bp": 0}, {"tokens_per_unit": "1700", "margin_bp": 1_000})
    assert change(one, RATE, steps[0], "PUT").status_code == 200
    asked = change(one, RATE, steps[1], "PUT")
    assert (asked.status_code, asked.json["payload"]["why"]) == (202, "jump"), asked.text
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE token_rates SET valid_from = valid_from - interval '25 hours'")
    assert change(one, RATE, steps[1], "PUT").status_code == 200


@pytest.mark.parametrize("path", [PRODUCT, RATE, SETTINGS])
def test_17_prices_and_guards_take_a_fresh_second_factor(app: Flask, engine: Engine, path: str) -> None:
    stale = hire(app, engine, "owner", proven_at=datetime.now(UTC) - timedelta(hours=1))
    method, body = ("PUT", {"tokens_per_unit": "1200", "margin_bp": 0}) if path == RATE else ("PATCH", {})
    assert refusal(change(stale, path, body, method)) == (403, "step_up_required")


def test_a_product_is_priced_limited_and_hidden(employ: Employ, guest: Guest, audited: Audited) -> None:
    member = employ("finance")
    member.put(RATE, {"tokens_per_unit": "1200", "margin_bp": 100, "reason": "a test"})
    shown = member.get(PRODUCT).json
    assert shown["prices"] == [
        {
            "value": {"amount": "10.00", "currency": "EUR"},
            "tokens": 12_120,
            "cost": {"amount": "11.00", "currency": "USD"},
        }
    ]
    wanted = {"margin_bp": 500, "stock": 2, "day_limit_per_player": 1}
    changed = change(member, PRODUCT, wanted).json
    assert {name: changed[name] for name in wanted} == wanted
    assert (changed["prices"][0]["tokens"], changed["edition"]) == (12_600, 2)
    refused = change(member, PRODUCT, {"shown": False, "price": 1})
    assert refusal(refused) == (422, "invalid")
    assert change(member, PRODUCT, {"shown": False}).json["shown"] is False
    assert guest.get("/v1/catalogue?country=de").json["items"] == []
    row = audited(member.staff.id)[1]
    assert (row["action"], row["subject_id"], row["before"]["margin_bp"]) == ("catalogue.change", str(ID), None)
    assert row["after"] == wanted


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("", True),
        ("?q=paper&partner=tremendous&kind=gift_card&country=de&available=true&shown=true&priced=false", True),
        ("?q=wood", False),
        ("?priced=true", False),
        ("?available=false", False),
        ("?country=fr", False),
    ],
)
def test_products_are_found(employ: Employ, query: str, there: bool) -> None:
    found = employ("finance").get(f"/v1/admin/catalogue{query}").json
    assert [one["id"] for one in found["items"]] == [str(ID)] * there
