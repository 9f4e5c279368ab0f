"""Grants become tokens: a tick pays what is due, each grant by one transfer, within what the day's caps allow."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy import Connection

from models import budgets, earned, erasure, grants, ledger, seals, switches
from models.budgets import Sheet
from models.grants import Due
from models.ledger import Wanted
from rules.earning import VERSION, Source, payable
from rules.switches import withheld
from tasks import app, hints, runtime

log = structlog.get_logger()

SCOPE = "grant"
_AT_ONCE = 500
_ROUNDS = 20
"""Of one tick: what is left has another soon."""
_RECENT = timedelta(minutes=10)
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


@app.task
def pay_grants() -> None:
    """Pay what is due, in transactions of some hundred grants; what is of a source that is switched off stays due."""
    for _ in range(_ROUNDS):
        with runtime.engine().begin() as connection:
            due = grants.take(connection, _AT_ONCE, withheld(switches.off(connection)))
            paid = pay(connection, due)
        hints.paid(paid)
        if len(due) < _AT_ONCE:
            return


@app.task
def wake_grants(ever: bool = False) -> None:
    """Have grants paid whose players have proved an address or a phone of late; or `ever`, whatever was missed."""
    with runtime.engine().begin() as connection:
        woken = grants.wake(connection, _EVER if ever else datetime.now(UTC) - _RECENT)
    if woken:
        log.info("grants woken", count=woken)


@app.task
def seal_ledger() -> None:
    """Seal the transfers that can change no more."""
    with runtime.engine().begin() as connection:
        seals.seal(connection)


def pay(connection: Connection, due: Sequence[Due]) -> list[ledger.Posted]:
    """Post the transfers of grants that are locked; what came of each that is worth something after the caps."""
    if not due:
        return []
    gone = erasure.erased(connection, {one.player_id for one in due})
    days = earned.lock(connection, set(map(_day, due)))
    purses = _Purses(budgets.lock(connection, {(one.source, one.granted_at) for one in due}))
    paid, wanted = [], []
    for one in due:
        day = days[_day(one)]
        source = cast(Source, one.source)
        funds = purses.of(one)
        left = [purses.left[fund] for fund in funds]
        tokens = 0 if one.player_id in gone else payable(source, one.tokens, day, left)
        day[source] = day.get(source, 0) + tokens
        purses.take(funds, tokens)
        paid.append((one, tokens))
        wanted += [_transfer(one, tokens, funds)] if tokens else []
    posted = ledger.post(connection, wanted)
    earned.save(connection, days)
    budgets.spend(connection, purses.spent)
    grants.pay(connection, paid)
    return posted


class _Purses:
    """Budgets that are locked, what they have left, and what is taken out of them."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._sheets = sheets
        self.left = {sheet.id: sheet.left for sheet in sheets}
        self.spent: Counter[UUID] = Counter()

    def of(self, due: Due) -> list[UUID]:
        """Those that a grant comes out of."""
        return [sheet.id for sheet in self._sheets if sheet.covers(due.source, due.granted_at)]

    def take(self, funds: Sequence[UUID], tokens: int) -> None:
        """As much out of each."""
        for fund in funds:
            self.left[fund] -= tokens
            self.spent[fund] += tokens


def _day(due: Due) -> earned.Key:
    return due.player_id, due.granted_at.astimezone(UTC).date()


def _transfer(due: Due, tokens: int, funds: Sequence[UUID]) -> Wanted:
    cause: dict[str, Any] = {"grant": due.source_key, "rules": VERSION}
    if funds:
        cause["budgets"] = list(map(str, funds))
    key = f"{due.player_id}:{due.source}:{due.source_key}"
    return Wanted(SCOPE, key, due.player_id, "credit", tokens, due.source, "minted", cause)
