"""Campaigns: planned and sent by a tick, in slices, each in one transaction with where it came to."""

from time import monotonic
from uuid import UUID

import structlog
from sqlalchemy import Connection

from models import campaign_slices, notices, thresholds
from models.campaign_slices import Due, Recipient
from models.segments import SeasonUnknown
from rules.campaigns import covered, next_at, slice_of
from rules.notices import Notice, language
from rules.templates import write
from tasks import app, runtime

log = structlog.get_logger()

WINDOW = 20_000
"""Players that are looked at in one transaction while a campaign is planned: well under a second's work."""
_TICK_S = 2.0
_PUT_OFF_S = 60.0


class FailedError(Exception):
    """A slice of this campaign failed, and of no other."""

    def __init__(self, campaign: UUID) -> None:
        super().__init__(f"campaign {campaign}")
        self.campaign = campaign


@app.task
def work_on_campaigns() -> None:
    """Do what is due of campaigns; what is not due yet waits for a later tick.

    One that fails is put off, so that the others go on; the tick fails at its end.
    """
    until, failed = monotonic() + _TICK_S, list[FailedError]()
    while monotonic() < until and _work(failed):
        pass
    if failed:
        raise failed[0]


def _work(failed: list[FailedError]) -> bool:
    """One slice in a transaction of its own; False: there is none."""
    try:
        with runtime.engine().begin() as connection:
            return step(connection)
    except FailedError as one:
        log.exception("a campaign failed", id=str(one.campaign))
        failed.append(one)
        with runtime.engine().begin() as connection:
            campaign_slices.put_off(connection, one.campaign, _PUT_OFF_S)
        return True


def step(connection: Connection) -> bool:
    """One slice of the campaign that has been due for longest; False: nothing is due, or others are at it.

    Raises FailedError.
    """
    due = campaign_slices.take(connection)
    if due is None:
        return False
    try:
        _go_on(connection, due)
    except Exception as reason:
        raise FailedError(due.id) from reason
    return True


def _go_on(connection: Connection, due: Due) -> None:
    if due.state == "scheduled":
        campaign_slices.begin(connection, due.id)
    elif due.state == "sending":
        _send(connection, due)
    else:
        _plan(connection, due)


def _plan(connection: Connection, due: Due) -> None:
    """Write down the next recipients. What needs a member's word pauses it: a season that is gone, or too many."""
    try:
        if campaign_slices.plan(connection, due, WINDOW):
            return
    except SeasonUnknown:
        log.warning("a campaign's season is gone", id=str(due.id))
        campaign_slices.halt(connection, due.id, "season_unknown")
        return
    if covered(due.planned, thresholds.read(connection).campaign_second_person_above, due.approved_for):
        campaign_slices.planned(connection, due.id)
    else:
        log.warning("a campaign needs a second member", id=str(due.id), recipients=due.planned)
        campaign_slices.halt(connection, due.id, "recipients_many")


def _send(connection: Connection, due: Due) -> None:
    """Tell the next recipients. Who is banned is passed over; who wants no news has them in the inbox alone."""
    found = campaign_slices.recipients(connection, due, slice_of(due.rate))
    if not found:
        campaign_slices.finish(connection, due.id)
        log.info("campaign sent", id=str(due.id))
        return
    passed = campaign_slices.silent(connection, [one.player for one in found])
    told = [_notice(due, one) for one in found if one.player not in passed]
    notices.tell(connection, told)
    skipped = len(found) - len(told)
    after = next_at(due.due_at, due.now, len(told), due.rate)
    campaign_slices.reach(connection, due.id, found[-1].player, len(told), skipped, after)


def _notice(due: Due, to: Recipient) -> Notice:
    written = write(due.content, due.given, to.name, language(to.languages))
    values = {"title": written.title, "body": written.body}
    return Notice(to.notification, to.player, due.category, values, lang=written.lang)


@app.task
def count_campaigns() -> None:
    """Count how many of a campaign's messages are in inboxes, and were read."""
    with runtime.engine().begin() as connection:
        campaign_slices.count_next(connection)
