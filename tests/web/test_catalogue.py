"""What tokens buy, as players see it: prices, what is sold where, and what is not sent again."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from bridges import switches as known
from models import product_syncs, switches, token_rates
from models.products import product_id
from models.token_rates import NewRate
from rules.partnering import Offer
from tests.web.conftest import Guest, refusal

D = Decimal
CARD = Offer("5001", "gift_card", "Paper Books", "Paper", "DE", "EUR", fixed=(D("9.99"), D(25)))
WOOD = Offer("W", "gift_card", "A wood", "Wood", "DE", "EUR", least=D(1), most=D("150.5"))
PHONE = Offer("341", "recharge", "Baobab", "Baobab", "NG", "NGN", least=D(100), most=D(50_000))
ABROAD = CARD._replace(product="5002", name="Livres de papier", country="FR")
URL = "/v1/catalogue"


@pytest.fixture(scope="module", autouse=True)
def shelf(engine: Engine) -> None:
    """Four products: one of another country, and one in a currency without a rate."""
    with engine.begin() as connection:
        product_syncs.take_over(connection, "tremendous", [CARD, WOOD, PHONE, ABROAD])
        token_rates.put(connection, NewRate("EUR", 1, D(1100), 0, None, "a test"))


def id_of(offer: Offer) -> UUID:
    return product_id("tremendous", offer.product, offer.country)


@pytest.fixture
def say(engine: Engine) -> Iterator[Callable[[str], None]]:
    """Says something of the card, as staff would; afterwards all is as it was."""

    def say(what: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(f"UPDATE products SET {what} WHERE id = :id"), {"id": id_of(CARD)})

    yield say
    say("shown = true, available = true, stock = NULL, margin_bp = NULL, day_limit_per_player = NULL")


def items(guest: Guest, query: str = "?country=de") -> dict[str, Any]:
    return {one["name"]: one for one in guest.get(f"{URL}{query}").json["items"]}


def test_prices_of_values_and_of_a_range(guest: Guest, say: Callable[[str], None]) -> None:
    found = items(guest)
    assert list(found) == ["A wood", "Paper Books"]
    assert found["Paper Books"]["prices"] == [
        {"value": {"amount": "9.99", "currency": "EUR"}, "tokens": 10_989},
        {"value": {"amount": "25.00", "currency": "EUR"}, "tokens": 27_500},
    ]
    assert found["Paper Books"]["tokens_per_unit"] is None
    assert [one["tokens"] for one in found["A wood"]["prices"]] == [1_100, 165_550]
    assert found["A wood"]["tokens_per_unit"] == "1100.00"
    say("margin_bp = 1000")
    assert [one["tokens"] for one in items(guest)["Paper Books"]["prices"]] == [12_088, 30_250]


def test_it_is_of_ones_own_country_unless_one_asks(become: Callable[..., Guest]) -> None:
    assert list(items(become(country="de"), "?kind=gift_card")) == ["A wood", "Paper Books"]
    assert list(items(become(country="fr"), "")) == ["Livres de papier"]
    assert list(items(become(country="fr"))) == ["A wood", "Paper Books"]
    assert refusal(become().get(URL)) == (422, "country_needed")
    assert items(become(country="de"), "?country=ng") == {}, "nothing has a price in that currency"


def test_page_by_page(guest: Guest) -> None:
    first = guest.get(f"{URL}?country=de&limit=1").json
    rest = guest.get(f"{URL}?country=de&limit=1&cursor={first['next']}").json
    assert [one["name"] for one in first["items"] + rest["items"]] == ["A wood", "Paper Books"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("said", "listed", "shown"),
    [
        ("shown = false", False, 404),
        ("available = false", False, "not_offered"),
        ("stock = 0", True, "out_of_stock"),
        ("stock = 1", True, None),
    ],
)
def test_what_cannot_be_had(
    guest: Guest, say: Callable[[str], None], said: str, listed: bool, shown: int | str | None
) -> None:
    say(said)
    assert ("Paper Books" in items(guest)) is listed
    one = guest.get(f"{URL}/{id_of(CARD)}")
    if shown == 404:
        assert refusal(one) == (404, "product_unknown")
    else:
        assert (one.json["why"], one.json["redeemable"]) == (shown, shown is None)


def test_what_is_switched_off_says_so(guest: Guest, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_KNOWN_S", 0.0)
    for is_on, why in ((False, "switched_off"), (True, None)):
        with engine.begin() as connection:
            switches.turn(connection, "redemptions.partner.tremendous", is_on, "a test", None)
        assert items(guest)["A wood"]["why"] == why


def test_what_one_has_is_not_sent_again(guest: Guest, say: Callable[[str], None]) -> None:
    for path in (f"{URL}?country=de", f"{URL}/{id_of(CARD)}"):
        first = guest.get(path)
        again = guest.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        say("day_limit_per_player = 2")
        changed = guest.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (changed.status_code, changed.headers["ETag"] != first.headers["ETag"]) == (200, True)
        say("day_limit_per_player = NULL")
