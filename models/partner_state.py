"""How each partner is doing: what may be sent to it now, and why not; what is left of what we paid in."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, DateTime, Numeric, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from rules.partnering import PARTNERS, Money, PartnerName


class PartnerState(Base):
    """One partner. All workers share it, and what empties Redis does not reset it."""

    __tablename__ = "partner_state"

    partner: Mapped[str] = mapped_column(String(20), primary_key=True)
    rate_a_second: Mapped[float]
    """Calls it takes on average,"""
    burst: Mapped[float]
    """and at once."""
    level: Mapped[float] = mapped_column(server_default=text("0"))
    """Calls that could be made at `level_at`."""
    level_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    in_flight_most: Mapped[int] = mapped_column(SmallInteger)
    """Calls that may be under way."""
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    """Submissions in a row that the partner did not take up."""
    rests_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """The breaker: nothing is submitted before that, and one at a time then, until one is taken up."""
    rest_reason: Mapped[str | None] = mapped_column(String(200))
    paused_reason: Mapped[str | None] = mapped_column(String(500))
    """Staff's."""
    paused_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    frozen_reason: Mapped[str | None] = mapped_column(String(500))
    """Our books may lack what the partner has: nothing is submitted until its statement was matched."""
    frozen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    timeline: Mapped[int | None] = mapped_column(BigInteger)
    """Of Postgres' log, and whose it is, as a hash of both: a restore, or a fail-over, begins another."""
    balance_amount: Mapped[Decimal | None] = mapped_column(Numeric)
    """The float, when it was last asked for."""
    balance_currency: Mapped[str | None] = mapped_column(String(3))
    balance_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(server_default=text("0"))


RESTORED = "Postgres was restored or failed over: what the statement has since is matched first"


TRIED = "is tried again after"
"""What a partner is called whose rest is over: one order at a time, until one is taken up."""


class Room(NamedTuple):
    """What may be done with a partner now."""

    calls: int
    """At most."""
    submissions: int
    """Of those, at most."""
    why_not: str | None
    """Why none may be submitted."""


def room(connection: Connection, partner: PartnerName, most: int) -> Room:
    """What may be done with a partner now, up to `most` calls; nobody else is told so until the transaction ends."""
    row = connection.execute(_ROOM, {"partner": partner}).one()
    if row.timeline != row.timeline_now:
        _note_timeline(connection, partner, row.timeline, row.timeline_now)
        return room(connection, partner, most)
    calls = max(0, min(most, int(row.level_now), row.in_flight_most - row.in_flight))
    if stopped := _stopped(row.paused_reason, row.frozen_reason):
        return Room(calls, 0, stopped)
    if row.rests:
        return Room(calls, 0, f"rests: {row.rest_reason}")
    if row.rests is None:
        return Room(calls, calls, None)
    return Room(calls, min(calls, max(0, 1 - row.submitting)), f"{TRIED}: {row.rest_reason}")


def _note_timeline(connection: Connection, partner: PartnerName, before: int | None, now: int) -> None:
    """On another timeline what was committed last may be gone: the partner may have what our books have not."""
    if before is not None:
        freeze_again = sql(
            "UPDATE partner_state SET frozen_reason = COALESCE(frozen_reason, :why), frozen_at = clock_timestamp(), "
            "version = version + 1 WHERE partner = :partner"
        )
        connection.execute(freeze_again, {"partner": partner, "why": RESTORED})
    statement = sql("UPDATE partner_state SET timeline = :now WHERE partner = :partner")
    connection.execute(statement, {"partner": partner, "now": now})


def why_not(one: PartnerState) -> str | None:
    """Why nothing is submitted to a partner just now, beside switches; None: nothing keeps us."""
    if stopped := _stopped(one.paused_reason, one.frozen_reason):
        return stopped
    if one.rests_until is None:
        return None
    return f"{'rests' if one.rests_until > datetime.now(UTC) else TRIED}: {one.rest_reason}"


def _stopped(paused: str | None, frozen: str | None) -> str | None:
    """What people, or a restore, stopped it for."""
    if paused:
        return f"paused: {paused}"
    return f"frozen: {frozen}" if frozen else None


def take(connection: Connection, partner: PartnerName, calls: int) -> None:
    """So many calls are made now; `room` was asked in this transaction."""
    connection.execute(_TAKE, {"partner": partner, "calls": calls})


def reserve(connection: Connection, partner: PartnerName) -> float:
    """A call is made for which nobody has a claim, such as for a page of a statement: in so many seconds, no earlier.

    Others wait until then: who reads is not kept from it by however much is to be sent.
    """
    return float(connection.execute(_RESERVE, {"partner": partner}).scalar_one())


def went_well(connection: Connection, partner: PartnerName) -> None:
    """A submission was taken up: the breaker closes."""
    statement = sql(
        "UPDATE partner_state SET failures = 0, rests_until = NULL, rest_reason = NULL, version = version + 1 "
        "WHERE partner = :partner AND (failures > 0 OR rests_until IS NOT NULL)"
    )
    connection.execute(statement, {"partner": partner})


def failed(connection: Connection, partner: PartnerName) -> int:
    """A submission was not taken up; how many in a row."""
    statement = sql(
        "UPDATE partner_state SET failures = failures + 1, version = version + 1 WHERE partner = :partner "
        "RETURNING failures"
    )
    return int(connection.execute(statement, {"partner": partner}).scalar_one())


def rest(connection: Connection, partner: PartnerName, seconds: float, reason: str) -> None:
    """Nothing is submitted for so long; what was said of a longer rest holds."""
    statement = sql(
        "UPDATE partner_state SET rests_until = clock_timestamp() + make_interval(secs => :seconds), "
        "rest_reason = :reason, version = version + 1 WHERE partner = :partner AND (rests_until IS NULL "
        "OR rests_until < clock_timestamp() + make_interval(secs => :seconds))"
    )
    connection.execute(statement, {"partner": partner, "seconds": seconds, "reason": reason[:200]})


def pause(connection: Connection, partner: PartnerName, reason: str | None) -> None:
    """Staff stop submissions, or None: let them go on."""
    statement = sql(
        "UPDATE partner_state SET paused_reason = CAST(:reason AS text), version = version + 1, "
        "paused_at = CASE WHEN CAST(:reason AS text) IS NULL THEN NULL ELSE clock_timestamp() END "
        "WHERE partner = :partner"
    )
    connection.execute(statement, {"partner": partner, "reason": reason})


def freeze(connection: Connection, partner: PartnerName, reason: str | None) -> None:
    """Submissions stop until the partner's statement was matched, or None: it was."""
    statement = sql(
        "UPDATE partner_state SET frozen_reason = CAST(:reason AS text), version = version + 1, "
        "frozen_at = CASE WHEN CAST(:reason AS text) IS NULL THEN NULL ELSE clock_timestamp() END "
        "WHERE partner = :partner"
    )
    connection.execute(statement, {"partner": partner, "reason": reason})


def freeze_once(connection: Connection, partner: PartnerName, reason: str) -> bool:
    """The same, unless they have stopped for that already; whether they had not."""
    statement = sql(
        "UPDATE partner_state SET frozen_reason = :reason, frozen_at = clock_timestamp(), version = version + 1 "
        "WHERE partner = :partner AND frozen_reason IS NULL"
    )
    return bool(connection.execute(statement, {"partner": partner, "reason": reason}).rowcount)


def thaw(connection: Connection, partner: PartnerName, reason: str) -> bool:
    """Submissions go on, if it was for that reason that they had stopped; whether it was."""
    statement = sql(
        "UPDATE partner_state SET frozen_reason = NULL, frozen_at = NULL, version = version + 1 "
        "WHERE partner = :partner AND frozen_reason = :reason"
    )
    return bool(connection.execute(statement, {"partner": partner, "reason": reason}).rowcount)


def may_have(connection: Connection, partner: str, since: datetime) -> bool:
    """Whether the partner may have an order that was made then, though our books say that it was not sent: frozen."""
    statement = sql("SELECT frozen_at > :since FROM partner_state WHERE partner = :partner")
    return bool(connection.execute(statement, {"partner": partner, "since": since}).scalar())


def save_balance(connection: Connection, partner: PartnerName, money: Money) -> None:
    """What is left of what we paid in, now."""
    statement = sql(
        "UPDATE partner_state SET balance_amount = :amount, balance_currency = :currency, "
        "balance_at = clock_timestamp() WHERE partner = :partner"
    )
    connection.execute(statement, {"partner": partner, "amount": money.amount, "currency": money.currency})


def every(connection: Connection) -> list[PartnerState]:
    """All partners."""
    rows = connection.execute(sql("SELECT * FROM partner_state ORDER BY partner"))
    return [PartnerState(**row._mapping) for row in rows if row.partner in PARTNERS]


_LEVEL = "LEAST(burst, level + rate_a_second * GREATEST(0, extract(epoch FROM clock_timestamp() - level_at)::float8))"
_TIMELINE = (
    "hashtextextended((SELECT system_identifier FROM pg_control_system()) || '/' || "
    "left(pg_walfile_name(pg_current_wal_lsn()), 8), 0)"
)
_ROOM = sql(
    f"SELECT {_LEVEL} AS level_now, {_TIMELINE} AS timeline_now, timeline, in_flight_most, paused_reason, "
    "frozen_reason, rest_reason, "
    "rests_until > clock_timestamp() AS rests, "
    "(SELECT count(*) FROM redemptions r WHERE r.partner = p.partner AND r.lease_until IS NOT NULL) AS in_flight, "
    "(SELECT count(*) FROM redemptions r WHERE r.partner = p.partner AND r.state = 'submitting') AS submitting "
    "FROM partner_state p WHERE partner = :partner FOR NO KEY UPDATE"
)
_TAKE = sql(
    f"UPDATE partner_state SET level = {_LEVEL} - :calls, level_at = clock_timestamp() WHERE partner = :partner"
)
_RESERVE = sql(
    f"UPDATE partner_state SET level = {_LEVEL} - 1, level_at = clock_timestamp() WHERE partner = :partner "
    "RETURNING GREATEST(0, -level / rate_a_second)"
)
