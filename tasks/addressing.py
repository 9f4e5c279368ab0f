"""A message as it goes out: to whom, with what beside its words; and whether it is still to go, and now."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection

from bridges.outbound import Outbound
from models import messages, notification_preferences, players, push_tokens
from models.messages import Channel, Due
from rules import notice_mails
from rules.notice_forms import Category
from rules.notice_preferences import Wishes, awake
from tasks import runtime


def address(connection: Connection, channel: Channel, due: Due) -> Outbound | None:
    """What is to be sent; None: nothing is, or not yet, and the message is settled or put off."""
    if due.category is None or due.player_id is None or channel == "sms":
        return Outbound(due.id, due.recipient, due.subject, due.body)
    wishes = notification_preferences.of(connection, [due.player_id]).get(due.player_id, Wishes())
    zone = players.zones(connection, [due.player_id]).get(due.player_id, "UTC")
    now = datetime.now(UTC)
    at = awake(now, zone, wishes.quiet)
    if not wishes.wants(due.category, channel):
        messages.settle(connection, due.id, "declined")
        return None
    if at > now:
        messages.put_off(connection, due.id, at)
        return None
    if channel == "push":
        return _push(connection, due, due.category)
    url = runtime.unsubscribe_url(due.player_id, due.category)
    text = notice_mails.body(due.lang, due.category, due.body, url, runtime.way(due.link))
    return Outbound(due.id, due.recipient, due.subject, text, unsubscribe=url)


def _push(connection: Connection, due: Due, category: Category) -> Outbound | None:
    token = push_tokens.of_device(connection, UUID(due.recipient))
    if token is None:
        messages.settle(connection, due.id, "the login has no token any more")
        return None
    return Outbound(due.id, token, due.subject, due.body, category=category, link=due.link)
