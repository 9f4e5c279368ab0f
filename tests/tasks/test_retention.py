"""What is kept for a while is forgotten when its time is over, and not before; in slices, and as staff have set it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Connection, Engine, text
from uuid_utils.compat import uuid7

from models import retention, thresholds
from models.base import Base, least_id
from models.retention import ANSWER_TIMES, ANSWER_TIMES_KEPT, CATEGORIES, Category
from rules.thresholds import Thresholds
from tasks.retention import forget_old
from tests.pipeline import Log, answer

NOW = datetime.now(UTC)
_OF: Mapping[str, tuple[str, ...]] = {
    "inbox": ("created_at",),
    "messages": ("settled_at",),
    "logins": ("rotated_at", "ended_at"),
    "networks": ("last_at",),
    "staff_logins": ("seen_at", "ended_at"),
    "exports": ("created_at",),
    "recipients": ("changed_at",),
    "reports": ("closed_at",),
    "webhooks": ("received_at",),
    "activity": ("day",),
    "weeks": ("week",),
    "figures": ("minute",),
    "dossiers": ("expires_at",),
    "plans": ("expires_at",),
    "codes": ("expires_at",),
    "denials": ("until",),
    "repeats": ("created_at",),
    "duels": ("expires_at",),
}
"""The columns that say since when."""
_GIVEN: Mapping[str, Any] = {
    "reports.kind": "wrong",
    "networks.network": "203.0.113.0/24",
    "recipients.recipient": "+15550100",
    "recipients.state": "succeeded",
    "recipients.kind": "recharge",
    "activity.kind": "active",
    "activity.counted": True,
    "denials.kind": "login",
    "exports.form": "csv",
}
_VALUES: Mapping[type, Any] = {int: 1, str: "a", bytes: b"a", bool: True, list: [], dict: {}, object: {}}


def put(connection: Connection, name: str, at: datetime) -> None:
    """A row of a category as old as that."""
    table = Base.metadata.tables[CATEGORIES[name].table]
    values = {
        column.name: _GIVEN.get(f"{name}.{column.name}", _value(column, at))
        for column in table.columns
        if (not column.nullable and column.server_default is None)
        or column.name in _OF[name]
        or f"{name}.{column.name}" in _GIVEN
    }
    connection.execute(table.insert().values(values))


def _value(column: "Column[Any]", at: datetime) -> Any:
    kind = column.type.python_type
    if kind is UUID:
        return uuid7()
    if kind is datetime:
        return at
    if kind in (str, bytes) and (column.unique or column.primary_key):
        return kind(f"{at:%y%m%d}", "ascii") if kind is bytes else f"{at:%y%m%d}"
    return at.date() if "date" in kind.__name__ else _VALUES.get(kind, 1)


def left(connection: Connection, category: Category) -> int:
    """How many rows are not forgotten."""
    where = f"NOT ({category.leave})" if category.leave else "true"
    where = where.replace("recipient = NULL", "recipient IS NULL")
    return int(connection.execute(text(f"SELECT count(*) FROM {category.table} WHERE {where}")).scalar_one())


@pytest.mark.parametrize("name", CATEGORIES)
def test_what_is_over_is_forgotten_and_nothing_else(owner_engine: Engine, engine: Engine, name: str) -> None:
    category = CATEGORIES[name]
    before = retention.before(category.kept, Thresholds(), NOW)
    with owner_engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {category.table} CASCADE"))
        for days in (1, 2, 3):
            put(connection, name, before - timedelta(days=days, minutes=1))
        put(connection, name, before + timedelta(days=1, minutes=1))
        if name == "inbox":
            connection.execute(text("UPDATE notifications SET expires_at = now() + interval '1 day'"))
    with engine.begin() as connection:
        assert retention.forget(connection, name, before, 2) == 2, "a slice"
        assert left(connection, category) == 2
    forget_old()
    with engine.begin() as connection:
        assert left(connection, category) == 1


def test_staff_say_how_long(engine: Engine, owner_engine: Engine) -> None:
    with owner_engine.begin() as connection:
        connection.execute(text("TRUNCATE notifications"))
        put(connection, "inbox", NOW - timedelta(days=20))
        connection.execute(text("UPDATE notifications SET expires_at = now() + interval '1 day'"))
    forget_old()
    with engine.begin() as connection:
        assert left(connection, CATEGORIES["inbox"]) == 1
        thresholds.put(connection, "keep_inbox_days", 19, "less", None)
    forget_old()
    with engine.begin() as connection:
        assert left(connection, CATEGORIES["inbox"]) == 0
        counted = connection.execute(text("SELECT removed FROM inbox_removals WHERE reason = 'expired'"))
        assert counted.scalar_one() >= 1, "the audit counts on it"


def test_times_of_old_answers_become_coarse_once_and_those_of_young_ones_stay(log: Log, engine: Engine) -> None:
    at = NOW.replace(minute=34, second=56, microsecond=789)
    kept = getattr(Thresholds(), ANSWER_TIMES_KEPT)
    sessions = [UUID(int=least_id(at - timedelta(days=days)).int + 7) for days in (kept + 3, kept + 2, kept - 1)]
    player = uuid7()
    for session in sessions:
        log.session(player, session_id=session)
    log.values = [answer(session, player, 0, at=at) for session in sessions]
    log.apply(0, 3)
    with engine.begin() as connection:
        assert retention.coarsen(connection, NOW - timedelta(days=kept), 1) == 1
    for _ in range(2):
        forget_old()
    seen = dict(log.all("SELECT session_id, (received_at, elapsed_ms)::text FROM answers"))
    assert [":00:00+00" in seen[session] for session in sessions] == [True, True, False]
    assert [seen[session].endswith("000)") for session in sessions[:2]] == [True, True]
    assert log.one("SELECT forgotten, reached FROM retention WHERE category = :c", c=ANSWER_TIMES) == (2, sessions[1])


def test_each_threshold_of_keeping_has_a_category() -> None:
    kept = [one.kept for one in CATEGORIES.values() if isinstance(one.kept, str)]
    assert sorted([*kept, ANSWER_TIMES_KEPT]) == sorted(name for name in Thresholds._fields if name.startswith("keep_"))
    assert set(_OF) == set(CATEGORIES)
