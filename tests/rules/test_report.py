"""A report is of sums that agree, or it is none; and of money that is known, or it says so."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.months import Month, of, parse, span
from rules.report import Balance, Books, Cost, Float, Flow, Unbalanced, compose, cost_share, figures

SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
RATES = {"USD": Decimal(1000), "EUR": Decimal(1100)}
AIRTIME = "clearing:reloadly-airtime"
FLOWS = [
    Flow("minted", "quiz", -900),
    Flow("minted", "credit", -100),
    Flow("spent", "skip", 10),
    Flow("expired", "expiry", 40),
    Flow(AIRTIME, "redemption", 500),
]


def books(**changes: Any) -> Books:
    """Of a month in which players got 450 more: they had 50, and owe nothing."""
    given: dict[str, Any] = {
        **{"since": SINCE, "until": UNTIL, "opening": Balance(50), "closing": Balance(500, 20), "flows": FLOWS},
        **{"moved": 450, "costs": [], "costs_ever": [], "redeemed_ever": 500, "floats": [], "rates": RATES},
    }
    return Books(**given | changes)


def test_it_tells_what_was_made_and_where_it_went() -> None:
    costs = [Cost("reloadly-airtime", "EUR", Decimal("0.4000"), 0)]
    floats = [Float("tremendous", Decimal(10), "USD", UNTIL), Float("reloadly-airtime", None, None, None)]
    told = compose(books(costs=costs, costs_ever=costs, floats=floats))
    assert told["minted"] == {
        "tokens": 1000,
        "by": [{"name": "credit", "tokens": 100}, {"name": "quiz", "tokens": 900}],
    }
    assert [told[name]["tokens"] for name in ("spent", "expired", "redeemed")] == [10, 40, 500]
    assert told["redeemed"]["by"] == [{"name": "reloadly-airtime", "tokens": 500}]
    assert told["costs"][0].items() >= {"amount": "0.40", "tokens_per_unit": "1100"}.items()
    assert told["redeemed"]["face"] == {"amount": "0.50", "currency": "USD"}
    assert told["redeemed"]["cost"] == {"amount": "0.44", "currency": "USD"}
    assert told["margin"] == {"amount": "0.06", "currency": "USD"}
    assert told["liability"]["face"]["amount"] == "0.50"
    assert told["liability"]["cost"]["amount"] == "0.44"
    assert [one["home"] and one["home"]["amount"] for one in told["floats"]] == ["10.00", None]
    assert "face" not in figures(told)["redeemed"]


@pytest.mark.parametrize(
    "cost", [Cost("tremendous", "GBP", Decimal(1), 0), Cost("tremendous", None, Decimal(), 1)], ids=["rate", "cost"]
)
def test_what_is_not_known_is_not_guessed(cost: Cost) -> None:
    told = compose(books(costs=[cost], costs_ever=[cost]))
    assert (told["margin"], told["redeemed"]["cost"], told["costs"][0]["home"]) == (None, None, None)
    assert told["liability"]["cost"] == told["liability"]["face"]


def test_without_any_redemption_the_liability_costs_its_face() -> None:
    assert cost_share(books(redeemed_ever=0)) == 1


@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3))
def test_sums_that_do_not_agree_are_no_report(closing: int, flow: int, moved: int) -> None:
    off = books(closing=Balance(500 + closing, 20), flows=[*FLOWS, Flow("minted", "quiz", -flow)], moved=450 + moved)
    if closing == flow == moved:
        compose(off)
    else:
        with pytest.raises(Unbalanced):
            compose(off)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis' way
def test_a_moment_is_of_one_month(at: datetime) -> None:
    month = of(at)
    assert month.begins <= at < month.ends == month.next.begins
    assert parse(str(month)) == month


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "26-01", "2026-011", "x", "2026-11-01"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(text)


def test_a_year_ends_and_days_are_whole() -> None:
    assert Month(2026, 12).next == Month(2027, 1)
    assert span(date(2026, 11, 1), date(2026, 11, 30)) == (SINCE, UNTIL)
