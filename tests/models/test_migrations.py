"""Migrations make what the models say, and nothing else."""

import importlib
import pkgutil

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import models
from models.base import Base


def _is_ours(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """As in migrations/env.py: partitions of `answers` are made ahead by a tick; and Alembic's own table."""
    return not (kind in ("table", "index") and str(name or "").startswith(("answers_", "alembic_")))


def test_models_and_migrations_say_the_same(database_url: str) -> None:
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    engine = create_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _is_ours})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []
