"""Players who redeem: made all at once, known and rich; each wish is asked for with one key until it is answered."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from ipaddress import IPv4Address
from random import Random
from time import monotonic
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from lab.partners.goods import COUNTRIES, OPERATORS
from lab.players.wire import Connection as Wire
from lab.players.wire import Response, Unreachable
from models import ledger
from models.ledger import Wanted
from settings import Settings
from web.tokens import Tokens

TOKENS = 10_000_000
"""Of each player, to begin with."""
_BATCH = 500
_BORN = 1990
_NATIONAL = {"IN": 10, "NG": 10, "KE": 9, "PH": 10, "MX": 10, "GB": 10}
_CALLING = {"IN": "91", "NG": "234", "KE": "254", "PH": "63", "MX": "52", "GB": "44"}
_MARKED_FROM = 9900
"""Phones that end so, or higher, choose a fault."""
_AGAIN_S = (0.05, 2.0)
_NEVER = 1_000_000_000

_MAKE = text(
    "WITH made AS (INSERT INTO players (id, name, country, birth_year, registered) "
    f"SELECT i, 'Redeemer', c, {_BORN}, true FROM unnest(CAST(:ids AS uuid[]), CAST(:countries AS text[])) AS m(i, c)) "
    "INSERT INTO accounts (player_id, email, email_key) "
    "SELECT i, i || '@buzzline.test', i || '@buzzline.test' FROM unnest(CAST(:ids AS uuid[])) AS m(i)"
)
_ALLOW = text(
    "INSERT INTO thresholds (name, value, reason) VALUES ('redemption_review_above', :much, 'the lab'), "
    "('redemption_day_tokens', :much, 'the lab'), ('redemption_day_count', 1000, 'the lab') ON CONFLICT DO NOTHING"
)
_PRICE = text(
    "INSERT INTO token_rates (currency, number, tokens_per_unit, reason) VALUES (:currency, 1, :tokens, 'the lab') "
    "ON CONFLICT DO NOTHING"
)
_SOLD = text(
    "SELECT id, partner, partner_product, kind, lower(country) AS country, COALESCE(least, fixed[1]) AS least, "
    "COALESCE(least * 2, fixed[cardinality(fixed)]) AS most FROM products WHERE available AND shown ORDER BY id"
)


class Goods(NamedTuple):
    """A product that can be redeemed for. It has the values `least` and `most`."""

    id: UUID
    partner: str
    partner_product: str
    kind: str
    country: str
    least: Decimal
    most: Decimal


@dataclass(frozen=True)
class Wish:
    """What one player asks for once."""

    player: UUID
    key: str
    body: bytes


@dataclass(frozen=True)
class Told:
    """What was answered; status 0: nothing until patience was over. `id` is that of the redemption."""

    player: UUID
    key: str
    status: int
    code: str
    id: UUID | None
    asked_at: datetime
    """First."""


def goods(connection: Connection) -> list[Goods]:
    """What the catalogue has."""
    return [Goods(*row) for row in connection.execute(_SOLD)]


def make_players(engine: Engine, sold: Sequence[Goods], count: int) -> dict[UUID, str]:
    """Players with TOKENS each, and their countries: each has gift cards. `engine` is the owner's."""
    countries = sorted({one.country for one in sold if one.kind == "gift_card"})
    players = {uuid7(): countries[number % len(countries)] for number in range(count)}
    ids = list(players)
    rates = {one.currency: one.rate for one in COUNTRIES.values()}
    with engine.begin() as connection:
        connection.execute(_ALLOW, {"much": _NEVER})
        connection.execute(_PRICE, [{"currency": one, "tokens": 1000 / rate} for one, rate in rates.items()])
    for start in range(0, count, _BATCH):
        some = ids[start : start + _BATCH]
        with engine.begin() as connection:
            connection.execute(_MAKE, {"ids": some, "countries": [players[one] for one in some]})
            ledger.post(connection, [_credit(player) for player in some])
    return players


def _credit(player: UUID) -> Wanted:
    return Wanted("lab", str(player), player, "credit", TOKENS, "lab", "minted", {"grant": "lab"})


def wishes(players: dict[UUID, str], sold: Sequence[Goods], count: int, random: Random) -> Iterator[Wish]:
    """What they ask for, one player after the other: recharges of phones that nobody else has, and cards."""
    recharges = [one for one in sold if one.kind == "recharge"]
    cards = {
        country: [one for one in sold if one.kind == "gift_card" and one.country == country]
        for country in set(players.values())
    }
    ids = list(players)
    for number in range(count):
        player = ids[number % len(ids)]
        wanted = random.choice(recharges if recharges and random.random() < 0.4 else cards[players[player]])
        body: dict[str, Any] = {
            "product_id": wanted.id,
            "value": f"{random.choice((wanted.least, wanted.most)):.2f}",
            "terms": Settings.terms_version,
        }
        if wanted.kind == "recharge":
            body["phone"] = _phone(wanted, number)
        yield Wish(player, f"redeem-{number}-{random.getrandbits(64):016x}", msgspec.json.encode(body))


def _phone(wanted: Goods, number: int) -> str:
    """The number-th phone of an operator."""
    operator = OPERATORS[int(wanted.partner_product)]
    prefix = operator.prefixes[number % len(operator.prefixes)]
    length = _NATIONAL[operator.country] - len(prefix)
    last = number % _MARKED_FROM
    rest = number // _MARKED_FROM
    return f"+{_CALLING[operator.country]}{prefix}{rest:0{length - 4}}{last:04}"


@dataclass
class Counter:
    """People at a counter: so many at once ask for what is wished for, at most so many a second."""

    origin: str
    secrets: Sequence[bytes]
    at_once: int
    per_s: float = float("inf")
    patience_s: float = 300.0
    may_go: Callable[[], bool] = lambda: True
    """Whether somebody may ask for something new now."""
    told: list[Told] = field(default_factory=list)
    stopped: bool = False

    async def serve(self, wanted: Iterator[Wish]) -> None:
        """Ask for all of it."""
        self._tokens = Tokens(self.secrets)
        self._began, self._number = monotonic(), 0
        await asyncio.gather(*(self._queue(wanted) for _ in range(self.at_once)))

    async def _queue(self, wanted: Iterator[Wish]) -> None:
        wire = Wire(self.origin, 10.0)
        try:
            for wish in wanted:
                self._number += 1
                await asyncio.sleep(max(0.0, self._began + self._number / self.per_s - monotonic()))
                while not self.may_go() and not self.stopped:
                    await asyncio.sleep(_AGAIN_S[0])
                if self.stopped:
                    return
                self.told.append(await self._ask(wire, wish))
        finally:
            wire.close()

    async def _ask(self, wire: Wire, wish: Wish) -> Told:
        """The same, with the same key, until it is answered."""
        asked_at, deadline, delay_s = datetime.now(UTC), monotonic() + self.patience_s, _AGAIN_S[0]
        while monotonic() < deadline:
            response = await self._once(wire, wish)
            if response is not None and not _is_for_later(response):
                said = response.document or {}
                number = said.get("id") if response.status == 202 else None
                return Told(
                    wish.player, wish.key, response.status, response.code, UUID(number) if number else None, asked_at
                )
            told_s = float(response.headers.get("retry-after", 0)) if response else 0.0
            await asyncio.sleep(max(told_s, delay_s))
            delay_s = min(delay_s * 2, _AGAIN_S[1])
        return Told(wish.player, wish.key, 0, "silence", None, asked_at)

    async def _once(self, wire: Wire, wish: Wish) -> Response | None:
        headers = {
            "Authorization": f"Bearer {self._tokens.sign_access(wish.player)}",
            "Idempotency-Key": wish.key,
            "X-Forwarded-For": _address(wish.player),
        }
        try:
            return await wire.request("POST", "/v1/redemptions", wish.body, headers)
        except Unreachable:
            return None


def _address(player: UUID) -> str:
    """Where a player is: each at a home of their own, or those who redeem together would share one address's limits."""
    return str(IPv4Address((10 << 24) + (player.int & 0xFFFFFF)))


def _is_for_later(response: Response) -> bool:
    return response.status >= 500 or response.status == 429 or response.code == "idempotency_in_flight"
