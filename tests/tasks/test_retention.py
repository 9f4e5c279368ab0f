"""What is kept for a while is forgotten when its time is over, and not before; in slices, and as staff have set it."""

import importlib
import pkgutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Date, Engine, text
from uuid_utils.compat import uuid7

import models
from models import retention, suspicion, thresholds
from models.base import Base, least_id
from models.kept import KEPT
from models.retention import ANSWER_TIMES, ANSWER_TIMES_KEPT, CATEGORIES, Category
from rules.suspicion import Signal
from rules.thresholds import Thresholds
from tasks.retention import forget_old
from tests.filling import fill
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
    "expired": ("expires_at",),
    "letters": ("created_at",),
    "words": (),
    "threads": ("closed_at",),
    "campaigns": (),
    "accusations": ("closed_at",),
    "appeals": ("decided_at",),
    "signals": ("found_at",),
    "servings": ("served_at",),
    "dead_letters": ("replayed_at",),
}
"""The columns that say since when."""
_PARENTS: Mapping[str, tuple[str, str]] = {
    "words": (
        "thread_id",
        "INSERT INTO threads (id, player_id, subject, state, closed_at) VALUES (:id, :id, '', 'closed', :at)",
    ),
    "campaigns": (
        "campaign_id",
        "INSERT INTO campaigns (id, name, template_id, given, segment_id, rate, state, "
        "ended_at, created_by) VALUES (:id, '', :id, '{}', :id, 1, 'cancelled', :at, :id)",
    ),
}
"""Of what is over when something else is: the column that names it, and SQL that makes one."""
_ELSEWHERE = {"push": "tests/tasks/test_reaching.py"}
"""Categories that no time decides on, by what tests them."""
_GIVEN: Mapping[str, Mapping[str, Any]] = {
    "recipients": {"recipient": "+15550100", "state": "succeeded"},
    "activity": {"counted": True},
    "threads": {"state": "closed"},
    "accusations": {"acted": False},
    "appeals": {"text": "It was not me.", "outcome": "uphold"},
}
"""What else makes it one that is over."""


def put(connection: Connection, name: str, at: datetime) -> None:
    """A row of a category as old as that."""
    category, given = CATEGORIES[name], dict(_GIVEN.get(name, {}))
    columns = Base.metadata.tables[category.table].columns
    given |= {column: at.date() if isinstance(columns[column].type, Date) else at for column in _OF[name]}
    if parent := _PARENTS.get(name):
        given[parent[0]] = uuid7()
        connection.execute(text(parent[1]), {"id": given[parent[0]], "at": at})
    if name == "dead_letters":
        given["kafka_offset"] = int(at.timestamp())
    fill(connection, category.table, at, **given)


def left(connection: Connection, category: Category) -> int:
    """How many rows are not forgotten."""
    where = f"NOT ({category.leave})".replace("= NULL", "IS NULL") if category.leave else "true"
    return int(connection.execute(text(f"SELECT count(*) FROM {category.table} WHERE {where}")).scalar_one())


@pytest.mark.parametrize("name", _OF)
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


def test_who_was_active_is_not_forgotten_before_it_is_counted(owner_engine: Engine, engine: Engine) -> None:
    with owner_engine.begin() as connection:
        connection.execute(text("TRUNCATE activity_marks"))
        old = (NOW - timedelta(days=3)).date()
        fill(connection, "activity_marks", day=old, counted=False)
    with engine.begin() as connection:
        assert retention.forget(connection, "activity", NOW, 2) == 0
        connection.execute(text("UPDATE activity_marks SET counted = true"))
        assert retention.forget(connection, "activity", NOW, 2) == 1


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
    kept = {one.kept for one in CATEGORIES.values() if isinstance(one.kept, str)}
    assert {*kept, ANSWER_TIMES_KEPT} == {name for name in Thresholds._fields if name.startswith("keep_")}
    assert {*_OF, *_ELSEWHERE} == set(CATEGORIES)


def test_every_table_is_forgotten_by_time_or_it_is_said_why_not() -> None:
    """A new table has to be decided on: a category (models.retention), or a reason to keep it (models.kept)."""
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    gone = {one.table for one in CATEGORIES.values() if not one.leave}
    left = {one.table for one in CATEGORIES.values() if one.leave}
    tables = set(Base.metadata.tables)
    assert tables - gone == set(KEPT), sorted((tables - gone) ^ set(KEPT))
    assert left <= set(KEPT), "what is left of a row is kept"
    assert all(KEPT.values())


def test_a_score_is_that_of_the_signs_which_are_left(owner_engine: Engine, engine: Engine) -> None:
    old, both = uuid7(), uuid7()
    with owner_engine.begin() as connection:
        connection.execute(text("TRUNCATE suspicion_signals, player_suspicion"))
    signs = [suspicion.Found(player, uuid7(), Signal("pace", 1.0, {})) for player in (old, both)]
    with engine.begin() as connection:
        suspicion.add(connection, signs)
        connection.execute(text("UPDATE suspicion_signals SET found_at = now() - interval '2 years'"))
        suspicion.add(connection, [suspicion.Found(both, uuid7(), Signal("burst", 0.1, {}))])
        before = suspicion.score_of(connection, both)
    forget_old()
    with engine.begin() as connection:
        assert (
            suspicion.score_of(connection, old),
            connection.execute(text("SELECT count(*) FROM player_suspicion")).scalar(),
        ) == (0, 1)
        assert 0 < suspicion.score_of(connection, both) < before


def test_a_tick_begins_with_what_was_looked_at_longest_ago(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_old()
    with engine.begin() as connection:
        connection.execute(text("UPDATE retention SET ran_at = ran_at - interval '1 hour' WHERE category = 'weeks'"))
        assert retention.in_turn(connection)[0] == "weeks"
        connection.execute(text("DELETE FROM retention WHERE category = 'codes'"))
        assert retention.in_turn(connection)[0] == "codes", "never yet"
    passed = iter([0.0, 0.0, 99.0])
    monkeypatch.setattr("tasks.retention.monotonic", lambda: next(passed, 99.0))
    forget_old()
    with engine.connect() as connection:
        assert retention.in_turn(connection)[:1] == ["weeks"]
        assert retention.in_turn(connection)[-1] == "codes", "and no more in that tick"
