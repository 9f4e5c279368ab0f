"""Redemptions: events wake, a tick takes whatever is due, woken or not; partners are called in threads."""

from time import monotonic, sleep
from uuid import UUID

import structlog
from sqlalchemy import Connection

from bridges.partners.port import Unavailable
from events.catalog import REDEMPTIONS, PartnerHinted
from models import cases, partner_state, redemption_claims, webhook_events
from models.carried import Tally
from models.redemption_steps import QUEUE
from rules.errors import Rejected
from tasks import app, hints, runtime
from tasks.flights import chance, flights
from tasks.slices import Batch, Slice, SliceTask, run

log = structlog.get_logger()

_WORK_S = 2.0
"""Of one tick: slices that wake wait so long at most."""
_POLL_S = 0.1
_GATHER_S = 0.02
"""What lands within it makes room for one claim."""
_LAPSED_MOST = 200


@app.task(name=REDEMPTIONS.task, base=SliceTask)
def wake_redemptions(topic: str, topic_id: str, partition: int, lo: int, hi: int, attempt: int, parcel: str) -> None:
    """Note one slice's requests and webhooks, and begin on what is due at once."""
    if run(Slice.of(topic, topic_id, partition, lo, hi, attempt, parcel), apply) == "applied":
        flights.start(runtime.partners())


def apply(connection: Connection, batch: Batch) -> Tally:
    """One kind of events."""
    return _hinted(connection, batch) if isinstance(batch.events[0], PartnerHinted) else _requested(connection, batch)


def _hinted(connection: Connection, batch: Batch) -> Tally:
    """Have those looked up that there is news of; what is named and is none of ours is only kept."""
    pairs = list(zip(batch.offsets, batch.events, strict=True))
    noted = webhook_events.note(connection, batch.slice.partition, pairs)
    cases.lock_subjects(connection, QUEUE, {redemption for redemption, _ in noted if redemption is not None})
    for redemption, says in noted:
        if redemption is not None:
            webhook_events.wake(connection, redemption, says)
    return Tally(applied=len(noted), copies=len(pairs) - len(noted))


def _requested(connection: Connection, batch: Batch) -> Tally:
    """Note that these were asked for; they are due with or without it."""
    ids: list[UUID] = [event.redemption_id for event in batch.events]
    there, woken = redemption_claims.wake(connection, ids)
    if missing := next((one for one in ids if one not in there), None):
        raise Rejected("unknown_redemption", f"no such redemption: {missing}")
    return Tally(applied=len(woken), copies=len(ids) - len(woken))


@app.task
def work_on_redemptions() -> None:
    """Find leases that ran out; take what is due until nothing is, or for two seconds. Calls under way go on."""
    until = monotonic() + _WORK_S
    lapse()
    partners = runtime.partners()
    while monotonic() < until:
        if not flights.start(partners) and not flights.wait(_POLL_S):
            return
        sleep(_GATHER_S)


def lapse() -> None:
    """Whoever had a lease that ran out may have sent: that is unknown, and looked up."""
    with runtime.engine().begin() as connection:
        changed = redemption_claims.lapse(connection, _LAPSED_MOST, chance())
    if changed:
        log.warning("leases ran out", count=len(changed))
        hints.redeemed(changed)


@app.task
def look_at_floats() -> None:
    """Ask partners what is left of what we paid in, for operators."""
    for name, partner in runtime.partners().items():
        try:
            money = partner.balance()
        except Unavailable as reason:
            log.info("a float is not known now", partner=name, why=str(reason))
            continue
        with runtime.engine().begin() as connection:
            partner_state.save_balance(connection, name, money)
