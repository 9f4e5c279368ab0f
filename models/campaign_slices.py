"""A campaign under way: its recipients are planned, and written to, in slices that commit with where they came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Mapped, mapped_column

from models import segments, templates
from models.base import Base, sql
from models.campaigns import RUNS
from rules.campaigns import Category, Halt, State
from rules.segments import Filter
from rules.templates import Content, Value


class CampaignRecipient(Base):
    """A player whom a campaign means, once; the id of what they are told derives from both."""

    __tablename__ = "campaign_recipients"

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    notification_id: Mapped[UUID]


@dataclass(frozen=True)
class Due:
    """A campaign that is due, locked."""

    id: UUID
    state: State
    due_at: datetime
    rate: int
    category: Category
    said: dict[str, Any]
    given: dict[str, Value]
    whom: dict[str, Any]
    planned: int
    approved_for: int | None
    planned_to: UUID | None
    sent_to: UUID | None
    now: datetime

    @cached_property
    def content(self) -> Content:
        """What its template said; what cannot be read fails this campaign alone, and not the look for what is due."""
        return templates.load(self.said)

    @cached_property
    def audience(self) -> Filter:
        """Whom it is for."""
        return segments.load(self.whom)


@dataclass(frozen=True)
class Recipient:
    """Whom a slice is for."""

    player: UUID
    notification: UUID
    name: str
    languages: Sequence[str]


def take(connection: Connection) -> Due | None:
    """The campaign that has been due for longest, for nobody else until the transaction ends; None: none is."""
    statement = sql(
        "SELECT id, state, due_at, rate, category, content AS said, given, audience AS whom, planned, approved_for, "
        "planned_to, sent_to, clock_timestamp() AS now "
        f"FROM campaigns WHERE {RUNS} AND due_at <= clock_timestamp() "
        "ORDER BY due_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED"
    )
    row = connection.execute(statement).first()
    return None if row is None else Due(**row._mapping)


def begin(connection: Connection, campaign: UUID) -> None:
    """A scheduled one begins."""
    connection.execute(
        sql("UPDATE campaigns SET state = 'planning', begun_at = now(), updated_at = now() WHERE id = :id"),
        {"id": campaign},
    )


def plan(connection: Connection, due: Due, most: int) -> bool:
    """Write down who fits among the next `most` players; False: there are no more players.

    A filter that few can fit is looked through at once. Raises segments.SeasonUnknown.
    """
    wanted = segments.condition(connection, due.audience)
    last = None if due.audience.is_short else _last_of_window(connection, due.planned_to, most)
    if last is None and not (due.audience.is_short and due.planned_to is None):
        return False
    window = "" if due.audience.is_short else "p.id > :window_after AND p.id <= :window_to AND "
    statement = sql(
        "INSERT INTO campaign_recipients (campaign_id, player_id, notification_id) SELECT :campaign_id, p.id, "
        "CAST(md5(CAST(:campaign_id AS text) || ':' || CAST(p.id AS text)) AS uuid) FROM players p "
        f"WHERE {window}{wanted.where} ON CONFLICT DO NOTHING"
    )
    # Names that no field of a filter and no board has.
    places = {"campaign_id": due.id, "window_after": due.planned_to or _NOBODY, "window_to": last or _NOBODY}
    found = connection.execute(statement, {**wanted.values, **places}).rowcount
    reached = sql(
        "UPDATE campaigns SET planned = planned + :found, planned_to = :to, due_at = clock_timestamp() WHERE id = :id"
    )
    connection.execute(reached, {"id": due.id, "to": last or _ALL, "found": found})
    return True


_NOBODY, _ALL = UUID(int=0), UUID(int=(1 << 128) - 1)


def _last_of_window(connection: Connection, after: UUID | None, most: int) -> UUID | None:
    statement = sql(
        "SELECT id FROM (SELECT id FROM players WHERE id > :after ORDER BY id LIMIT :most) w ORDER BY id DESC LIMIT 1"
    )
    found: UUID | None = connection.execute(statement, {"after": after or _NOBODY, "most": most}).scalar()
    return found


def planned(connection: Connection, campaign: UUID) -> None:
    """All recipients are known."""
    statement = sql(
        "UPDATE campaigns SET state = 'sending', planned_at = now(), due_at = now(), updated_at = now() WHERE id = :id"
    )
    connection.execute(statement, {"id": campaign})


def halt(connection: Connection, campaign: UUID, why: Halt) -> None:
    """It cannot go on by itself: staff see why."""
    statement = sql(
        "UPDATE campaigns SET state = 'paused', halted = :why, edition = edition + 1, updated_at = now() WHERE id = :id"
    )
    connection.execute(statement, {"id": campaign, "why": why})


def put_off(connection: Connection, campaign: UUID, seconds: float) -> None:
    """Its slice failed; it is due again after so long, and others go on meanwhile."""
    statement = sql(
        f"UPDATE campaigns SET due_at = clock_timestamp() + make_interval(secs => :seconds) WHERE id = :id AND {RUNS}"
    )
    connection.execute(statement, {"id": campaign, "seconds": seconds})


def recipients(connection: Connection, due: Due, most: int) -> list[Recipient]:
    """The next recipients, in the order of their ids. Of who is erased meanwhile the inbox knows."""
    statement = sql(
        "SELECT r.player_id, r.notification_id, p.name, p.languages FROM campaign_recipients r "
        "JOIN players p ON p.id = r.player_id WHERE r.campaign_id = :campaign AND r.player_id > :after "
        "ORDER BY r.player_id LIMIT :most"
    )
    values = {"campaign": due.id, "after": due.sent_to or _NOBODY, "most": most}
    return [Recipient(*row) for row in connection.execute(statement, values)]


def silent(connection: Connection, players: Sequence[UUID]) -> set[UUID]:
    """Those of the players who are banned: they are told nothing but what they ask."""
    statement = sql(
        "SELECT DISTINCT player_id FROM sanctions WHERE player_id = ANY(:players) AND kind = 'ban' "
        "AND lifted_at IS NULL AND (until IS NULL OR until > clock_timestamp())"
    )
    return set(connection.execute(statement, {"players": list(players)}).scalars())


def reach(connection: Connection, campaign: UUID, player: UUID, sent: int, skipped: int, due_at: datetime) -> None:
    """A slice was written, up to a player; the next is due then."""
    statement = sql(
        "UPDATE campaigns SET sent_to = :player, sent = sent + :sent, skipped = skipped + :skipped, due_at = :due_at "
        "WHERE id = :campaign"
    )
    values: dict[str, Any] = {"campaign": campaign, "player": player, "sent": sent, "skipped": skipped}
    connection.execute(statement, {**values, "due_at": due_at})


def finish(connection: Connection, campaign: UUID) -> None:
    """All were written to."""
    statement = sql("UPDATE campaigns SET state = 'sent', ended_at = now(), updated_at = now() WHERE id = :id")
    connection.execute(statement, {"id": campaign})


def count_next(connection: Connection) -> bool:
    """Count what of a campaign is in inboxes, and read. False: none is due.

    Those that are young are counted often, but each rests a second for every 10,000 messages, up to ten minutes.
    """
    statement = sql(
        "SELECT id FROM campaigns WHERE sent > 0 AND (ended_at IS NULL OR ended_at > now() - interval '30 days') "
        "AND (counted_at IS NULL OR counted_at < now() - GREATEST(interval '5 seconds', (now() - begun_at) / 20, "
        "LEAST(sent * interval '0.1 milliseconds', interval '10 minutes'))) "
        "ORDER BY counted_at NULLS FIRST, id LIMIT 1"
    )
    campaign = connection.execute(statement).scalar()
    if campaign is None:
        return False
    # What is no more in an inbox was there: counts never fall.
    counting = sql(
        "UPDATE campaigns SET delivered = GREATEST(delivered, n.there), read = GREATEST(read, n.seen), "
        "counted_at = now() FROM (SELECT count(*) AS there, count(i.read_at) AS seen FROM campaign_recipients r "
        "JOIN notifications i ON i.id = r.notification_id WHERE r.campaign_id = :id) n WHERE campaigns.id = :id"
    )
    connection.execute(counting, {"id": campaign})
    return True
