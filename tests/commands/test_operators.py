"""What operators type, on real Kafka and Postgres."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import Result
from confluent_kafka import Producer
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.kafka import admin, create_topics, producer_config
from events.catalog import SUBMISSIONS, TOPICS, PointsCorrected
from events.codec import encode
from events.identity import answer_event_id
from models import carried, partitions
from models.base import CARRIER_LIMITS, open_engine
from settings import Settings
from tasks import runtime
from tests.clearing import clear
from tests.pipeline import NOON, Log, answer
from tests.processes import until
from web.app import create_app
from web.extensions import db

Run = Callable[..., Result]


@pytest.fixture
def app(database_url: str, kafka_servers: str, broker_url: str, boards_url: str) -> Iterator[Flask]:
    """The REST application, for its commands."""
    environ = {
        "DATABASE_URL": database_url.replace("+psycopg", ""),
        "KAFKA_BOOTSTRAP_SERVERS": kafka_servers,
        "BROKER_URL": broker_url,
        "BOARDS_URL": boards_url,
        "SECRET_KEYS": "k" * 32,
        "API_URL": "http://127.0.0.1:1",
        "REALTIME_URL": "ws://127.0.0.1:1/v1/realtime",
        "TOPIC_PARTITIONS": "2",
    }
    app = create_app(Settings.from_environ(environ))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def run(app: Flask) -> Run:
    """Runs a command line and gives its result; `.output` is JSON where --json is among the words."""
    return lambda *words: app.test_cli_runner().invoke(args=[*map(str, words)])


@pytest.fixture
def engine(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine of tasks, on a database with nothing in it."""
    engine = open_engine(database_url, CARRIER_LIMITS, pool_size=5)
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    with engine.begin() as connection:
        clear(connection, "carried, refused, dead_letters, outbox, answers, sessions, player_days")
        partitions.ensure(connection, datetime.now(UTC).date())
    yield engine
    engine.dispose()


def printed(result: Result) -> Any:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return json.loads(result.output)


@pytest.mark.usefixtures("no_topics", "engine")
def test_setup_makes_topics_and_rows_once(run: Run) -> None:
    first = printed(run("carried", "setup", "--json"))
    assert {row["what"]: row["made"] for row in first} | {"partitions of answers": 0} == {
        **{name: topic.partitions or 2 for name, topic in TOPICS.items()},
        "partitions of answers": 0,
    }
    assert all(row["made"] == 0 for row in printed(run("carried", "setup", "--json")))
    rows = printed(run("carried", "status", "--json"))
    assert [(row["topic"], row["partition"], row["applied"], row["lag"]) for row in rows] == [
        (name, partition, 0, 0) for name in sorted(TOPICS) for partition in range(TOPICS[name].partitions or 2)
    ]


def test_resume_lets_a_halted_partition_go_on_and_refuses_others(run: Run, engine: Engine) -> None:
    log = Log(engine)
    log.values = [b"poison"] * 11
    assert log.apply() == "halted"
    resumed = run("carried", "resume", SUBMISSIONS.name, 0, "--json")
    assert printed(resumed)["resumed"] is True
    again = run("carried", "resume", SUBMISSIONS.name, 0)
    assert again.exit_code == 1
    assert "not halted" in again.output


@pytest.mark.usefixtures("no_topics")
def test_accept_gap_gives_up_what_a_remade_topic_lost_and_audit_stays_content(
    run: Run, engine: Engine, kafka_servers: str
) -> None:
    log = Log(engine)  # a topic id that Kafka does not know: the topic was made anew
    log.values = [b"poison"] * 3
    log.apply()
    with engine.begin() as connection:
        connection.execute(text("UPDATE carried SET halted = 'made anew' WHERE topic_id = :i"), {"i": log.topic_id})
    create_topics(admin(kafka_servers), TOPICS.values(), 2, 1)
    until(lambda: run("carried", "accept-gap", SUBMISSIONS.name, 0, "--yes").exit_code == 0, what="the gap is accepted")
    rows = [row for row in printed(run("carried", "status", "--json")) if row["topic"] == SUBMISSIONS.name]
    assert {(row["topic_id"] == log.topic_id, row["applied"], row["halted"]) for row in rows} == {
        (True, 3, None),
        (False, 0, None),
    }
    assert run("audit").exit_code == 0


@pytest.mark.usefixtures("no_topics")
def test_setup_refuses_a_topic_that_was_made_anew(run: Run, engine: Engine) -> None:
    Log(engine)
    refused = run("carried", "setup")
    assert refused.exit_code == 1
    assert "another id" in str(refused.exception)


def test_dead_letters_are_listed_shown_and_replayed_once(run: Run, engine: Engine) -> None:
    log, player, session = Log(engine), uuid7(), uuid7()
    log.values = [answer(session, player, 0)]
    log.apply()
    (letter,) = printed(run("deadletters", "list", "--json"))
    assert (letter["code"], letter["partition"], letter["offset"]) == ("unknown_session", 0, 0)
    shown = printed(run("deadletters", "show", letter["id"], "--json"))
    assert shown["value"] == log.values[0].decode()
    assert run("deadletters", "replay", letter["id"]).exit_code == 0
    assert run("deadletters", "replay", letter["id"]).exit_code == 1
    rows = log.all("SELECT topic, key, value FROM outbox")
    assert [(row[0], row[1], bytes(row[2])) for row in rows] == [(SUBMISSIONS.name, str(player), log.values[0])]
    assert printed(run("deadletters", "list", "--json")) == []
    assert run("deadletters", "show", uuid7()).exit_code == 1


def test_trace_tells_an_events_life(run: Run, engine: Engine) -> None:
    run("carried", "setup")
    log, player = Log(engine, partition=9), uuid7()
    session = log.session(player)
    log.values = [answer(session, player, 0), answer(session, player, 0, "b"), answer(session, player, 1)]
    log.apply(0, 2)
    applied = printed(run("events", "trace", answer_event_id(session, 0, "a"), "--json"))
    assert [(row["outcome"], row["offset"]) for row in applied["records"]] == [("applied", 0)]
    assert {row["category"] for row in applied["effects"]} >= {"all"}
    refused = printed(run("events", "trace", answer_event_id(session, 0, "b"), "--json"))
    assert {row["outcome"] for row in refused["records"]} == {"another answer stands", "refused"}
    never = run("events", "trace", answer_event_id(session, 1, "a"), "--json")
    assert never.exit_code == 1
    assert "never accepted" in never.output


def test_trace_finds_what_is_accepted_and_not_applied_yet(run: Run, engine: Engine, kafka_servers: str) -> None:
    run("carried", "setup")
    with engine.connect() as connection:
        places = {(row.topic, row.partition): row.applied for row in carried.standings(connection)}
    session, player, producer = uuid7(), uuid7(), Producer(producer_config(kafka_servers))
    for no in (0, 1):
        producer.produce(SUBMISSIONS.name, answer(session, player, no), str(player), partition=1)
    assert producer.flush(30) == 0
    told = printed(run("events", "trace", answer_event_id(session, 1, "a"), "--json"))
    (record,), (logged,) = told["records"], told["log"]
    assert (record["outcome"], record["topic"], record["partition"]) == (
        "accepted, not applied yet",
        SUBMISSIONS.name,
        1,
    )
    assert record["offset"] > places[(SUBMISSIONS.name, 1)]
    assert logged["event"]["question_no"] == 1
    assert [place["attempts_now"] for place in told["partitions"]] == [0]


@pytest.fixture
def played(engine: Engine) -> Log:
    """Two players' sessions, a refusal, a copy, a dead letter and a correction, applied."""
    log = Log(engine)
    for category in (1, 2):
        player = uuid7()
        session = log.session(player, category=category)
        log.values += [answer(session, player, number, "a" if number % 3 else "b") for number in range(10)]
        log.values += [log.values[-1], answer(session, player, 9, "c")]
        correction = PointsCorrected(
            event_id=str(uuid7()), player_id=player, category_id=category, day=NOON.date(), points=-50, reason="a test"
        )
        log.values.append(encode(correction))
    log.values.append(b"poison")
    assert log.apply() == "applied"
    return log


def test_audit_finds_nothing_where_nothing_is_wrong(run: Run, played: Log) -> None:
    result = run("audit", "--json")
    assert [finding for finding in printed(result) if finding["broken"]] == []
    assert result.exit_code == 0
    assert played.row.applied_n == 22


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("UPDATE carried SET copies = copies + 1", "carried adds up"),
        ("UPDATE carried SET halted = 'because'", "no partition is halted"),
        (
            "DELETE FROM answers WHERE question_no = 4",
            "every applied submission left its row",
        ),
        ("DELETE FROM refused", "every refusal left its row"),
        ("DELETE FROM dead_letters", "every dead letter left its row"),
        (
            "UPDATE answers SET session_id = '7fffffff-0000-7000-8000-000000000000' WHERE ctid = "
            "(SELECT ctid FROM answers LIMIT 1)",
            "no answer is in the default partition",
        ),
        (
            "UPDATE player_days SET points = points + 1 WHERE category_id = 0",
            "totals over all categories are the sum of the categories",
        ),
        ("UPDATE player_days SET week_points = week_points + 1", "running totals are the sums of their days"),
        ("UPDATE player_days SET latest = false", "running totals are the sums of their days"),
        ("UPDATE sessions SET points = points + 1", "sessions are the fold of their answers"),
        ("UPDATE answers SET base_points = 1 WHERE question_no = 4", "sessions are the fold of their answers"),
        (
            "UPDATE player_days SET points = points + 1, total_points = total_points + 1, "
            "week_points = week_points + 1, season_points = season_points + 1",
            "totals are what answers and corrections give",
        ),
        ("UPDATE answers SET response = 'c' WHERE question_no = 9", "every superseded answer has one that stands"),
        (
            "INSERT INTO outbox (topic, key, value, created_at) VALUES ('t', 'k', '', now() - interval '1 hour')",
            "the outbox moves",
        ),
    ],
)
def test_audit_finds_each_kind_of_damage(run: Run, played: Log, engine: Engine, damage: str, finding: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(damage))
    result = run("audit", "--json")
    assert result.exit_code == 1
    assert finding in {each["name"] for each in printed(result) if each["broken"]}
    assert played.row is not None
