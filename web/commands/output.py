"""How commands speak: a table for people, one JSON document for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

import click
import msgspec

as_json = click.option("--json", "as_json", is_flag=True, help="print one JSON document")


def show(rows: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """Print rows, all with the same keys."""
    if as_json:
        click.echo(msgspec.json.encode(rows, enc_hook=str))
        return
    if not rows:
        click.echo("nothing")
        return
    cells = [list(rows[0]), *([_cell(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def show_one(document: Mapping[str, Any], as_json: bool) -> None:
    """Print one thing, a line a field."""
    if as_json:
        click.echo(msgspec.json.encode(document, enc_hook=str))
        return
    width = max(map(len, document))
    for name, value in document.items():
        click.echo(f"{name.ljust(width)}  {_cell(value)}")


def _cell(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return "-" if value is None else str(value)
