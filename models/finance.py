"""The ledger's sums over a time, and what partners cost in it: what reports are made of."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from models import months
from models.base import sql
from rules.months import Month, parse
from rules.report import Balance, Books, Cost, Float, Flow, Unbalanced, compose, figures

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def report(connection: Connection, since: datetime, until: datetime) -> dict[str, Any]:
    """The report of a time; of a closed month as it was told. The caller's transaction must be REPEATABLE READ.

    Raises Unbalanced.
    """
    closed = months.between(connection, since, until)
    if closed is not None:
        return closed | {"closed": True}
    return compose(books(connection, since, until)) | {"closed": False}


def books(connection: Connection, since: datetime, until: datetime, *, whole: bool = False) -> Books:
    """The sums of a time; `whole`: without believing any month that is closed."""
    base = None if whole else months.last_before(connection, since)
    start, before = (parse(base.month).ends, Balance(**base.figures["closing"])) if base else (_BEGINNING, Balance())
    opening = _plus(before, _balance(connection, start, since))
    closing = _plus(opening, _balance(connection, since, until))
    span = {"since": since, "until": until}
    flows = [Flow(row.purpose, row.source, int(row.tokens)) for row in connection.execute(_FLOWS, span)]
    redeemed = connection.execute(_REDEEMED, {"until": until}).scalar_one()
    ever = {"since": _BEGINNING, "until": until}
    return Books(
        since,
        until,
        opening,
        closing,
        flows,
        int(connection.execute(_MOVED, span).scalar_one()),
        [Cost(*row) for row in connection.execute(_COSTS, span)],
        [Cost(*row) for row in connection.execute(_COSTS, ever)],
        int(redeemed),
        [Float(*row) for row in connection.execute(_FLOATS)],
        _rates(connection, until),
    )


def close(connection: Connection, month: Month, reason: str, by: str) -> dict[str, Any]:
    """Freeze a month's figures; all that was posted in it is seen (months.wait). Raises Unbalanced."""
    told = compose(books(connection, month.begins, month.ends))
    months.add(connection, month, told, reason, by)
    return told


def broken(connection: Connection) -> list[tuple[str, str]]:
    """Closed months whose figures are not the ledger's, each with what is not."""
    found = []
    for row in months.every(connection):
        month = parse(row.month)
        try:
            now = figures(compose(books(connection, month.begins, month.ends, whole=True)))
        except Unbalanced as error:
            found.append((row.month, str(error)))
            continue
        told = figures(row.figures)
        found += [(row.month, name) for name in told if told[name] != now[name]]
    return found


def _plus(one: Balance, other: Balance) -> Balance:
    return Balance(*(a + b for a, b in zip(one, other, strict=True)))


def _balance(connection: Connection, since: datetime, until: datetime) -> Balance:
    row = connection.execute(_BALANCE, {"since": since, "until": until}).one()
    return Balance(int(row.posted), int(row.held), int(row.owed))


def _rates(connection: Connection, until: datetime) -> Mapping[str, Decimal]:
    return {row.currency: row.tokens_per_unit for row in connection.execute(_RATES, {"until": until})}


_TIME = "t.at >= :since AND t.at < :until"
_BALANCE = sql(
    "SELECT (SELECT COALESCE(sum(e.amount), 0) FROM transfers t JOIN ledger_entries e ON e.transfer_id = t.id "
    f"JOIN ledger_accounts a ON a.id = e.account_id WHERE {_TIME} AND a.kind = 'player') AS posted, "
    "(SELECT -COALESCE(sum(e.amount), 0) FROM transfers t JOIN ledger_entries e ON e.transfer_id = t.id "
    f"JOIN ledger_accounts a ON a.id = e.account_id WHERE {_TIME} AND a.kind = 'debt') AS owed, "
    "(SELECT COALESCE(sum(CASE kind WHEN 'hold' THEN amount ELSE -amount END), 0) FROM transfers t "
    f"WHERE {_TIME} AND kind IN ('hold', 'capture', 'release')) AS held"
)
_FLOWS = sql(
    "SELECT a.purpose, t.source, sum(e.amount) AS tokens FROM transfers t "
    "JOIN ledger_entries e ON e.transfer_id = t.id "
    f"JOIN ledger_accounts a ON a.id = e.account_id WHERE {_TIME} AND a.kind = 'house' GROUP BY 1, 2 ORDER BY 1, 2"
)
_MOVED = sql(
    "SELECT COALESCE(sum(CASE kind WHEN 'credit' THEN amount ELSE -amount END), 0) FROM transfers t "
    f"WHERE {_TIME} AND kind NOT IN ('hold', 'release')"
)
_REDEEMED = sql(
    "SELECT COALESCE(sum(e.amount), 0) FROM ledger_accounts a JOIN ledger_entries e ON e.account_id = a.id "
    "JOIN transfers t ON t.id = e.transfer_id WHERE a.purpose LIKE 'clearing:%' AND t.at < :until"
)
_COSTS = sql(
    "SELECT r.partner, r.cost_currency, COALESCE(sum(CASE t.kind WHEN 'capture' THEN r.cost_amount "
    "ELSE -r.cost_amount END), 0), count(*) FILTER (WHERE r.cost_amount IS NULL) FROM transfers t "
    f"JOIN redemptions r ON r.id = CAST(t.cause ->> 'redemption' AS uuid) WHERE {_TIME} AND t.scope = 'redemption' "
    "AND t.kind IN ('capture', 'credit') GROUP BY 1, 2 ORDER BY 1, 2"
)
_FLOATS = sql("SELECT partner, balance_amount, balance_currency, balance_at FROM partner_state ORDER BY partner")
_RATES = sql(
    "SELECT DISTINCT ON (currency) currency, tokens_per_unit FROM token_rates "
    "ORDER BY currency, valid_from < :until DESC, CASE WHEN valid_from < :until THEN -number ELSE number END"
)
