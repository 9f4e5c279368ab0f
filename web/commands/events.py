"""`flask events trace`: one event's life, from its acceptance to its effects."""

import click
import msgspec
from flask import current_app

from bridges import event_life
from web.commands.manners import Group
from web.commands.output import as_json
from web.extensions import db

commands = Group("events", help="Single events.")


@commands.command()
@click.argument("event_id")
@as_json
def trace(event_id: str, as_json: bool) -> None:
    """Everything that is known of an event: offset, slice, attempts, effects, outbox, dead letter."""
    with db.engine.connect() as connection:
        known = event_life.known(connection, event_id)
    if known is None:
        raise click.ClickException(f"{event_id} is no event id of ours, or nothing is known of it")
    document = event_life.whole(known, current_app.config["SETTINGS"].kafka_bootstrap_servers)
    text = msgspec.json.format(msgspec.json.encode(document, enc_hook=str), indent=0 if as_json else 2)
    click.echo(text.decode() if not as_json else msgspec.json.encode(document, enc_hook=str).decode())
    if not document["records"]:
        raise click.ClickException("no record of this event: it was never accepted, or Kafka does not answer")
