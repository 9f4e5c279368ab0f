"""Mails, SMS and pushes that are due: leased, sent outside any transaction, settled."""

from collections.abc import Mapping
from time import monotonic

import structlog

from bridges.outbound import Port, Refused, Undelivered, Unregistered
from models import messages, push_tokens
from models.messages import Channel
from rules.retry import delay_s
from tasks import app, runtime
from tasks.addressing import address

log = structlog.get_logger()

_LEASE_S = 60.0
"""Longer than a message takes; a worker that dies leaves it to the next one after that."""
_WORK_S = 20.0
_EXPIRED_AT_ONCE = 2_000


@app.task
def send_messages() -> None:
    """Send what is due, of each way out in turn: nobody's code waits behind what others are told.

    A way out that did not take one message rests until the next tick.
    """
    until = monotonic() + _WORK_S
    ports: Mapping[Channel, Port | None] = {"mail": runtime.mail(), "sms": runtime.sms(), "push": runtime.push()}
    ways = [(channel, port, told) for channel, port in ports.items() if port for told in (False, True)]
    while ways and monotonic() < until:
        ways = [(channel, port, told) for channel, port, told in ways if send_one(channel, port, told)]


def send_one(channel: Channel, port: Port, told: bool = False) -> bool:
    """Send the message, or notification, that has waited longest; False: none is due, or it could not be sent."""
    with runtime.engine().begin() as connection:
        due = messages.lease(connection, channel, _LEASE_S, told)
        message = None if due is None else address(connection, channel, due)
    if due is None or message is None:
        return due is not None
    error, gone = None, False
    try:
        port.send(message)
    except Undelivered as reason:
        log.warning("a message was not sent", id=str(due.id), channel=channel, attempts=due.attempts, why=str(reason))
        with runtime.engine().begin() as connection:
            messages.postpone(connection, due.id, delay_s(due.attempts), str(reason))
        return False
    except Refused as reason:
        log.warning("a message is given up", id=str(due.id), channel=channel, why=str(reason))
        error = str(reason)
        gone = isinstance(reason, Unregistered)
    with runtime.engine().begin() as connection:
        messages.settle(connection, due.id, error)
        if gone:
            push_tokens.drop(connection, message.recipient)
    return True


@app.task
def give_up_messages() -> None:
    """Give up what has expired, in slices: each a transaction; what is left is the next tick's."""
    until, found = monotonic() + _WORK_S, _EXPIRED_AT_ONCE
    while found == _EXPIRED_AT_ONCE and monotonic() < until:
        with runtime.engine().begin() as connection:
            found = messages.give_up(connection, _EXPIRED_AT_ONCE)
