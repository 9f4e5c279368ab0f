"""SECURITY 12: the sockets of a blocked player are closed, and those of a login that has ended; told or not told."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest
from redis import Redis

from bridges.denials import Hint, publish
from tests.processes import until
from tests.realtime.client import TOKENS, Client, gunicorn

Database = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def database(environ: dict[str, str]) -> Iterator[Database]:
    """The database of the application."""
    with psycopg.connect(environ["DATABASE_URL"], autocommit=True) as connection:
        yield connection


def deny(database: Database, login: UUID) -> None:
    database.execute("INSERT INTO denials (subject, until) VALUES (%s, now() + interval '15 minutes')", (login,))


def ban(database: Database, player: UUID, seconds: float | None = None) -> None:
    query = (
        "INSERT INTO sanctions (id, player_id, kind, ground, reason, until, hiding) VALUES "
        "(gen_random_uuid(), %s, 'ban', 'cheating', 'test', clock_timestamp() + make_interval(secs => %s), true)"
    )
    database.execute(query, (player, seconds))


def hello(address: str, player: UUID, device: UUID | None = None) -> Client:
    client = Client(address)
    client.send(type="hello", token=TOKENS.sign_realtime(player, device), protocol=1)
    return client


def test_12_every_socket_of_a_blocked_player_is_closed_though_redis_told_nothing(
    address: str, database: Database
) -> None:
    player = uuid4()
    with Client(address, player) as first, Client(address, player) as second, Client(address, uuid4()) as other:
        ban(database, player)
        for client in (first, second):
            assert client.receive_type("revoked")["reason"] == "blocked"
            assert client.closed() == 4403
        other.send(type="unsubscribe", topic="board:global.day", id="x")
        assert other.receive()["id"] == "x"


def test_12_a_blocked_player_is_not_let_in_and_gets_in_again_after_the_block(
    address: str, database: Database, environ: dict[str, str]
) -> None:
    player = uuid4()
    with Client(address, player) as watcher, Redis.from_url(environ["REDIS_URL"]) as redis:
        publish(redis, Hint(player, "player"))
        ban(database, player)
        assert watcher.receive_type("revoked")["reason"] == "blocked"
        assert watcher.closed() == 4403
        with hello(address, player) as refused:
            assert refused.receive_type("error")["code"] == "denied"
            assert refused.closed() == 4403
        database.execute("UPDATE sanctions SET until = clock_timestamp() WHERE player_id = %s", (player,))
        publish(redis, Hint(player, None))
    with Client(address, uuid4()):  # the hint was heard before this one was let in, or the list is read again
        pass


def test_12_who_is_turned_away_has_used_no_token_and_takes_no_place(
    address: str, database: Database, environ: dict[str, str]
) -> None:
    player = uuid4()
    token = TOKENS.sign_realtime(player)
    with Client(address, player) as watcher, Redis.from_url(environ["REDIS_URL"]) as redis:
        ban(database, player)
        assert watcher.closed() == 4403
        for _ in range(4):
            with Client(address) as refused:
                refused.send(type="hello", token=token, protocol=1)
                assert refused.receive_type("error")["code"] == "denied"
                assert refused.closed() == 4403
        database.execute("UPDATE sanctions SET until = clock_timestamp() WHERE player_id = %s", (player,))
        publish(redis, Hint(player, None))
        until(lambda: is_let_in(address, token), what="the block is over")


def is_let_in(address: str, token: str) -> bool:
    with Client(address) as client:
        client.send(type="hello", token=token, protocol=1)
        told = client.receive()
    assert told.get("code") in (None, "denied"), told
    return bool(told["type"] == "welcome")


def test_12_while_nobody_knows_whom_to_refuse_a_hello_costs_nothing(environ: dict[str, str], tmp_path: Path) -> None:
    player = uuid4()
    token = TOKENS.sign_realtime(player)
    nowhere = {"DATABASE_URL": "postgresql://127.0.0.1:9/none"}
    redis_url = urlsplit(environ["REDIS_URL"])._replace(path="/5").geturl()
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
        with gunicorn(environ | nowhere | {"REDIS_URL": redis_url}, tmp_path / "log") as (address, _):
            for _ in range(4):
                with Client(address) as client:
                    client.send(type="hello", token=token, protocol=1)
                    assert client.receive_type("error")["code"] == "unavailable"
                    assert client.closed() == 1013
        assert redis.keys("sockets:*") == []


def test_12_a_ban_for_a_time_closes_sockets_and_ends_by_itself_at_its_time(address: str, database: Database) -> None:
    """No hint tells of either; who asks a moment after the end is let in, though nothing was read again."""
    player = uuid4()
    with Client(address, player) as watcher:
        began = monotonic()
        ban(database, player, seconds=4)
        assert watcher.receive_type("revoked")["reason"] == "blocked"
        assert watcher.closed() == 4403
        assert monotonic() - began < 2
        with hello(address, player) as refused:
            assert refused.closed() == 4403
    sleep_until(began + 4.05)
    with Client(address, player):
        pass


def sleep_until(moment: float) -> None:
    """The ban's own time is what is waited for: there is nothing to look at before."""
    sleep(max(0.0, moment - monotonic()))


def test_11_the_sockets_of_an_ended_login_are_closed_and_no_others(address: str, database: Database) -> None:
    player, phone, desk = uuid4(), uuid4(), uuid4()
    with hello(address, player, phone) as first, hello(address, player, desk) as second:
        assert first.receive_type("welcome")
        assert second.receive_type("welcome")
        deny(database, phone)
        assert first.receive_type("revoked")["reason"] == "logged_out"
        assert first.closed() == 4403
        second.send(type="unsubscribe", topic="board:global.day", id="x")
        assert second.receive()["id"] == "x"
