"""Fixtures: real Postgres, Valkey and Kafka, of this test run alone unless the environment names others.

A service that does not come up fails the tests that need it; nothing is skipped.
"""

import secrets
from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from confluent_kafka.admin import AdminClient, NewTopic
from flask import Flask
from flask_migrate import Migrate, upgrade
from flask_sqlalchemy import SQLAlchemy
from psycopg import sql
from sqlalchemy.engine import make_url

from lab.folder import LAB, ROOT
from lab.stack import Stack

_SECONDS = 30


@pytest.fixture(scope="session")
def services() -> Iterator[Stack]:
    """The running stack: `.urls`, and `.postgres`, `.valkey`, `.kafka` to be killed and started again.

    Runs at the same time, and the workers of `pytest -n`, take a folder each.
    """
    stacks = (Stack(LAB / "test" / str(number), fresh=True) for number in count())
    with next(stack for stack in stacks if stack.try_lock()) as stack:
        yield stack


@pytest.fixture(scope="session")
def template(services: Stack) -> Iterator[str]:
    """The name of a database with all tables and no rows."""
    name = f"template_{secrets.token_hex(4)}"
    with _admin(services) as admin:
        if "postgres" in services.servers:
            _drop_old(admin)
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        _migrate(_url(services, name))
        yield name
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def database_url(services: Stack, template: str) -> Iterator[str]:
    """A migrated database of this module's own, as an SQLAlchemy URL (`postgresql+psycopg://`)."""
    name = f"test_{secrets.token_hex(4)}"
    with _admin(services) as admin:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    yield _url(services, name)
    # A new connection: the module may have restarted Postgres.
    with _admin(services) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def broker_url(services: Stack) -> str:
    """An empty database 0 of Redis."""
    return _emptied(services, 0)


@pytest.fixture
def boards_url(services: Stack) -> str:
    """An empty database 1 of Redis."""
    return _emptied(services, 1)


@pytest.fixture(scope="session")
def kafka_servers(services: Stack) -> str:
    """Kafka's bootstrap servers."""
    return services.urls["KAFKA_BOOTSTRAP_SERVERS"]


@pytest.fixture(scope="module")
def make_topic(kafka_servers: str) -> Iterator[Callable[[int], str]]:
    """Makes a topic of a new name with so many partitions; it is deleted after the module."""
    admin = AdminClient({"bootstrap.servers": kafka_servers})
    made: list[str] = []

    def make(partitions: int = 1) -> str:
        name = f"test.{secrets.token_hex(4)}"
        new = NewTopic(name, partitions, 1)
        admin.create_topics([new], operation_timeout=_SECONDS)[name].result(_SECONDS)
        made.append(name)
        return name

    yield make
    for future in admin.delete_topics(made).values() if made else ():
        future.result(_SECONDS)


@pytest.fixture
def no_topics(kafka_servers: str) -> None:
    """A Kafka without topics, for a test that makes those of the catalogue; they are gone at its start."""
    admin = AdminClient({"bootstrap.servers": kafka_servers})
    names = [name for name in admin.list_topics(timeout=_SECONDS).topics if not name.startswith("__")]
    for future in admin.delete_topics(names, operation_timeout=_SECONDS).values() if names else ():
        future.result(_SECONDS)


def _admin(services: Stack) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(services.urls["DATABASE_URL"], autocommit=True)


def _url(services: Stack, database: str) -> str:
    url = make_url(services.urls["DATABASE_URL"]).set(drivername="postgresql+psycopg", database=database)
    return url.render_as_string(hide_password=False)


def _drop_old(admin: "psycopg.Connection[tuple[object, ...]]") -> None:
    """What runs that were killed left behind, on a server that is ours alone."""
    rows = admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^(test|template)_[0-9a-f]{8}$'")
    for (name,) in rows.fetchall():
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(str(name))))


def _migrate(url: str) -> None:
    """All migrations, on an app that is nothing but a database."""
    app = Flask("tests.services")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    database = SQLAlchemy(app)
    Migrate(app, database)
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
        database.engine.dispose()


def _emptied(services: Stack, number: int) -> str:
    url = urlsplit(services.urls["REDIS_URL"])._replace(path=f"/{number}").geturl()
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url
