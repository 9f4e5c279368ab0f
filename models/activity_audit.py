"""What was counted of who plays, held against what it was counted from: players, sessions, battles, redemptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from models.activity import DAY_OF_ID
from models.base import sql
from models.partitions import first_id


@dataclass(frozen=True)
class Figure:
    """One: as it was counted, and as its sources have it."""

    name: str
    counted: int
    found: int


def figures(connection: Connection, day: date) -> list[Figure]:
    """Those of a UTC day, of its week, and of who joined in that week, at one moment; reads what was played then."""
    week = day - timedelta(days=day.weekday())
    values = _values(day, week)
    counted = connection.execute(_COUNTED, values).one()._mapping
    found = connection.execute(_FOUND, values).one()._mapping
    return [Figure(name, counted[name], found[name]) for name in found]


def mark_all(connection: Connection) -> None:
    """Mark all that ever happened, as it would have been then; what is marked already stays as it is."""
    connection.execute(_ALL)


def _values(day: date, week: date) -> Mapping[str, Any]:
    days = {"day": day, "after": day + timedelta(days=1), "week": week, "next_week": week + timedelta(days=7)}
    times = {f"{name}_at": datetime.combine(each, time(), UTC) for name, each in days.items()}
    return {**days, **times, **{f"{name}_id": first_id(each) for name, each in days.items()}}


def _players(first: str, last: str) -> str:
    """SQL of who was active from one id on and before another."""
    between = f"id >= :{first} AND id < :{last}"
    return (
        f"(SELECT player_id FROM sessions WHERE {between} UNION SELECT first_id FROM battles WHERE {between} "
        f"UNION SELECT second_id FROM battles WHERE kind <> 'ghost' AND {between})"
    )


_REDEEMED = "redemption_transitions t JOIN redemptions r ON r.id = t.redemption_id WHERE t.after = 'succeeded'"
_JOINED = "p.created_at >= :week_at AND p.created_at < :next_week_at"
_PLAYED = (
    "EXISTS (SELECT FROM sessions WHERE player_id = p.id) OR EXISTS (SELECT FROM battles WHERE first_id = p.id) "
    "OR EXISTS (SELECT FROM battles WHERE second_id = p.id AND kind <> 'ghost')"
)
_COUNTED = sql(
    "SELECT COALESCE(max(d.joined), 0) AS joined, COALESCE(max(d.active), 0) AS active, "
    "COALESCE(max(d.redeemed), 0) AS redeemed, "
    "(SELECT COALESCE(sum(players), 0) FROM activity_retention WHERE week = :week) AS active_in_week, "
    "COALESCE(max(c.joined), 0) AS cohort_joined, COALESCE(max(c.played), 0) AS cohort_played, "
    "COALESCE(max(c.redeemed), 0) AS cohort_redeemed FROM (SELECT 1) one "
    "LEFT JOIN activity_days d ON d.day = :day LEFT JOIN activity_cohorts c ON c.cohort = :week"
)
_FOUND = sql(
    f"SELECT (SELECT count(*) FROM players WHERE created_at >= :day_at "
    f"AND created_at < :after_at) AS joined, "
    f"(SELECT count(*) FROM {_players('day_id', 'after_id')} a) AS active, "
    f"(SELECT count(DISTINCT r.player_id) FROM {_REDEEMED} AND t.at >= :day_at "
    f"AND t.at < :after_at) AS redeemed, "
    f"(SELECT count(*) FROM {_players('week_id', 'next_week_id')} a) AS active_in_week, "
    f"(SELECT count(*) FROM players p WHERE {_JOINED}) AS cohort_joined, "
    f"(SELECT count(*) FROM players p WHERE {_JOINED} AND ({_PLAYED})) AS cohort_played, "
    f"(SELECT count(*) FROM players p WHERE {_JOINED} AND EXISTS (SELECT FROM {_REDEEMED} AND r.player_id = p.id)) "
    "AS cohort_redeemed"
)
_ALL = sql(
    "INSERT INTO activity_marks (player_id, kind, day) "
    "SELECT id, 'joined', (created_at AT TIME ZONE 'UTC')::date FROM players "
    f"UNION SELECT player_id, 'active', {DAY_OF_ID.format('id')} FROM sessions "
    "WHERE uuid_extract_timestamp(id) IS NOT NULL "
    f"UNION SELECT first_id, 'active', {DAY_OF_ID.format('id')} FROM battles "
    "WHERE uuid_extract_timestamp(id) IS NOT NULL "
    f"UNION SELECT second_id, 'active', {DAY_OF_ID.format('id')} FROM battles WHERE kind <> 'ghost' "
    "AND uuid_extract_timestamp(id) IS NOT NULL "
    f"UNION SELECT r.player_id, 'redeemed', (t.at AT TIME ZONE 'UTC')::date FROM {_REDEEMED} "
    "ON CONFLICT DO NOTHING"
)
