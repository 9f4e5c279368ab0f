"""Partners' statements: each order of theirs as it was last seen, and how far each statement is matched."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, Numeric, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.partnering import Line, Money, PartnerName
from rules.reconciliation import DRIFT_SLACK, Ours, Span


class PartnerLine(Base):
    """One order, by their id. Its verdict is the latest: paid back is what was issued before."""

    __tablename__ = "partner_lines"
    __table_args__ = (Index(None, "reference", postgresql_where=text("reference IS NOT NULL")),)

    partner: Mapped[str] = mapped_column(String(20), primary_key=True)
    partner_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    reference: Mapped[str | None] = mapped_column(String(150))
    verdict: Mapped[str] = mapped_column(String(12))
    value_amount: Mapped[Decimal | None] = mapped_column(Numeric)
    value_currency: Mapped[str | None] = mapped_column(String(3))
    cost_amount: Mapped[Decimal | None] = mapped_column(Numeric)
    cost_currency: Mapped[str | None] = mapped_column(String(3))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """As the partner says it."""
    first_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class PartnerStatement(Base):
    """How far a partner's statement is matched."""

    __tablename__ = "partner_statements"

    partner: Mapped[str] = mapped_column(String(20), primary_key=True)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    """Since when there may be orders of ours."""
    matched_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    matched_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deep_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Up to where the running pass over what is older has come."""
    deep_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    begun_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When somebody began with it last, whatever came of that."""
    failed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    failure: Mapped[str | None] = mapped_column(String(200))
    """Why it could not be read; NULL once it could."""


class PartnerFloat(Base):
    """What we paid in at a partner in all in all, by its own words: what is left, and what orders took."""

    __tablename__ = "partner_floats"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Of the wallet: several partners may be paid from one."""
    currency: Mapped[str] = mapped_column(String(3))
    base: Mapped[Decimal] = mapped_column(Numeric)
    """As people know it."""
    latest: Mapped[Decimal] = mapped_column(Numeric)
    steady: Mapped[Decimal] = mapped_column(Numeric)
    """The last sum that was read twice in a row: no order came between the two."""
    read_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class Mark(NamedTuple):
    """How far a statement is matched."""

    since: datetime
    matched_until: datetime | None
    deep_until: datetime | None
    deep_at: datetime | None


def due(connection: Connection, partners: Collection[PartnerName], every: timedelta) -> PartnerName | None:
    """Of these, the one that was begun with longest ago: none that is slow keeps others waiting. None: none is due."""
    statement = sql(
        "SELECT partner FROM partner_statements WHERE partner = ANY(:partners) "
        "AND (begun_at IS NULL OR begun_at <= clock_timestamp() - :every) "
        "ORDER BY begun_at NULLS FIRST, partner LIMIT 1"
    )
    found: PartnerName | None = connection.execute(statement, {"partners": list(partners), "every": every}).scalar()
    return found


def begin(connection: Connection, partner: PartnerName) -> Mark:
    """It is begun with; how far it is matched."""
    statement = sql(
        "UPDATE partner_statements SET begun_at = clock_timestamp() WHERE partner = :partner "
        "RETURNING since, matched_until, deep_until, deep_at"
    )
    return Mark(*connection.execute(statement, {"partner": partner}).one())


def matched(connection: Connection, partner: PartnerName, spans: Sequence[Span], now: datetime) -> bool:
    """These were matched, the newest part first; whether they reach to now."""
    is_whole = now - spans[0].end < _NOW
    deep = spans[1].end if len(spans) > 1 else None
    connection.execute(_MATCHED, {"partner": partner, "until": spans[0].end, "deep": deep})
    return is_whole


def is_whole(connection: Connection, partner: PartnerName) -> bool:
    """Whether it is matched up to now."""
    statement = sql("SELECT clock_timestamp() - matched_until < :now FROM partner_statements WHERE partner = :partner")
    return bool(connection.execute(statement, {"partner": partner, "now": _NOW}).scalar())


def is_matched_since_frozen(connection: Connection, partner: PartnerName, settle_s: float) -> bool:
    """Whether it is matched up to so long after the partner was frozen: what was under way then has come up by then."""
    statement = sql(
        "SELECT p.frozen_at IS NULL OR COALESCE(s.matched_until > p.frozen_at + make_interval(secs => :settle), false) "
        "FROM partner_state p LEFT JOIN partner_statements s USING (partner) WHERE partner = :partner"
    )
    return bool(connection.execute(statement, {"partner": partner, "settle": settle_s}).scalar())


def standing(connection: Connection) -> dict[str, dict[str, Any]]:
    """How each stands, for operators."""
    statement = sql(
        "SELECT partner, matched_until, failure, (SELECT count(*) FROM breaks b WHERE b.partner = s.partner "
        "AND b.resolved_at IS NULL) AS breaks FROM partner_statements s"
    )
    rows = connection.execute(statement)
    return {row.partner: {"until": row.matched_until, "breaks": row.breaks, "failure": row.failure} for row in rows}


def failed(connection: Connection, partner: PartnerName, why: str) -> None:
    """It could not be read."""
    statement = sql(
        "UPDATE partner_statements SET failed_at = clock_timestamp(), failure = :why WHERE partner = :partner"
    )
    connection.execute(statement, {"partner": partner, "why": why[:200]})


def cut(connection: Connection, partner: PartnerName, span: Span, since: datetime, most: int) -> Span:
    """A span, or less of it: it ends once so many redemptions were sent to the partner from a time on."""
    values = {"partner": partner, "since": since, "end": span.end, "most": most}
    end: datetime | None = connection.execute(_SENT, values).scalar()
    return span if end is None else span._replace(end=end)


def save(connection: Connection, partner: PartnerName, lines: Sequence[Line]) -> None:
    """Keep lines as they are now."""
    rows = [
        {
            **{"i": one.partner_id, "r": one.reference and one.reference[:150], "v": one.verdict},
            **{"va": _text(one.value), "vc": one.value and one.value.currency, "at": one.at.isoformat()},
            **{"ca": _text(one.cost), "cc": one.cost and one.cost.currency},
        }
        for one in {line.partner_id: line for line in lines}.values()
    ]
    connection.execute(_SAVE, {"partner": partner, "rows": encode_rows(rows)})


def _text(money: Money | None) -> str | None:
    return None if money is None else str(money.amount)


def ours(connection: Connection, partner: PartnerName, span: Span, lines: Sequence[Line]) -> dict[str, Ours]:
    """Redemptions that were sent within a span, and those that lines name, by reference."""
    named = {one.reference for one in lines if one.reference}
    values = {
        "partner": partner,
        "start": span.start,
        "end": span.end,
        "ids": encode_rows(sorted(filter(_is_id, named))),
    }
    return {
        str(row.id): Ours(
            row.state,
            Money(row.value_amount, row.value_currency),
            None if row.cost_amount is None else Money(row.cost_amount, row.cost_currency),
            row.tokens,
            row.sent_at,
            row.changed_at,
        )
        for row in connection.execute(_OURS, values)
    }


def _is_id(reference: str) -> bool:
    try:
        return str(UUID(reference)) == reference
    except ValueError:
        return False


def costs(connection: Connection, partners: Sequence[PartnerName], currency: str) -> list[tuple[str, Decimal | None]]:
    """What orders took in a currency, summed by what became of them."""
    statement = sql(
        "SELECT verdict, sum(cost_amount) FROM partner_lines WHERE partner = ANY(:partners) "
        "AND cost_currency = :currency GROUP BY verdict"
    )
    return [
        (row[0], row[1]) for row in connection.execute(statement, {"partners": list(partners), "currency": currency})
    ]


def float_of(connection: Connection, name: str, paid_in: Decimal, currency: str) -> tuple[Decimal, Decimal | None]:
    """Keep what was paid in by now; what it should be, and what it was the last time, None the first time."""
    values = {"name": name, "now": paid_in, "currency": currency, "slack": DRIFT_SLACK}
    row = connection.execute(_FLOAT, values).one()
    return row.base, row.before


def accept_float(connection: Connection, name: str) -> None:
    """People know what became of the difference: it is as it should be now."""
    connection.execute(sql("UPDATE partner_floats SET base = steady WHERE name = :name"), {"name": name})


_NOW = timedelta(minutes=2)
_SENT = sql(
    "SELECT sent_at FROM redemptions WHERE partner = :partner AND sent_at > :since AND sent_at < :end "
    "ORDER BY sent_at OFFSET :most LIMIT 1"
)
_MATCHED = sql(
    "UPDATE partner_statements SET matched_until = :until, matched_at = clock_timestamp(), "
    "deep_until = COALESCE(CAST(:deep AS timestamptz), deep_until), failed_at = NULL, failure = NULL, "
    "deep_at = CASE WHEN CAST(:deep AS timestamptz) IS NULL THEN deep_at ELSE clock_timestamp() END "
    "WHERE partner = :partner"
)
_SAVE = sql(
    "INSERT INTO partner_lines AS l (partner, partner_id, reference, verdict, value_amount, value_currency, "
    "cost_amount, cost_currency, made_at) SELECT :partner, i, r, v, va, vc, ca, cc, at FROM json_to_recordset(:rows) "
    "AS g(i text, r text, v text, va numeric, vc text, ca numeric, cc text, at timestamptz) ORDER BY i "
    "ON CONFLICT (partner, partner_id) DO UPDATE SET reference = EXCLUDED.reference, verdict = EXCLUDED.verdict, "
    "value_amount = EXCLUDED.value_amount, value_currency = EXCLUDED.value_currency, "
    "cost_amount = EXCLUDED.cost_amount, cost_currency = EXCLUDED.cost_currency, made_at = EXCLUDED.made_at, "
    "seen_at = clock_timestamp()"
)
_OURS = sql(
    "SELECT id, state, value_amount, value_currency, cost_amount, cost_currency, tokens, sent_at, changed_at "
    "FROM redemptions WHERE partner = :partner AND (id = ANY(ARRAY(SELECT CAST(x AS uuid) "
    "FROM json_array_elements_text(:ids) x)) OR (sent_at >= :start AND sent_at < :end))"
)
_FLOAT = sql(
    "INSERT INTO partner_floats AS f (name, currency, base, latest, steady) "
    "VALUES (:name, :currency, :now, :now, :now) "
    "ON CONFLICT (name) DO UPDATE SET latest = EXCLUDED.latest, read_at = clock_timestamp(), "
    "steady = CASE WHEN abs(EXCLUDED.latest - f.latest) > :slack THEN f.steady ELSE EXCLUDED.latest END, "
    "currency = EXCLUDED.currency RETURNING f.base, old.latest AS before"
)
