"""Grants become tokens: a tick pays what is due, each grant by one transfer, within what the day's caps allow."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import structlog
from sqlalchemy import Connection

from models import earned, grants, ledger, seals, switches
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
    days = earned.lock(connection, set(map(_day, due)))
    paid = []
    for one in due:
        day = days[_day(one)]
        source = cast(Source, one.source)
        tokens = payable(source, one.tokens, day)
        day[source] = day.get(source, 0) + tokens
        paid.append((one, tokens))
    posted = ledger.post(connection, [_transfer(one, tokens) for one, tokens in paid if tokens])
    earned.save(connection, days)
    grants.pay(connection, paid)
    return posted


def _day(due: Due) -> earned.Key:
    return due.player_id, due.granted_at.astimezone(UTC).date()


def _transfer(due: Due, tokens: int) -> Wanted:
    cause = {"grant": due.source_key, "rules": VERSION}
    key = f"{due.player_id}:{due.source}:{due.source_key}"
    return Wanted(SCOPE, key, due.player_id, "credit", tokens, due.source, "minted", cause)
