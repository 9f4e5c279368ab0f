"""What a time did to tokens and to money: the sums of three looks at the ledger must agree, or there is no report.

Tokens are worth what HOME's rate says (face). What they will cost is face, times what those that were redeemed so far
have cost of theirs. Costs in another currency are turned into HOME by the rates of both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

from rules.pricing import HOME, face

CLEARING = "clearing:"
_CENT = Decimal("0.01")


class Unbalanced(Exception):
    """The ledger's own sums do not agree: nothing that is told of it would be true."""


class Balance(NamedTuple):
    """All players' tokens at a moment, those of them that are held, and what players owe."""

    posted: int = 0
    held: int = 0
    owed: int = 0

    @property
    def net(self) -> int:
        """What our own accounts have given."""
        return self.posted - self.owed


class Flow(NamedTuple):
    """Tokens that an account of ours got in the time (gave, below 0), by what they were for."""

    house: str
    source: str
    tokens: int


class Cost(NamedTuple):
    """What a partner's orders cost whose tokens were taken in the time, less those that came back."""

    partner: str
    currency: str | None
    amount: Decimal
    unpriced: int
    """Orders whose cost is not known yet; their currency is None."""


class Float(NamedTuple):
    """What we have with a partner."""

    partner: str
    amount: Decimal | None
    currency: str | None
    at: datetime | None


@dataclass(frozen=True)
class Books:
    """What a report is made of. `moved`: all transfers of the time, what players got less what they gave."""

    since: datetime
    until: datetime
    opening: Balance
    closing: Balance
    flows: Sequence[Flow]
    moved: int
    costs: Sequence[Cost]
    costs_ever: Sequence[Cost]
    """From the beginning to the end of the time."""
    redeemed_ever: int
    floats: Sequence[Float]
    rates: Mapping[str, Decimal]
    """Tokens for one of a currency, at the end of the time."""


def compose(books: Books) -> dict[str, Any]:
    """The report, as JSON has it. Raises Unbalanced."""
    _check(books)
    rate = books.rates[HOME]
    redeemed = sum(flow.tokens for flow in books.flows if flow.house.startswith(CLEARING))
    known = all(_home(cost, books.rates) is not None for cost in books.costs)
    paid = sum((_home(cost, books.rates) or Decimal() for cost in books.costs), Decimal())
    worth = face(redeemed, rate)
    return {
        "since": books.since.isoformat(),
        "until": books.until.isoformat(),
        "rate": {"currency": HOME, "tokens_per_unit": _plain(rate)},
        "opening": books.opening._asdict(),
        "closing": books.closing._asdict(),
        "liability": {
            "tokens": books.closing.posted,
            "face": _money(face(books.closing.posted, rate)),
            "cost": _money(face(books.closing.posted, rate) * cost_share(books)),
        },
        **{name: _part(books.flows, name) for name in ("minted", "spent", "expired")},
        "redeemed": _part(books.flows, CLEARING) | {"face": _money(worth), "cost": _money(paid) if known else None},
        "costs": [_cost(cost, books.rates) for cost in books.costs],
        "margin": _money(worth - paid) if known else None,
        "floats": [_float(one, books.rates) for one in books.floats],
    }


def figures(report: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a report that the ledger alone gives, and gives for ever."""
    return {name: _tokens(report[name]) for name in ("opening", "closing", "minted", "spent", "expired", "redeemed")}


def _tokens(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in ("face", "cost")}


def cost_share(books: Books) -> Decimal:
    """What tokens cost of their face when they are redeemed, by what they have cost so far; 1 if nothing is known."""
    known = [home for cost in books.costs_ever if (home := _home(cost, books.rates)) is not None]
    unknown = any(_home(cost, books.rates) is None for cost in books.costs_ever)
    if unknown or not known or books.redeemed_ever <= 0:
        return Decimal(1)
    return sum(known, Decimal()) / face(books.redeemed_ever, books.rates[HOME])


def _check(books: Books) -> None:
    """What players have more, what our accounts gave, and what transfers say, are one number."""
    change = books.closing.net - books.opening.net
    given = -sum(flow.tokens for flow in books.flows)
    if not change == given == books.moved:
        raise Unbalanced(f"players have {change} more, our accounts gave {given}, transfers say {books.moved}")


def _part(flows: Iterable[Flow], house: str) -> dict[str, Any]:
    """Tokens of an account, by source; of clearing accounts by partner. What was made is told as more than 0."""
    sign = -1 if house == "minted" else 1
    by: dict[str, int] = {}
    for flow in flows:
        if flow.house.startswith(house):
            name = flow.house.removeprefix(CLEARING) if house == CLEARING else flow.source
            by[name] = by.get(name, 0) + sign * flow.tokens
    return {"tokens": sum(by.values()), "by": [{"name": name, "tokens": by[name]} for name in sorted(by)]}


def _home(cost: Cost, rates: Mapping[str, Decimal]) -> Decimal | None:
    """A cost in HOME; None: it is not known, or its currency has no rate."""
    if cost.unpriced or cost.currency is None or cost.currency not in rates:
        return None
    return cost.amount * rates[cost.currency] / rates[HOME]


def _cost(cost: Cost, rates: Mapping[str, Decimal]) -> dict[str, Any]:
    home, rate = _home(cost, rates), rates.get(cost.currency or "")
    return {
        "partner": cost.partner,
        "currency": cost.currency,
        "amount": _amount(cost.amount),
        "unpriced": cost.unpriced,
        "tokens_per_unit": None if rate is None else _plain(rate),
        "home": None if home is None else _money(home),
    }


def _float(one: Float, rates: Mapping[str, Decimal]) -> dict[str, Any]:
    rate = rates.get(one.currency or "")
    return {
        "partner": one.partner,
        "amount": None if one.amount is None else _amount(one.amount),
        "currency": one.currency,
        "at": one.at and one.at.isoformat(),
        "home": None if one.amount is None or rate is None else _money(one.amount * rate / rates[HOME]),
    }


def _money(amount: Decimal) -> dict[str, str]:
    return {"amount": str(amount.quantize(_CENT, ROUND_HALF_EVEN)), "currency": HOME}


def _amount(amount: Decimal) -> str:
    """To the cent, or as exactly as it is known."""
    cents = amount.quantize(_CENT, ROUND_HALF_EVEN)
    return str(cents) if cents == amount else _plain(amount)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
