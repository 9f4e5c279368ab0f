"""Players who can redeem, products to redeem, and a partner that says what a test has written down for it."""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import ledger, ledger_audit, products, redemption_requests
from models.ledger import Wanted
from models.products import product_id
from models.redemption_requests import Asked
from rules.partnering import Answer, Card, Headers, Hint, Line, Money, Offer, Order, PartnerName, Verdict

_GRANTS = "ledger: paid grants have their transfer, and transfers for grants their grant"


def sell(engine: Engine, product: str = "BZLMARKET0US", **changes: Any) -> UUID:
    """A gift card of one to a hundred dollars, or another product."""
    row = {
        **{"partner": "tremendous", "partner_product": product, "kind": "gift_card", "name": "Market", "brand": "M"},
        **{"country": "US", "currency": "USD", "fixed": [], "least": Decimal(1), "most": Decimal(100)},
        **{"cost_currency": "USD", "cost_rate": Decimal(1), "available": True, **changes},
    }
    id_ = product_id(str(row["partner"]), product, str(row["country"]))
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO products (id, {names}) VALUES (:id, {values})"), {"id": id_, **row})
    return id_


def able(engine: Engine, player: UUID, tokens: int, country: str = "us") -> None:
    """A player may redeem: proved, old enough, somewhere, and with tokens."""
    with engine.begin() as connection:
        statement = "INSERT INTO accounts (player_id, email, email_key) VALUES (:id, :email, :email)"
        connection.execute(text(statement), {"id": player, "email": f"{player}@example.com"})
        statement = "UPDATE players SET birth_year = 1990, country = :country WHERE id = :id"
        connection.execute(text(statement), {"id": player, "country": country})
        ledger.post(connection, [Wanted("grant", f"{player}", player, "credit", tokens, "test")])


def redeemed(
    engine: Engine, product: UUID, value: str = "5", tokens: int = 5_000, by: UUID | None = None, **changes: Any
) -> UUID:
    """A redemption, held and due, `by` a player or a new one."""
    player = by or uuid7()
    with engine.begin() as connection:
        if by is None:
            connection.execute(text("INSERT INTO players (id, name) VALUES (:id, 'Ada')"), {"id": player})
        ledger.post(connection, [Wanted("grant", f"{player}", player, "credit", tokens, "test")])
        item = products.one(connection, product)
        assert item
        asked = Asked(uuid7(), player, item, Decimal(value), tokens, **changes)
        held = redemption_requests.hold(connection, asked)
        redemption_requests.insert(connection, asked, held, from_stock=False)
    return asked.id


def check_books(engine: Engine) -> None:
    """Every invariant of the ledger holds, but for grants: tokens come from nowhere here."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        assert {one.name for one in ledger_audit.audit(connection) if one.broken} <= {_GRANTS}


class Scripted:
    """A partner that says what is written down for it, in turn, and then that all went well."""

    call_most_s = 1.0
    hold_most_s = 0.0

    def __init__(self, name: PartnerName = "tremendous") -> None:
        self.name: PartnerName = name
        self.script: deque[Answer | Verdict] = deque()
        self.submitted: list[Order] = []
        self.asked: list[tuple[Order, str | None]] = []
        self.cards: tuple[Card, ...] = (Card("CODE-1234-5678", "99", None),)
        self.during: Callable[[], None] = lambda: None
        """What happens while a call is under way."""

    def _answer(self) -> Answer:
        self.during()
        said = self.script.popleft() if self.script else "succeeded"
        return said if isinstance(said, Answer) else Answer(said, partner_id="P1")

    def submit(self, order: Order, until: float | None = None) -> Answer:  # noqa: ARG002 the port's
        """Note it."""
        self.submitted.append(order)
        return self._answer()

    def look_up(self, order: Order, since: datetime, partner_id: str | None) -> Answer:  # noqa: ARG002 the port's
        """Note it."""
        self.asked.append((order, partner_id))
        return self._answer()

    def deliver(self, partner_id: str) -> tuple[Card, ...]:  # noqa: ARG002 the port's
        """Its cards."""
        return self.cards

    def offers(self) -> Iterator[Offer]:
        """None."""
        return iter(())

    def operator(self, phone: str, country: str) -> Offer | None:  # noqa: ARG002 the port's
        """Operator 341 has all phones of Nigeria."""
        return _OPERATOR if country == "NG" else None

    def statement(self, start: datetime, end: datetime) -> Iterator[list[Line]]:  # noqa: ARG002 the port's
        """Empty."""
        return iter(())

    def balance(self) -> Money:
        """Enough."""
        return Money(Decimal(1000), "USD")

    def read_webhook(self, headers: Headers, body: bytes, at: datetime) -> Hint:  # noqa: ARG002 the port's
        """None come."""
        raise ValueError


_OPERATOR = Offer("341", "recharge", "MTN Nigeria", "MTN", "NG", "NGN")
