"""`flask apps`: the keys with which back ends hand in answers of many players."""

from dataclasses import asdict
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

import click
from uuid_utils.compat import uuid7

from models import app_keys
from web.commands.acting import acting
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db

commands = Group("apps", help="App keys: for answers of many players.")


@commands.command()
@click.argument("name")
@as_json
def create(name: str, as_json: bool) -> None:
    """Make a key for the app NAME and print it, this once: only its hash is kept."""
    if not name.strip():
        raise click.BadParameter("must not be blank", param_hint="NAME")
    key_id, key = uuid7(), token_urlsafe(32)
    with acting("apps.create", "app", key_id) as act:
        app_keys.create(act.connection, key_id, name[:80], sha256(key.encode()).digest())
        act.after = {"name": name[:80]}
    show_one({"id": str(key_id), "name": name[:80], "key": key}, as_json)


@commands.command("list")
@as_json
def list_keys(as_json: bool) -> None:
    """Every app with a key, and when it was revoked."""
    with db.engine.connect() as connection:
        apps = app_keys.every(connection)
    show([asdict(app) for app in apps], as_json)


@commands.command()
@click.argument("key_id", metavar="ID", type=click.UUID)
@as_json
def revoke(key_id: UUID, as_json: bool) -> None:
    """Revoke the key ID; it stops working within 30 seconds."""
    with acting("apps.revoke", "app", key_id) as act:
        if not app_keys.revoke(act.connection, key_id):
            raise click.ClickException(f"there is no valid key {key_id}; `flask apps list` shows them")
    show_one({"id": str(key_id), "revoked": True}, as_json)
