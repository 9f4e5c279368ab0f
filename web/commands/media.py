"""`flask media`: files that questions show or play."""

from dataclasses import asdict
from typing import Any, BinaryIO

import click

from bridges.media import MediumRefused, prepare
from models import media
from models.media import KnownMedium, NewMedium
from rules.media import DESCRIPTION_MOST, SIZE_MOST
from web.commands.acting import acting
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db
from web.wires import wires

commands = Group("media", help="Images, audio and video of questions.")


@commands.command()
@click.argument("file", type=click.File("rb"))
@click.option("--alt", help="of an image: what it shows, without giving an answer away")
@click.option("--transcript", help="of audio or video: what is said and heard")
@click.option("--lang", default="en", show_default=True, help="of that text")
@as_json
def add(file: BinaryIO, alt: str | None, transcript: str | None, lang: str, as_json: bool) -> None:
    """Keep FILE, whatever its name says it is, and print its id for `media_id` in a CSV of questions."""
    try:
        prepared = prepare(file.read(SIZE_MOST + 1))
    except MediumRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    kind = prepared.medium.kind
    description = (alt if kind == "image" else transcript) or ""
    if not description.strip() or (alt and transcript):
        raise click.UsageError(f"{kind} needs --{'alt' if kind == 'image' else 'transcript'}, and no other text")
    if len(description) > DESCRIPTION_MOST[kind]:
        raise click.UsageError(f"of {kind} at most {DESCRIPTION_MOST[kind]} characters are kept")
    with acting("media.add", "medium", prepared.medium.id) as act:
        media.hold(act.connection)
        wires().media.put(prepared.data)
        new = NewMedium(prepared.medium, prepared.mime, prepared.sha256, prepared.size, description, lang)
        media.add(act.connection, [new])
        known = media.known(act.connection, prepared.medium.id)
    assert known is not None
    show_one(_shown(known), as_json)


@commands.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@as_json
def list_(limit: int, as_json: bool) -> None:
    """Media, latest first, with the number of questions that have each."""
    with db.engine.connect() as connection:
        found = media.latest(connection, limit)
    show([_shown(known) for known in found], as_json)


def _shown(known: KnownMedium) -> dict[str, Any]:
    return {**asdict(known), "kind": known.medium.kind, "url": wires().media.url(known.id)}
