"""`flask carried`: the topics, how far their partitions are applied, and what to do when one stands."""

from dataclasses import asdict
from datetime import UTC, datetime
from time import sleep

import click
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from flask import current_app

from bridges.kafka import admin, create_topics, first_held, log_bounds, topic_ids
from events.catalog import TOPICS
from models import carried, partitions
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db

commands = Group("carried", help="Topics, and how far their partitions are applied.")
_TRIES = 30


@commands.command()
@as_json
def setup(as_json: bool) -> None:
    """Make what is missing: topics, their rows in `carried`, the coming days' partitions. Runs any number of times."""
    settings = current_app.config["SETTINGS"]
    client = _admin()
    create_topics(client, TOPICS.values(), settings.topic_partitions, settings.topic_replicas)
    ids, bounds = _describe(client)
    made = []
    with db.engine.begin() as connection:
        for topic, (topic_id, count) in ids.items():
            begins = {partition: bounds[(topic, partition)][0] for partition in range(count)}
            made.append({"what": topic, "made": carried.setup(connection, topic, topic_id, begins)})
        days = partitions.ensure(connection, datetime.now(UTC).date())
    made.append({"what": "partitions of answers", "made": len(days)})
    show(made, as_json)


@commands.command()
@as_json
def status(as_json: bool) -> None:
    """Where each partition stands, and how far behind the end of Kafka's log."""
    with db.engine.connect() as connection:
        rows = carried.standings(connection)
    try:
        bounds = log_bounds(_admin(), [(row.topic, row.partition) for row in rows])
    except KafkaException as error:
        click.echo(f"kafka does not answer, lag unknown: {error}", err=True)
        bounds = {}
    ends = {place: end for place, (_, end) in bounds.items()}
    lag = [
        {"lag": ends[place] - row.applied if (place := (row.topic, row.partition)) in ends else None} for row in rows
    ]
    show([asdict(row) | behind for row, behind in zip(rows, lag, strict=True)], as_json)


@commands.command()
@click.argument("topic", type=click.Choice(list(TOPICS)))
@click.argument("partition", type=int)
@click.option("--let-fail", is_flag=True, help="dead-letter what fails up to the log's end, however much it is")
@as_json
def resume(topic: str, partition: int, let_fail: bool, as_json: bool) -> None:
    """Let a halted partition go on, after its cause was mended."""
    until = log_bounds(_admin(), [(topic, partition)])[(topic, partition)][1] if let_fail else None
    with db.engine.begin() as connection:
        resumed = carried.resume(connection, topic, partition, until)
    if not resumed:
        raise click.ClickException(f"{topic}/{partition} is not halted; see `flask carried status`")
    show_one({"topic": topic, "partition": partition, "resumed": True}, as_json)


@commands.command("accept-gap")
@click.argument("topic", type=click.Choice(list(TOPICS)))
@click.argument("partition", type=int)
@click.confirmation_option(prompt="Events that the log no longer holds are given up. Go on?")
@as_json
def accept_gap(topic: str, partition: int, as_json: bool) -> None:
    """Give up events that Kafka no longer has, and go on behind them."""
    client = _admin()
    topic_id, _ = topic_ids(client, [topic])[topic]
    begin, end = log_bounds(client, [(topic, partition)])[(topic, partition)]
    with db.engine.begin() as connection:
        rows = [row for row in carried.standings(connection) if (row.topic_id, row.partition) == (topic_id, partition)]
        if rows and begin <= rows[0].applied < end:  # a hole inside the log
            begin = first_held(_servers(), (topic, partition), rows[0].applied)
        before, now = carried.accept_gap(connection, topic, topic_id, partition, (begin, end))
    show_one({"topic": topic, "partition": partition, "applied_before": before, "applied": now}, as_json)


def _admin() -> AdminClient:
    return admin(_servers())


def _servers() -> str:
    return str(current_app.config["SETTINGS"].kafka_bootstrap_servers)


def _describe(
    client: AdminClient,
) -> tuple[dict[str, tuple[str, int]], dict[tuple[str, int], tuple[int, int]]]:
    """The topics and their logs' bounds; a topic that was just made has no leader for a moment."""
    for attempt in range(_TRIES):
        try:
            ids = topic_ids(client, TOPICS)
            places = [(topic, partition) for topic, (_, count) in ids.items() for partition in range(count)]
            if len(ids) == len(TOPICS):
                return ids, log_bounds(client, places)
        except KafkaException:
            if attempt == _TRIES - 1:
                raise
        sleep(0.5)
    raise click.ClickException("Kafka does not show the topics that were just made")
