"""The queue `entries`: what players submit to creative battles and a machine did not let pass; one case an entry."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import Connection

from bridges import uploads as files
from models import creative, entries, players, uploads
from models.creative import Battle
from models.entries import Written
from rules.creative import EntryState
from web.admin.acting import acting
from web.admin.casework import Decision, Effect, Queue, Stale
from web.admin.guard import staff_required
from web.bodies import Blueprint
from web.composing import direction
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint("admin_entries", __name__, url_prefix="/v1/admin/entries", description="Staff: entries.")

_HEADERS = {"Cache-Control": "private, no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
_BYTES = {"type": "string", "format": "binary"}


@blueprint.route("/<uuid:entry_id>/file")
@staff_required("cases.entries", sensitive=True)
@blueprint.response(200, _BYTES, content_type="*/*", description="The picture.")
@document_problems(404, 503, s404="`entry_unknown`: there is no such entry, or it has no picture any more")
def show_entry_file(entry_id: UUID) -> Response:
    """An entry's picture, which nobody but its player sees yet"""
    with acting("entries.read", "entry", entry_id) as act:
        entry = entries.one(act.connection, entry_id)
        upload = uploads.lock(act.connection, entry.upload_id) if entry and entry.upload_id else None
        if upload is None or upload.medium_id is None:
            raise _unknown()
        try:
            held = upload.state == "pending"
            with wires().arrivals.open(upload.id) if held else wires().media.open(upload.medium_id) as file:
                return Response(file.read(), content_type=upload.mime, headers=_HEADERS)
        except FileNotFoundError:
            raise _unknown() from None


def show(connection: Connection, entry_id: UUID) -> dict[str, Any] | None:
    """An entry as SubmittedEntrySchema has it; None: its player was erased."""
    entry = entries.one(connection, entry_id)
    battle = creative.one(connection, entry.battle_id) if entry else None
    if entry is None or battle is None or entry.state == "withdrawn":
        return None
    names = ("id", "battle_id", "player_id", "kind", "text", "state", "faults", "submitted_at")
    return {
        **{name: getattr(entry, name) for name in names},
        "player": players.names(connection, [entry.player_id]).get(entry.player_id, ""),
        "prompt": battle.prompt,
        "file": file_of(entry),
        "lang": battle.lang,
        "dir": direction(battle.lang),
    }


def file_of(entry: Written) -> str | None:
    """The path of an entry's picture, for who may decide on it."""
    return f"/v1/admin/entries/{entry.id}/file" if entry.upload_id else None


def _approve(connection: Connection, entry_id: UUID, _given: Mapping[str, Any]) -> Effect:
    """It may be voted on; a picture is served to everybody from then on."""
    return _decide(connection, entry_id, "approved")


def _reject(connection: Connection, entry_id: UUID, _given: Mapping[str, Any]) -> Effect:
    """Nobody sees it: the other entry wins, once this can be undone no more, or when the voting is over."""
    return _decide(connection, entry_id, "rejected")


def _decide(connection: Connection, entry_id: UUID, state: EntryState) -> Effect:
    """What becomes of an entry, and what was before. Raises Problem 404, 409."""
    entry, battle = _locked(connection, entry_id)
    if entry is None or battle is None or entry.state == "withdrawn":
        raise _unknown()
    # One that still waits may be in a battle that was made void: whoever looks at it is done with it.
    if entry.state not in (state, "pending") and battle.phase == "closed":
        raise Problem(409, "entry_decided", f"The battle is over, and the entry is {entry.state}.")
    if entry.state != state and state == "approved":
        _serve(connection, entry)
    if entry.state != state:
        entries.decide(connection, entry_id, state)
    return {"before": entry.state, "after": state}


def restore(connection: Connection, entry_id: UUID) -> None:
    """An appeal against its refusal was heard: it may be shown; a battle that is over stays decided. Raises Problem."""
    entry, _ = _locked(connection, entry_id)
    if entry is None or entry.state == "withdrawn":
        raise _unknown()
    _serve(connection, entry)
    entries.decide(connection, entry_id, "approved")


def _serve(connection: Connection, entry: Written) -> None:
    """Have an entry's picture be served. Raises Problem 404, 409."""
    upload = uploads.lock(connection, entry.upload_id) if entry.upload_id else None
    if upload is None:
        return
    if upload.state == "rejected":
        raise Problem(409, "entry_decided", "Its picture was refused elsewhere.")
    try:
        files.approve(connection, wires().arrivals, wires().media, upload.id)
    except FileNotFoundError:
        raise _unknown() from None


def _undo(connection: Connection, entry_id: UUID, effect: Effect) -> None:
    """It is as it was. A voting that has begun is stopped, and begins anew if the entry is approved again."""
    entry, battle = _locked(connection, entry_id)
    if entry is None or entry.state != effect["after"]:
        raise Stale("The entry is no more as it was decided.")
    if battle is None or battle.phase == "closed" or battle.marks is not None:
        raise Stale("The battle is over.")
    entries.decide(connection, entry_id, effect["before"])
    if battle.phase == "voting" and effect["before"] == "pending":
        creative.moderate(connection, battle.id)


def _locked(connection: Connection, entry_id: UUID) -> tuple[Written | None, Battle | None]:
    """An entry with its battle, both locked in the order of the ticks."""
    found = entries.one(connection, entry_id)
    battle = creative.lock(connection, found.battle_id) if found else None
    return entries.one(connection, entry_id, lock=True), battle


def _unknown() -> Problem:
    return Problem(404, "entry_unknown", "There is no such entry any more.")


QUEUE = Queue(
    name="entries",
    permission="cases.entries",
    subject="entry",
    decisions=(Decision("approve", _approve, _undo), Decision("reject", _reject, _undo)),
    show=show,
)
