"""Mails and SMS that are due: leased, sent outside any transaction, settled."""

from time import monotonic

import structlog

from bridges.outbound import Outbound, Port, Refused, Undelivered
from models import messages
from models.messages import Channel
from rules.retry import delay_s
from tasks import app, runtime

log = structlog.get_logger()

_LEASE_S = 60.0
"""Longer than a message takes; a worker that dies leaves it to the next one after that."""
_WORK_S = 20.0


@app.task
def send_messages() -> None:
    """Send what is due. A way out that did not take one message rests until the next tick."""
    until = monotonic() + _WORK_S
    ways: tuple[tuple[Channel, Port | None], ...] = (("mail", runtime.mail()), ("sms", runtime.sms()))
    for channel, port in ways:
        while port is not None and monotonic() < until and send_one(channel, port):
            pass


def send_one(channel: Channel, port: Port) -> bool:
    """Send the message that has waited longest; False: none is due, or it could not be sent."""
    with runtime.engine().begin() as connection:
        due = messages.lease(connection, channel, _LEASE_S)
    if due is None:
        return False
    error = None
    try:
        port.send(Outbound(due.id, due.recipient, due.subject, due.body))
    except Undelivered as reason:
        log.warning("a message was not sent", id=str(due.id), channel=channel, attempts=due.attempts, why=str(reason))
        with runtime.engine().begin() as connection:
            messages.postpone(connection, due.id, delay_s(due.attempts), str(reason))
        return False
    except Refused as reason:
        log.warning("a message is given up", id=str(due.id), channel=channel, why=str(reason))
        error = str(reason)
    with runtime.engine().begin() as connection:
        messages.settle(connection, due.id, error)
    return True


@app.task
def give_up_messages() -> None:
    """Give up what has expired."""
    with runtime.engine().begin() as connection:
        messages.give_up(connection)
