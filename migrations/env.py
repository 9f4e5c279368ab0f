"""Alembic's entry: the application's engine and the metadata of every model."""

import importlib
import pkgutil

from alembic import context
from flask import current_app

import models
from models.base import Base

for module in pkgutil.iter_modules(models.__path__):
    importlib.import_module(f"models.{module.name}")


def include_object(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave out the partitions of `answers`: the tables are one noun, made ahead by a beat tick."""
    return not (kind in ("table", "index") and str(name or "").startswith("answers_"))


def run() -> None:
    """Migrate in one transaction, on the engine of Flask-SQLAlchemy."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include_object,
            compare_type=True,
            compare_server_default=False,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
