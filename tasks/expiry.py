"""Tokens that are over age expire once a day, and their players are told a month before."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from uuid import UUID

from sqlalchemy import Connection

from events.identity import caused_event_id
from models import expiries, ledger, notices, thresholds
from models.ledger import Posted, Wanted
from rules import expiry
from rules.expiry import Since
from rules.notices import Notice
from tasks import app, hints, runtime

_AT_ONCE = 500
_TICK_S = 20.0


@app.task
def expire_tokens() -> None:
    """Take on today's turn of the players; whose has been stays as it is."""
    until = monotonic() + _TICK_S
    while monotonic() < until:
        try:
            with runtime.engine().begin() as connection:
                posted = step(connection, datetime.now(UTC).date())
        except expiries.Elsewhere:
            return
        hints.paid(posted)


def step(connection: Connection, today: date) -> list[Posted]:
    """The next players' turn. Raises Elsewhere if all have had it, or another has them in hand, or nothing expires."""
    days = thresholds.read(connection).token_expiry_days
    if not days:
        raise expiries.Elsewhere
    when = expiry.since(today, days)
    holders, last = expiries.take(connection, expiries.hold(connection, today), _AT_ONCE, when)
    found = [(one.player, expiry.aging(when, one.free, one.earned)) for one in holders]
    posted = ledger.post(connection, [_transfer(player, one.expired, today) for player, one in found if one.expired])
    _tell(connection, [(player, one.soon) for player, one in found if one.soon], today, when)
    expiries.reach(connection, today, last)
    return posted


def _transfer(player: UUID, tokens: int, today: date) -> Wanted:
    key, cause = f"{player}:{today}", {"day": str(today)}
    return Wanted(expiries.SCOPE, key, player, "debit", tokens, expiries.SOURCE, "expired", cause)


def _tell(connection: Connection, soon: Sequence[tuple[UUID, int]], today: date, when: Since) -> None:
    last = str(today + (when.close - when.over) - timedelta(days=1))
    told = [
        Notice(
            UUID(caused_event_id("expiry", player, today)), player, "tokens_expire", {"tokens": tokens, "last": last}
        )
        for player, tokens in soon
    ]
    notices.tell(connection, told)
