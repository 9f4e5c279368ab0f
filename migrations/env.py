"""Alembic's entry: the owner of the database and the metadata of every model.

The owner is OWNER_DATABASE_URL's role. The app's, DATABASE_URL's, is granted what it needs, and nothing more.
"""

import importlib
import pkgutil

import click
from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

import models
from models import privileges
from models.base import Base

for module in pkgutil.iter_modules(models.__path__):
    importlib.import_module(f"models.{module.name}")


def include_object(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave out the partitions of `answers`: the tables are one noun, made ahead by a beat tick."""
    return not (kind in ("table", "index") and str(name or "").startswith("answers_"))


def run() -> None:
    """Migrate and grant in one transaction, without the time limits of requests."""
    app = current_app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(current_app.config.get("OWNER_DATABASE_URI") or app, poolclass=NullPool)
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
            _grant(connection, str(make_url(app).username))


def _grant(connection: Connection, role: str) -> None:
    if role == connection.exec_driver_sql("SELECT current_user").scalar_one():
        click.echo(
            f"note: {role} owns the database and is the app's role, too: nothing keeps the app from changing the audit "
            "log. Give the app another role in DATABASE_URL, and this one in OWNER_DATABASE_URL.",
            err=True,
        )
        return
    try:
        privileges.grant(connection, role)
    except privileges.NoRole as error:
        raise CommandError(str(error)) from None


run()
