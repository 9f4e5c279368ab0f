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
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

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
    _migrate(_url(services.urls["DATABASE_URL"], name), _url(_owner(services), name))
    yield name
    # A new connection: a module may have killed Postgres.
    with _admin(services) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def database_url(services: Stack, template: str) -> Iterator[str]:
    """A migrated database of this module's own, as an SQLAlchemy URL (`postgresql+psycopg://`), for the app's role."""
    name = f"test_{secrets.token_hex(4)}"
    with _admin(services) as admin:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    yield _url(services.urls["DATABASE_URL"], name)
    # A new connection: the module may have restarted Postgres.
    with _admin(services) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def owner_url(services: Stack, database_url: str) -> str:
    """The same database for its owner's role: for what the app may not do."""
    return _url(_owner(services), str(make_url(database_url).database))


@pytest.fixture(scope="module")
def owner_engine(owner_url: str) -> Engine:
    """The owner's connections, each closed after use."""
    return create_engine(owner_url, poolclass=NullPool)


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
    return psycopg.connect(_owner(services), autocommit=True)


def _owner(services: Stack) -> str:
    """Who may make databases."""
    url = services.urls.get("OWNER_DATABASE_URL")
    if url is None:
        pytest.exit("DATABASE_URL is told without OWNER_DATABASE_URL: the tests make databases, and need both roles")
    return url


def _url(url: str, database: str) -> str:
    changed = make_url(url).set(drivername="postgresql+psycopg", database=database)
    return changed.render_as_string(hide_password=False)


def _drop_old(admin: "psycopg.Connection[tuple[object, ...]]") -> None:
    """What runs that were killed left behind, on a server that is ours alone."""
    rows = admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^(test|template)_[0-9a-f]{8}$'")
    for (name,) in rows.fetchall():
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(str(name))))


def _migrate(url: str, owner_url: str) -> None:
    """All migrations, on an app that is nothing but a database."""
    app = Flask("tests.services")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["OWNER_DATABASE_URI"] = owner_url
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
