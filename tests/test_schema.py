"""The models say what the migrations make."""

import importlib
import pkgutil
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import models
from models.base import Base


def _is_ours(_thing: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Not the partitions of `answers`, which a tick makes, nor Alembic's own table."""
    return not (kind == "table" and str(name).startswith(("answers_", "alembic")))


@pytest.mark.filterwarnings("ignore:.*autogenerate skipping.*:UserWarning")
def test_models_are_what_migrations_make(database_url: str) -> None:
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    engine = create_engine(database_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": _is_ours}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    engine.dispose()
    assert found == []
