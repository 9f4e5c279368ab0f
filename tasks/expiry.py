"""Tokens that are over age expire once a day, a month at least after their players were told."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from uuid import UUID

from sqlalchemy import Connection

from events.identity import caused_event_id
from models import expiries, ledger, notices, thresholds
from models.expiries import Holder
from models.ledger import Posted, Wanted
from rules import expiry
from rules.expiry import Aging
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
    days, policy = thresholds.read(connection).token_expiry_days, thresholds.version(connection, "token_expiry_days")
    if not days:
        raise expiries.Elsewhere
    holders, last = expiries.take(connection, expiries.hold(connection, today), _AT_ONCE, policy)
    found = _aged(connection, holders, today, days)
    posted = ledger.post(
        connection, [_transfer(player, one.expired, today) for player, one in found.items() if one.expired]
    )
    _tell(connection, [(player, one.soon) for player, one in found.items() if one.soon], today)
    changed = {one.player: found[one.player].lots for one in holders if found[one.player].lots != one.lots}
    expiries.announced(connection, changed, policy)
    expiries.reach(connection, today, last)
    return posted


def _aged(connection: Connection, holders: Sequence[Holder], today: date, days: int) -> dict[UUID, Aging]:
    when = {one.player: expiry.since(today, days, one.lots) for one in holders}
    over = expiries.earned(connection, {player: one.over for player, one in when.items() if one.over})
    close = expiries.earned(connection, {player: one.close for player, one in when.items()})
    return {
        one.player: expiry.aging(today, one.free, over.get(one.player), close[one.player], one.lots) for one in holders
    }


def _transfer(player: UUID, tokens: int, today: date) -> Wanted:
    key, cause = f"{player}:{today}", {"day": str(today)}
    return Wanted(expiries.SCOPE, key, player, "debit", tokens, expiries.SOURCE, "expired", cause)


def _tell(connection: Connection, soon: Sequence[tuple[UUID, int]], today: date) -> None:
    last = str(expiry.expires_on(today) - timedelta(days=1))
    told = [
        Notice(
            UUID(caused_event_id("expiry", player, today)), player, "tokens_expire", {"tokens": tokens, "last": last}
        )
        for player, tokens in soon
    ]
    notices.tell(connection, told)
