"""Campaigns: planned and sent by a tick, in slices, each in one transaction with where it came to."""

from time import monotonic

import structlog
from sqlalchemy import Connection

from models import campaign_slices, notices
from models.campaign_slices import Due, Recipient
from rules.campaigns import next_at, slice_of
from rules.notices import Notice, language
from rules.templates import write
from tasks import app, runtime

log = structlog.get_logger()

WINDOW = 20_000
"""Players that are looked at in one transaction while a campaign is planned: well under a second's work."""
_TICK_S = 2.0


@app.task
def work_on_campaigns() -> None:
    """Do what is due of campaigns; what is not due yet waits for a later tick."""
    until = monotonic() + _TICK_S
    while monotonic() < until:
        with runtime.engine().begin() as connection:
            if not step(connection):
                return


def step(connection: Connection) -> bool:
    """One slice of the campaign that has been due for longest; False: nothing is due, or others are at it."""
    due = campaign_slices.take(connection)
    if due is None:
        return False
    if due.state == "scheduled":
        campaign_slices.begin(connection, due.id)
    elif due.state == "sending":
        _send(connection, due)
    elif not campaign_slices.plan(connection, due, WINDOW):
        campaign_slices.planned(connection, due.id)
    return True


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
