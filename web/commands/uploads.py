"""`flask uploads`: what players sent, looked at by whoever runs this."""

from typing import Any
from uuid import UUID

import click

from bridges import uploads as files
from models import uploads
from web.commands.acting import acting
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db
from web.wires import wires

commands = Group("uploads", help="Files that players sent: nobody else sees them before they are approved.")


@commands.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@as_json
def list_(limit: int, as_json: bool) -> None:
    """What waits to be looked at, longest first."""
    names = ("id", "player_id", "staff_id", "mime", "size", "medium_id", "completed_at")
    with db.engine.connect() as connection:
        rows: list[dict[str, Any]] = [
            {name: getattr(upload, name) for name in names} for upload in uploads.pending(connection, limit)
        ]
    show(rows, as_json)


@commands.command()
@click.argument("upload", type=click.UUID)
@click.argument("file", type=click.File("wb"))
def fetch(upload: UUID, file: Any) -> None:
    """Write UPLOAD into FILE, to look at it."""
    try:
        with acting("uploads.fetch", "upload", upload), wires().arrivals.open(upload) as found:
            file.write(found.read())
    except FileNotFoundError:
        raise click.ClickException(f"nothing of {upload} waits") from None


@commands.command()
@click.argument("upload", type=click.UUID)
@as_json
def approve(upload: UUID, as_json: bool) -> None:
    """Serve UPLOAD to everybody."""
    with acting("uploads.approve", "upload", upload) as act:
        if not files.approve(act.connection, wires().arrivals, wires().media, upload):
            raise click.ClickException(f"{upload} does not wait to be looked at")
    show_one({"id": str(upload), "state": "approved"}, as_json)


@commands.command()
@click.argument("upload", type=click.UUID)
@click.option("--reason", required=True, help="told to its owner")
@as_json
def reject(upload: UUID, reason: str, as_json: bool) -> None:
    """Show UPLOAD to nobody."""
    with acting("uploads.reject", "upload", upload, reason) as act:
        if not files.reject(act.connection, upload, reason):
            raise click.ClickException(f"{upload} does not wait to be looked at")
    show_one({"id": str(upload), "state": "rejected"}, as_json)
