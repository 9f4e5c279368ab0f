"""Messages that are due to people outside: recorded once, with what they follow from; sent at least once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.notice_forms import Category
from rules.words import Language

Channel = Literal["mail", "sms", "push"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)


class Message(Base):
    """One mail, SMS or push. Once it is sent or given up it keeps neither its text nor whom it was for."""

    __tablename__ = "messages"
    __table_args__ = (
        Index(
            "messages_due_ix",
            "channel",
            text("(category IS NULL)"),
            "next_attempt_at",
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index(None, "player_id"),
        Index(None, "settled_at", postgresql_where=text("settled_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID | None]
    channel: Mapped[str] = mapped_column(String(4))
    recipient: Mapped[str] = mapped_column(String(254))
    """An address, a number, or the id of a login, whose token is looked up when it is sent."""
    subject: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(String(4000))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """After this it is of no use, and is given up."""
    next_attempt_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str | None] = mapped_column(String(200))
    """Why it was given up, or not sent at the last attempt; never an address."""
    category: Mapped[str | None] = mapped_column(String(20))
    """Of a notification: what the player may decline to be told of so."""
    lang: Mapped[str] = mapped_column(String(2), server_default=text("'en'"))
    link: Mapped[str | None] = mapped_column(String(200))
    """A path in the app that it leads to."""


@dataclass(frozen=True)
class Due:
    """A message that is leased to be sent now."""

    id: UUID
    recipient: str
    subject: str
    body: str
    attempts: int
    """This one included."""
    player_id: UUID | None = None
    category: Category | None = None
    lang: Language = "en"
    link: str | None = None


@dataclass(frozen=True)
class Outgoing:
    """A notification on its way to somebody who is away."""

    id: UUID
    player_id: UUID
    channel: Channel
    recipient: str
    subject: str
    body: str
    category: Category
    lang: Language
    link: str | None
    next_attempt_at: datetime
    expires_at: datetime


def write(
    connection: Connection,
    message: UUID,
    channel: Channel,
    recipient: str,
    subject: str,
    body: str,
    expires_at: datetime,
    player: UUID | None = None,
) -> None:
    """Record a message, in the transaction of what it tells of; the same id is recorded once."""
    statement = sql(
        "INSERT INTO messages (id, player_id, channel, recipient, subject, body, expires_at) "
        "VALUES (:id, :player, :channel, :recipient, :subject, :body, :expires_at) ON CONFLICT DO NOTHING"
    )
    values = {"id": message, "player": player, "channel": channel, "recipient": recipient}
    connection.execute(statement, values | {"subject": subject, "body": body, "expires_at": expires_at})


def write_all(connection: Connection, outgoing: Collection[Outgoing]) -> None:
    """Record notifications, in the transaction that puts them into inboxes; the same id is recorded once."""
    statement = sql(
        "INSERT INTO messages (id, player_id, channel, recipient, subject, body, category, lang, link, "
        "next_attempt_at, expires_at) SELECT * FROM json_to_recordset(:rows) AS r(id uuid, player_id uuid, "
        "channel varchar, recipient varchar, subject varchar, body varchar, category varchar, lang varchar, "
        "link varchar, next_attempt_at timestamptz, expires_at timestamptz) ON CONFLICT DO NOTHING"
    )
    connection.execute(statement, {"rows": encode_rows(outgoing)})


def lease(connection: Connection, channel: Channel, seconds: float, told: bool = False) -> Due | None:
    """The message that has waited longest, for so long nobody else's; commit before sending it.

    A notification if it is to be one that is `told`, else what somebody waits for: a code, an invitation.
    """
    statement = sql(
        "UPDATE messages SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => :seconds) "
        "WHERE id = (SELECT id FROM messages WHERE channel = :channel AND (category IS NULL) = (NOT :told) "
        "AND settled_at IS NULL AND next_attempt_at <= now() AND expires_at > now() "
        "ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED) "
        "RETURNING id, recipient, subject, body, attempts, player_id, category, lang, link"
    )
    row = connection.execute(statement, {"channel": channel, "seconds": seconds, "told": told}).first()
    return None if row is None else Due(*row)


def settle(connection: Connection, message: UUID, error: str | None = None) -> None:
    """It was sent; or, with an error, given up."""
    statement = sql(
        "UPDATE messages SET settled_at = now(), recipient = '', subject = '', body = '', link = NULL, error = :error "
        "WHERE id = :id"
    )
    connection.execute(statement, {"id": message, "error": error})


def postpone(connection: Connection, message: UUID, seconds: float, error: str) -> None:
    """It was not sent; try again after so long."""
    statement = sql(
        "UPDATE messages SET next_attempt_at = now() + make_interval(secs => :seconds), error = :error WHERE id = :id"
    )
    connection.execute(statement, {"id": message, "seconds": seconds, "error": error})


def put_off(connection: Connection, message: UUID, until: datetime) -> None:
    """It was not to be sent yet: this was no attempt, and it is of use then still."""
    statement = sql(
        "UPDATE messages SET next_attempt_at = :until, attempts = attempts - 1, "
        "expires_at = GREATEST(expires_at, CAST(:until AS timestamptz) + interval '1 hour') WHERE id = :id"
    )
    connection.execute(statement, {"id": message, "until": until})


def waiting(connection: Connection) -> dict[str, tuple[int, datetime | None]]:
    """How many are due by channel (counted up to 10,000), and since when the one that has waited longest is."""
    statement = sql(
        "SELECT c.channel, (SELECT count(*) FROM (SELECT FROM messages m WHERE m.channel = c.channel "
        "AND m.settled_at IS NULL AND m.next_attempt_at <= now() LIMIT 10000) counted), "
        "(SELECT min(m.next_attempt_at) FROM messages m WHERE m.channel = c.channel AND m.settled_at IS NULL) "
        "FROM unnest(CAST(:channels AS text[])) AS c(channel)"
    )
    rows = connection.execute(statement, {"channels": list(CHANNELS)})
    return {channel: (count, since) for channel, count, since in rows}


def give_up(connection: Connection, most: int) -> int:
    """Settle what has expired without being sent, so many at most; how many."""
    statement = sql(
        "UPDATE messages SET settled_at = now(), recipient = '', subject = '', body = '', link = NULL, "
        "error = COALESCE(error, 'expired') WHERE id = ANY(ARRAY(SELECT id FROM messages "
        "WHERE settled_at IS NULL AND expires_at <= now() LIMIT :most FOR UPDATE SKIP LOCKED))"
    )
    return connection.execute(statement, {"most": most}).rowcount
