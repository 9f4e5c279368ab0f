"""The catalogue follows what partners offer, and loses nothing that staff said, nor anything that is gone."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

import pytest
from sqlalchemy import Engine, text

from bridges.partners.port import Partner, Unavailable
from models import product_syncs, products
from models.product_syncs import Sync
from models.products import Item, product_id
from rules.partnering import Offer
from tasks import catalogue, runtime
from tests.clearing import clear

BOOKS = Offer("5001", "gift_card", "Books", "Paper", "US", "USD", fixed=(Decimal(10), Decimal(25)))
PHONES = Offer("341", "recharge", "Baobab", "Baobab", "NG", "NGN", least=Decimal(100), most=Decimal("5e4"))


class Twin:
    """A partner whose shelf one can fill; None: it is away, after it has told of the first things."""

    name = "tremendous"

    def __init__(self, *shelf: Offer | None) -> None:
        self.shelf = shelf

    def offers(self) -> Iterator[Offer]:
        """All of them."""
        for one in self.shelf:
            if one is None:
                raise Unavailable("it does not answer")
            yield one


@pytest.fixture(autouse=True)
def _empty(owner_engine: Engine) -> None:
    with owner_engine.begin() as connection:
        clear(connection, "products, product_syncs")


def sync(*shelf: Offer | None) -> None:
    catalogue.sync(cast(Partner, Twin(*shelf)))


def found(engine: Engine, offer: Offer) -> Item | None:
    with engine.connect() as connection:
        return products.one(connection, product_id("tremendous", offer.product, offer.country))


def test_what_is_offered_is_there_and_follows(engine: Engine) -> None:
    sync(BOOKS, PHONES, BOOKS._replace(product="x", currency="dollars"))
    books, phones = found(engine, BOOKS), found(engine, PHONES)
    assert books is not None
    assert phones is not None
    assert (books.fixed, books.available, books.rate) == ([Decimal(10), Decimal(25)], True, Decimal(1000))
    assert (phones.least, phones.most, phones.rate) == (Decimal(100), Decimal(50_000), None)
    sync(BOOKS._replace(fixed=(), least=Decimal(5), most=Decimal("99.5")), PHONES)
    books = found(engine, BOOKS)
    assert books is not None
    assert (books.fixed, books.least, books.most) == ([], Decimal(5), Decimal("99.5"))


def test_what_staff_say_stays(engine: Engine) -> None:
    sync(BOOKS)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE products SET shown = false, margin_bp = 700, stock = 3, day_limit_per_player = 1, version = 5")
        )
    sync(BOOKS._replace(name="Books, anew"))
    books = found(engine, BOOKS)
    assert books is not None
    assert (books.name, books.shown, books.margin_bp, books.stock) == ("Books, anew", False, 700, 3)
    assert (books.day_limit_per_player, books.version) == (1, 5)


def test_what_is_gone_is_unavailable_until_it_comes_back(engine: Engine) -> None:
    for shelf, available in (((BOOKS, PHONES), True), ((BOOKS,), False), ((BOOKS, PHONES), True)):
        sync(*shelf)
        phones = found(engine, PHONES)
        assert phones is not None
        assert phones.available is available


@pytest.mark.parametrize("shelf", [(BOOKS._replace(name="Half of it"), None), ()])
def test_a_partner_that_is_away_leaves_the_catalogue_as_it_is(engine: Engine, shelf: tuple[Any, ...]) -> None:
    with engine.begin() as connection:
        product_syncs.claim(connection, "tremendous", 0)
    sync(BOOKS, PHONES)
    before = found(engine, BOOKS), found(engine, PHONES)
    sync(*shelf)
    assert (found(engine, BOOKS), found(engine, PHONES)) == before
    assert standing(engine).problem


def test_each_partner_is_read_when_it_is_due_by_one_worker(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    twin = Twin(BOOKS)
    monkeypatch.setattr(runtime, "partners", lambda: {"tremendous": twin})
    catalogue.sync_products()
    assert standing(engine).offers == 1
    twin.shelf = (BOOKS, PHONES)
    catalogue.sync_products()
    assert standing(engine).offers == 1  # it is not due yet
    with engine.begin() as connection:
        connection.execute(text("UPDATE product_syncs SET next_at = now()"))
        assert product_syncs.claim(connection, "tremendous", 60)
        assert not product_syncs.claim(connection, "tremendous", 60)


def standing(engine: Engine) -> Sync:
    with engine.connect() as connection:
        [one] = product_syncs.every(connection)
    return one
