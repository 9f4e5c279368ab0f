"""A player's own data as one file: a ZIP with a JSON document for each kind of thing."""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from sqlalchemy import Connection

from models import dossier

_encode = msgspec.json.Encoder().encode


def pack(connection: Connection, player: UUID, at: datetime) -> bytes:
    """The file. The connection should see one moment alone (REPEATABLE READ)."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for part in dossier.PARTS:
            with file.open(f"{part}.json", "w") as entry:
                mark = b"["
                for row in dossier.rows(connection, part, player):
                    entry.write(mark + b"\n" + _encode(row))
                    mark = b","
                entry.write(b"[]\n" if mark == b"[" else b"\n]\n")
        file.writestr("about.json", msgspec.json.format(_encode(_about(player, at)), indent=2))
    return out.getvalue()


def _about(player: UUID, at: datetime) -> dict[str, Any]:
    return {
        "player": player,
        "made_at": at,
        "parts": dossier.PARTS,
        "left_out": {
            **dossier.WITHHELD,
            **dossier.RECORDS,
            **{
                f"{table}.{column}": why
                for table, columns in dossier.SECRETS.items()
                for column, why in columns.items()
            },
        },
        "note": "Verdicts of a quiz that others may still play are not in it before they are told to everybody, and "
        "questions of a session not before it is over.",
    }
