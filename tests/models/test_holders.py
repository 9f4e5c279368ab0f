"""Every column that may hold a player's id is decided on: what an erasure does with its row, and what an export tells.

Both are run for each column, on copies of all tables without their constraints, for a player who is named there and
nowhere else.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ARRAY, Connection, Engine, Uuid, text
from uuid_utils.compat import uuid7

import models
from models import dossier, erasure
from models.base import Base
from tests.filling import fill

_OF_OTHERS = frozenset(
    {
        *("id", "app_id", "battle_id", "campaign_id", "device_id", "entry_id", "event_id", "export_id", "game_id"),
        *(
            "ghost_of",
            "import_id",
            "media_id",
            "medium_id",
            "notification_id",
            "product_id",
            "prompt_id",
            "question_id",
        ),
        *("question_ids", "quiz_id", "redemption_id", "referral_id", "segment_id", "session_id", "template_id"),
        *("thread_id", "upload_id", "stem_hash"),
        # Of the staff.
        *("added_by", "assigned_to", "barred", "changed_by", "claimed_by", "created_by", "decided_by", "imposed_by"),
        *("invited_by", "lifted_by", "passed", "requested_by", "resolved_by", "set_by", "staff_id"),
    }
)
"""Names of columns that hold ids of something else, in whichever table."""
_BUT = {
    "appeals.subject": "a sanction, an entry or a referral",
    "claims.subject": "a thread or a break",
    "denials.subject": "a login",
    "retention.reached": "a session",
    "suspicion_signals.subject": "a session or a quiz",
    "work_done.subject": "a case, a thread or a break",
}
"""Columns that do, though others of that name hold players."""
_TOGETHER = {
    "friendships.asked_by": "low_id",
    "pair_restrictions.by_player": "high_id",
    "player_reports.about": "accused_id",
}
"""Columns that name a player only where another one does."""


def _tables() -> Any:
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    return Base.metadata.tables


def _holders() -> list[str]:
    """All columns that hold players, as far as anybody knows."""
    found = []
    for table in _tables().values():
        for column in table.columns:
            kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
            name = f"{table.name}.{column.name}"
            is_other = column.name in _OF_OTHERS and name != "players.id"
            if isinstance(kind, Uuid) and not is_other and name not in _BUT:
                found.append(name)
    return found


GONE = {
    *(f"{table}.player_id" for table in erasure.PERSONAL),
    *(f"{table}.{side}" for table in erasure.PAIRS for side in ("low_id", "high_id")),
    *erasure.NAMED,
}
STAYING = {column for columns in erasure.STAYING.values() for column in columns}


def test_every_column_that_holds_players_is_decided_on() -> None:
    assert sorted(_holders()) == sorted(GONE | STAYING)
    assert not GONE & STAYING
    for column in Base.metadata.tables.values():
        for key in column.foreign_keys:
            assert key.column.table.name != "players" or f"{column.name}.{key.parent.name}" in GONE | STAYING


@pytest.fixture
def connection(owner_engine: Engine) -> Iterator[Connection]:
    """All tables, empty and without constraints, for one connection alone: they come before the real ones."""
    with owner_engine.connect() as connection, connection.begin() as all_of_it:
        for name in _tables():
            copied = "INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES"
            connection.execute(text(f'CREATE TEMP TABLE "{name}" (LIKE public."{name}" {copied}) ON COMMIT DROP'))
        yield connection
        all_of_it.rollback()


@pytest.fixture
def held(connection: Connection) -> dict[str, UUID]:
    """A player for each column, whom it names."""
    found = {}
    for holder in sorted(GONE | STAYING):
        table, column = holder.split(".")
        found[holder] = player = uuid7()
        if holder != "players.id":
            fill(connection, "players", id=player)
        given: dict[str, Any] = {column: [player] if _is_list(holder) else player}
        if other := _TOGETHER.get(holder):
            given[other] = player
        fill(connection, table, **given)
    return found


def _is_list(holder: str) -> bool:
    table, column = holder.split(".")
    return isinstance(Base.metadata.tables[table].columns[column].type, ARRAY)


def test_an_erasure_does_with_each_column_what_is_said(connection: Connection, held: dict[str, UUID]) -> None:
    left = set()
    for holder, player in held.items():
        erasure.erase(connection, player)
        table, column = holder.split(".")
        there = f":player = ANY({column})" if _is_list(holder) else f"{column} = :player"
        if connection.execute(text(f"SELECT FROM {table} WHERE {there}"), {"player": player}).first() is not None:
            left.add(holder)
    assert left == STAYING


def test_an_export_tells_each_column_or_says_why_not(connection: Connection, held: dict[str, UUID]) -> None:
    told, why = set(), {}
    for holder, player in held.items():
        table, _ = holder.split(".")
        if table in dossier.PARTS and list(dossier.rows(connection, table, player)):
            told.add(holder)
        reason = dossier.WITHHELD.get(table) or dossier.RECORDS.get(table) or dossier.OTHERS.get(holder)
        if reason:
            why[holder] = reason
    assert not told & set(why)
    assert sorted(set(held) - told - set(why)) == []
